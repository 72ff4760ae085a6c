"""One changed byte is found: in the log, in an act, in the answers as sent, in a photo."""

import hashlib
from datetime import date

import pytest
from sqlalchemy import delete, func, insert, select, update

from server.backups.integrity import damages
from server.registers import editing
from server.store import audit
from server.store.tables.journal import journal
from server.store.tables.submissions import attachment, submission_version
from server.store.tables.users import audit as log
from tests.builders import registers as built
from tests.builders.office import NOW, REVIEWER, asker, services
from tests.builders.people import id_number


@pytest.fixture
def office(settings):
    """An office with lines in its log, an act, a submission and a photo."""
    opened = services(settings)
    clerk = asker(opened, REVIEWER)
    for n in range(3):
        values = built.staff(name=f"李{'军民平'[n]}", id_number=id_number(date(1980, 5, 6 + n)))
        editing.create(opened, clerk, "staff", values, now=NOW)
    blob = opened.vault.put_bytes(b"a photo")
    version = {column.name: "" for column in submission_version.columns if not column.nullable}

    def work(conn):
        version.update(
            county="620421", id=1, submission_id=1, form_pk=1, instance_id="uuid:1", xml=b"<a/>",
            received_at=NOW, submitter_id=1, geotag={},
        )  # fmt: skip
        version["sha256"] = hashlib.sha256(b"<a/>").hexdigest()
        conn.execute(insert(submission_version), [version])
        file = {"county": "620421", "version_id": 1, "name": "a.jpg", "is_expected": True}
        conn.execute(insert(attachment), [{**file, "digest": blob.digest, "size": blob.size}])

    opened.store.write(work)
    yield opened
    opened.store.close()


def found(office):
    return [damage.kind for damage in damages(office)]


def write(office, statement):
    office.store.write(lambda conn: conn.execute(statement))


def test_what_nobody_touched_is_whole(office):
    assert found(office) == []


@pytest.mark.parametrize(
    "values",
    [{"subject": "staff 2"}, {"details": {"sha256": "0"}}, {"actor_id": 9}, {"action": "x"}],
    ids=["whom", "what", "who", "deed"],
)
def test_a_changed_line_of_the_log_is_found(office, values):
    first = select(func.min(log.c.id)).scalar_subquery()
    write(office, update(log).where(log.c.id == first).values(**values))
    assert "audit" in found(office)


def test_a_line_taken_out_of_the_log_is_found(office):
    second = select(func.min(log.c.id) + 1).scalar_subquery()
    write(office, delete(log).where(log.c.id == second))
    assert "audit" in found(office)


def test_a_changed_act_and_one_taken_out_are_found(office):
    write(office, update(journal).values(payload={"register": "staff"}))
    assert found(office) == ["journal"] * 3
    write(office, delete(journal))
    assert found(office) == ["journal"] * 3


def test_a_changed_byte_of_the_answers_is_found(office):
    write(office, update(submission_version).values(xml=b"<b/>"))
    assert found(office) == ["submission"]


def test_a_changed_photo_and_a_missing_one_are_found(office):
    (digest,) = office.vault.digests()
    path = office.vault.path(digest)
    path.chmod(0o600)
    path.write_bytes(b"A photo")
    assert found(office) == ["file"]
    path.unlink()
    assert found(office) == ["file missing"]


def test_lines_of_the_log_are_chained_in_their_order(office):
    with office.store.read() as conn:
        before = len(audit.entries(conn))
    office.store.write(lambda conn: audit.note(conn, "try", at=NOW, by=None))
    assert found(office) == []
    with office.store.read() as conn:
        assert len(audit.entries(conn)) == before + 1
