"""The vault: what it acknowledges is durable, whole and unnamed."""

from __future__ import annotations

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from media.disk import Disk
from media.vault import Vault
from server.core.errors import DiskFull, NotFound
from tests.builders.disks import FullDisk, RecordingDisk

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 300


def vault_at(root, **options):
    return Vault(root, reserve_bytes=1, **options)


@pytest.fixture
def vault(tmp_path):
    return vault_at(tmp_path / "media")


def content(vault, digest):
    with vault.open(digest) as file:
        return file.read()


def files_below(root):
    return sorted(path for path in root.rglob("*") if path.is_file())


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chunks=st.lists(st.binary(max_size=2000), max_size=5))
def test_what_is_written_is_read_back_under_its_hashes(vault, chunks):
    with vault.writer() as writer:
        for chunk in chunks:
            writer.write(chunk)
        blob = writer.finish()
    whole = b"".join(chunks)
    assert blob.digest == hashlib.sha256(whole).hexdigest()
    assert blob.md5 == hashlib.md5(whole, usedforsecurity=False).hexdigest()
    assert blob.size == len(whole)
    assert content(vault, blob.digest) == whole


def break_off_in_the_second_photo(vault):
    with vault.delivery() as delivery:
        first = delivery.writer()
        first.write(PHOTO)
        first.seal()
        delivery.writer().write(b"half a ph")
        raise ConnectionResetError


def test_storing_twice_changes_nothing(vault):
    first = vault.put_bytes(PHOTO)
    before = files_below(vault.root)
    assert vault.put_bytes(PHOTO) == first
    assert files_below(vault.root) == before == [vault.path(first.digest)]


def test_a_writer_left_before_it_finished_leaves_nothing(vault):
    with vault.writer() as writer:
        writer.write(PHOTO)
    assert files_below(vault.root) == []


def test_a_delivery_that_fails_keeps_none_of_its_files(vault):
    with pytest.raises(ConnectionResetError):
        break_off_in_the_second_photo(vault)
    assert files_below(vault.root) == []


def test_a_delivery_returns_its_blobs_in_the_order_of_their_writers(vault):
    contents = [b"one", b"two", b"one", b""]
    with vault.delivery() as delivery:
        for each in contents:
            delivery.writer().write(each)
        blobs = delivery.keep()
    assert [content(vault, blob.digest) for blob in blobs] == contents
    assert list(vault.tmp.iterdir()) == []


def test_content_is_durable_before_its_name_and_its_name_before_the_answer(tmp_path):
    disk = RecordingDisk()
    blob = vault_at(tmp_path / "media", disk=disk).put_bytes(PHOTO)
    assert disk.steps == [("file", ".part"), ("folder", "media"), ("folder", blob.digest[:2])]


def test_a_file_found_under_its_hash_is_synced_once_before_it_is_acknowledged(tmp_path):
    root = tmp_path / "media"
    blob = vault_at(root).put_bytes(PHOTO)
    disk = RecordingDisk()
    vault = vault_at(root, disk=disk)
    vault.put_bytes(PHOTO)
    found = [("file", "named"), ("folder", "media"), ("folder", blob.digest[:2])]
    assert disk.steps == found
    vault.put_bytes(PHOTO)
    assert disk.steps == found


def test_a_forgotten_digest_is_synced_again(tmp_path, monkeypatch):
    monkeypatch.setattr("media.vault.REMEMBERED", 1)
    disk = RecordingDisk()
    vault = vault_at(tmp_path / "media", disk=disk)
    vault.put_bytes(PHOTO)
    vault.put_bytes(b"another")
    disk.steps.clear()
    vault.put_bytes(PHOTO)
    assert ("file", "named") in disk.steps


def test_a_blob_cut_short_on_disk_is_replaced_by_the_whole_one(vault):
    blob = vault.put_bytes(PHOTO)
    vault.path(blob.digest).write_bytes(PHOTO[:100])
    vault.put_bytes(PHOTO)
    assert content(vault, blob.digest) == PHOTO


def test_many_writers_of_one_photo_end_in_one_file(vault):
    with ThreadPoolExecutor(8) as pool:
        blobs = set(pool.map(vault.put_bytes, [PHOTO] * 40))
    (blob,) = blobs
    assert files_below(vault.root) == [vault.path(blob.digest)]
    assert content(vault, blob.digest) == PHOTO


@pytest.mark.parametrize("step", ["reserve", "create", "write", "sync"])
def test_a_full_disk_refuses_and_leaves_nothing_and_takes_again_when_there_is_space(tmp_path, step):
    disk = FullDisk("")
    vault = vault_at(tmp_path / "media", disk=disk)
    stored = vault.put_bytes(b"before")
    disk.step = step
    with pytest.raises(DiskFull):
        vault.put_bytes(PHOTO)
    assert files_below(vault.root) == [vault.path(stored.digest)]
    assert content(vault, stored.digest) == b"before"
    disk.step = ""
    assert content(vault, vault.put_bytes(PHOTO).digest) == PHOTO


def test_a_twin_that_is_being_read_where_names_are_locked_is_as_good(tmp_path):
    class Windows(Disk):
        def rename(self, path, target):
            super().rename(path, target)
            raise PermissionError

    vault = vault_at(tmp_path / "media", disk=Windows())
    assert content(vault, vault.put_bytes(PHOTO).digest) == PHOTO


def test_a_name_that_cannot_be_given_is_no_success(tmp_path):
    class Locked(Disk):
        def rename(self, _path, _target):
            raise PermissionError

    with pytest.raises(PermissionError):
        vault_at(tmp_path / "media", disk=Locked()).put_bytes(PHOTO)


def test_a_system_that_cannot_sync_folders_keeps_blobs_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("media.disk.WINDOWS", True)
    vault = vault_at(tmp_path / "media")
    assert content(vault, vault.put_bytes(PHOTO).digest) == PHOTO


def test_another_failure_of_the_disk_is_not_called_full(tmp_path):
    class Broken(Disk):
        def sync_file(self, _path):
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        vault_at(tmp_path / "media", disk=Broken()).put_bytes(PHOTO)


@pytest.mark.parametrize(
    "digest",
    ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "a" * 64 + "\n", "/" + "a" * 63],
    ids=["empty", "path", "short", "capitals", "no hex", "line break", "absolute"],
)
def test_only_a_sha256_is_a_path(vault, digest):
    with pytest.raises(NotFound):
        vault.path(digest)


def test_a_blob_that_is_not_there_is_not_found(vault):
    missing = "0" * 64
    assert not vault.exists(missing)
    with pytest.raises(NotFound):
        vault.open(missing)


def test_the_blobs_of_a_vault_are_listed_in_order(vault):
    blobs = [vault.put_bytes(b"%d" % n) for n in range(20)]
    assert list(vault.digests()) == sorted(blob.digest for blob in blobs)


def test_what_a_killed_process_left_is_swept_and_what_is_arriving_is_not(vault):
    stale = vault.tmp / "0.part"
    stale.write_bytes(b"half a photo")
    os.utime(stale, (0, 0))
    with vault.writer() as writer:
        writer.write(PHOTO)
        assert vault.sweep_parts(timedelta(hours=1)) == 1
        assert not stale.exists()
        blob = writer.finish()
    assert content(vault, blob.digest) == PHOTO


def test_a_photo_is_readable_by_its_owner_only(vault):
    mode = vault.path(vault.put_bytes(PHOTO).digest).stat().st_mode
    assert os.name == "nt" or mode & 0o077 == 0


def test_free_space_is_what_the_disk_says(vault):
    assert vault.free_bytes() > 0
