"""Backups: made while serving, verified by themselves, restored on either database."""

import hashlib
import zipfile
from dataclasses import replace

import orjson
import pytest
from sqlalchemy import func, select

from server.backups import back_up, restore, verify
from server.backups.copying import is_empty
from server.core.errors import BackupDamaged, NotEmpty
from server.secrets import Sealer, load_key
from server.store.engine import open_engine
from server.store.tables import metadata
from tests.builders import office


@pytest.fixture
def served(settings):
    load_key(settings.data_dir)
    made = office.services(settings)
    office.person(made)
    office.form(made)
    made.vault.put_bytes(b"a photo that came with a submission")
    yield made
    made.store.close()


def counts(engine):
    with engine.connect() as conn:
        return {
            table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }


def test_a_backup_restores_every_row_blob_and_the_key(served, settings, tmp_path):
    made = back_up(served, tmp_path / "all.zip")
    empty = replace(settings, data_dir=tmp_path / "new", database_url="")
    assert restore(empty, tmp_path / "all.zip") == made
    engine = open_engine(empty.sqlalchemy_url)
    assert counts(engine) == counts(served.store.engine)
    engine.dispose()
    assert load_key(empty.data_dir) == load_key(settings.data_dir)
    sealed = Sealer(load_key(settings.data_dir)).seal("x")
    assert Sealer(load_key(empty.data_dir)).open(sealed) == "x"
    blobs = [p for p in empty.media_dir.rglob("*") if p.is_file()]
    assert [hashlib.sha256(p.read_bytes()).hexdigest() for p in blobs] == [p.name for p in blobs]
    assert len(blobs) == made.blobs == 1


def test_a_backup_of_the_embedded_database_moves_to_any_other(
    served, settings, tmp_path, empty_database_url
):
    back_up(served, tmp_path / "all.zip")
    other = replace(settings, data_dir=tmp_path / "new", database_url=empty_database_url)
    restore(other, tmp_path / "all.zip")
    engine = open_engine(other.sqlalchemy_url)
    assert counts(engine) == counts(served.store.engine)
    engine.dispose()


def test_ids_go_on_behind_the_restored_ones(served, settings, tmp_path, empty_database_url):
    back_up(served, tmp_path / "all.zip")
    other = replace(settings, data_dir=tmp_path / "new", database_url=empty_database_url)
    restore(other, tmp_path / "all.zip")
    actor = metadata.tables["actor"]
    engine = open_engine(other.sqlalchemy_url)
    with engine.begin() as conn:
        highest = conn.execute(select(func.max(actor.c.id))).scalar_one()
        added = conn.execute(
            actor.insert().values(kind="user", display_name="新人", created_at=office.NOW)
        )
        assert added.inserted_primary_key[0] > highest
    engine.dispose()


def test_a_restore_never_writes_over_an_installation(served, settings, tmp_path):
    back_up(served, tmp_path / "all.zip")
    with pytest.raises(NotEmpty):
        restore(settings, tmp_path / "all.zip")


def test_one_flipped_byte_is_found_and_nothing_is_restored(served, settings, tmp_path):
    archive = tmp_path / "all.zip"
    back_up(served, archive)
    content = bytearray(archive.read_bytes())
    at = content.index(b"a photo that came")
    content[at] ^= 1
    archive.write_bytes(content)
    with pytest.raises(BackupDamaged):
        verify(archive)
    empty = replace(settings, data_dir=tmp_path / "new", database_url="")
    with pytest.raises(BackupDamaged):
        restore(empty, archive)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)], ids=["empty", "text", "empty zip"]
)
def test_what_is_no_backup_is_told(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(BackupDamaged):
        verify(tmp_path / "x.zip")


def test_the_archive_lists_every_file_it_holds(served, tmp_path):
    archive = tmp_path / "all.zip"
    back_up(served, archive)
    with zipfile.ZipFile(archive) as held:
        listed = orjson.loads(held.read("backup.json"))["files"]
        assert {*listed, "backup.json"} == set(held.namelist())


def test_a_failed_backup_leaves_no_half_file(served, tmp_path, monkeypatch):
    def broken(*_args):
        raise BackupDamaged(file="x", reason="y")

    monkeypatch.setattr("server.backups.archive.verify", broken)
    with pytest.raises(BackupDamaged):
        back_up(served, tmp_path / "all.zip")
    assert list(tmp_path.glob("all.zip*")) == []


def test_an_empty_database_is_recognised(settings):
    engine = open_engine(settings.sqlalchemy_url)
    with engine.connect() as conn:
        assert is_empty(conn)
    engine.dispose()
