"""Folders of submissions, recounting and backups on the command line."""

import pytest

from server.store import counters
from server.store.engine import Store, open_engine
from tests.builders.areas import SANHE
from tests.builders.office import instance, xform
from tests.builders.pictures import encoded, picture

UID = "uuid:7d0b1a52-6c2f-4f0e-9a3e-2f1c5b8d9e01"


@pytest.fixture
def office(installed, tmp_path):
    """An installation that takes the form `visit`."""
    form = tmp_path / "visit.xml"
    form.write_bytes(xform())
    assert installed("form", "publish", form).status == 0
    return installed


@pytest.fixture
def instances(tmp_path):
    """A folder with one instance as it lies on a tablet."""
    folder = tmp_path / "instances" / "走访_2026-11-23_10-00-00"
    folder.mkdir(parents=True)
    (folder / f"{folder.name}.xml").write_bytes(instance(UID, photo="1.jpg"))
    (folder / "1.jpg").write_bytes(encoded(picture(), "JPEG"))
    return folder.parent


def test_an_instance_folder_is_taken_in_with_its_photo(office, instances, settings):
    imported = office("submissions", "import", instances)
    assert imported.status == 0, imported
    outcome, uid, _ = imported.out.splitlines()[0].split("\t")
    assert (outcome, uid) == ("stored", UID)
    assert len([each for each in settings.media_dir.rglob("*") if each.is_file()]) >= 1
    assert office("verify").out == "ok\n"


def test_the_same_folder_twice_is_taken_in_once(office, instances):
    office("submissions", "import", instances)
    again = office("submissions", "import", instances)
    assert again.status == 0
    assert again.out.startswith("seen_before\t")


def test_what_cannot_be_read_is_named_and_the_rest_is_taken_in(office, instances):
    broken = instances / "broken" / "broken.xml"
    broken.parent.mkdir()
    broken.write_bytes(b"<data")
    imported = office("submissions", "import", instances)
    assert imported.status == 1
    assert [line.split("\t")[0] for line in imported.out.splitlines()] == ["refused", "stored"]
    assert str(broken) in imported.out


def test_a_counter_that_is_wrong_is_found(office, settings):
    assert office("verify").status == 0
    store = Store(open_engine(settings.sqlalchemy_url))
    store.write(lambda conn: counters.count(conn, {(SANHE, counters.HOUSEHOLDS): 3}))
    store.close()
    found = office("verify")
    assert found.status == 1
    assert found.out.splitlines() == [f"{SANHE}\thouseholds\t3 -> 0", "1 differences"]


def test_no_job_waits_in_a_new_installation(office):
    assert office("work").out == "0\n"


def test_a_backup_is_restored_into_another_folder(office, instances, tmp_path):
    office("submissions", "import", instances)
    made = office("backup", tmp_path / "all.zip")
    assert made.status == 0
    restored = office("restore", tmp_path / "all.zip", at=tmp_path / "new")
    assert restored.status == 0
    assert restored.out.partition(": ")[2] == made.out.partition(": ")[2]
    assert "admin@example.org" in office("user", "list", at=tmp_path / "new").out
    assert office("form", "list", at=tmp_path / "new").out == "visit\topen\t1\n"


def test_a_backup_is_never_restored_over_an_installation(office, tmp_path):
    office("backup", tmp_path / "all.zip")
    office("restore", tmp_path / "all.zip", at=tmp_path / "new")
    refused = office("restore", tmp_path / "all.zip", at=tmp_path / "new")
    assert refused.status == 1
    assert str(tmp_path / "new") in refused.err


def test_what_is_no_backup_is_refused_and_leaves_nothing(minzheng, tmp_path):
    (tmp_path / "all.zip").write_bytes(b"no backup")
    refused = minzheng("restore", tmp_path / "all.zip", at=tmp_path / "new")
    assert refused.status == 1
    assert "all.zip" in refused.err
    assert not (tmp_path / "new" / "minzheng.sqlite3").exists()
