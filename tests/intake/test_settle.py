"""After the answer: photos are looked at, rules of files speak, the reviewer gets it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from server.intake import settle
from server.intake.worker import drain
from server.publish.publishing import publish
from server.store import photos
from server.store.tables.submissions import issue, job
from tests.builders.areas import SANHE
from tests.builders.field import (
    change,
    filled,
    issues,
    publish_doorstep,
    record,
    records,
    send,
    sender,
    sha256,
)
from tests.builders.forms import compiled
from tests.builders.instances import file_name, household_xml
from tests.builders.office import NOW
from tests.builders.pictures import encoded, picture

PHOTO = encoded(picture(1280, 960, seed=1))
OTHER = encoded(picture(1280, 960, seed=2))
DARK = encoded(picture(1280, 960, level=8, contrast=4))


def waiting(office):
    """Kind, arguments and state of every job."""
    with office.store.read() as conn:
        return conn.execute(select(job.c.kind, job.c.args, job.c.state)).all()


def a_day_later(office):
    """Let the time come for every job that waits, and do it."""
    office.store.write(lambda conn: conn.execute(update(job).values(run_after=NOW)))
    return drain(office)


def answered(office, state, note="看过"):
    """Every issue answered by a reviewer."""
    values = {"state": state, "note": note}
    office.store.write(lambda conn: conn.execute(update(issue).values(**values)))
    change(office, unanswered=0)


def states(office):
    with office.store.read() as conn:
        return sorted(tuple(row) for row in conn.execute(select(issue.c.rule, issue.c.state)))


def test_or_36_the_reviewer_gets_it_once_its_photos_were_looked_at(office):
    send(office, filled(house="a.jpg"), {"a.jpg": DARK})
    assert (record(office).state, issues(office)) == ("received", [])
    assert drain(office) == 1
    row = record(office)
    assert (row.state, issues(office)) == ("to_review", ["F-04", "F-06"])
    assert (row.errors, row.warnings, row.infos, row.unanswered) == (0, 1, 1, 1)


def test_without_files_it_is_the_reviewers_at_once_and_leaves_no_job(office):
    send(office, filled())
    assert (record(office).state, waiting(office)) == ("to_review", [])


def test_a_job_that_is_done_leaves_nothing(office):
    send(office, filled(house="a.jpg"), {"a.jpg": PHOTO})
    drain(office)
    assert waiting(office) == []


def test_each_picture_is_looked_at_once_however_often_it_comes(office):
    for number in range(3):
        send(office, filled(number, house="a.jpg", door="b.jpg"), {"a.jpg": PHOTO, "b.jpg": PHOTO})
    drain(office)
    with office.store.read() as conn:
        assert photos.known(conn, [sha256(PHOTO)]).keys() == {sha256(PHOTO)}
    assert issues(office, records(office)[2].current_id).count("F-05") == 4


def test_what_waits_for_files_is_left_alone_for_a_day_then_shown_as_it_is(office):
    publish_doorstep(office, "2", required=("house",))
    xml = filled(version="2", house="a.jpg", door="b.jpg")
    send(office, xml, {"b.jpg": PHOTO}, at=datetime.now(UTC))
    assert drain(office) == 0
    assert record(office).state == "receiving"
    a_day_later(office)
    assert (record(office).state, issues(office)) == ("to_review", ["F-04", "W-04"])
    assert (record(office).errors, record(office).unanswered) == (1, 1)


def test_a_file_that_comes_after_the_wait_takes_its_issue_away(office):
    publish_doorstep(office, "2", required=("house",))
    xml = filled(version="2", house="a.jpg")
    send(office, xml)
    a_day_later(office)
    send(office, xml, {"a.jpg": DARK})
    drain(office)
    row = record(office)
    assert (row.state, issues(office)) == ("to_review", ["F-04", "F-06"])
    assert (row.errors, row.warnings, row.files_present) == (0, 1, 1)


def test_the_end_of_the_wait_changes_nothing_when_all_has_come(office):
    xml = filled(house="a.jpg")
    send(office, xml)
    send(office, xml, {"a.jpg": DARK})
    drain(office)
    before = record(office)
    a_day_later(office)
    assert record(office) == before


def test_an_answer_once_given_stays_when_the_files_are_looked_at_again(office):
    send(office, filled(house="a.jpg", door="b.jpg"), {"a.jpg": DARK, "b.jpg": PHOTO})
    drain(office)
    answered(office, "true")
    send(office, filled(house="a.jpg", door="b.jpg"), {"a.jpg": OTHER})
    drain(office)
    assert states(office) == [("F-04", "true"), ("F-04", "true"), ("F-06", "true")]
    assert record(office).unanswered == 0


def test_settling_twice_says_nothing_twice(office):
    send(office, filled(house="a.jpg"), {"a.jpg": DARK})
    drain(office)
    args = {"county": record(office).county, "version": record(office).current_id}
    before = issues(office)
    for _ in range(2):
        office.store.write(settle.settle(office, args))
    assert issues(office) == before


@pytest.mark.parametrize("state", ["loaded", "returned", "rejected"])
def test_what_was_decided_meanwhile_is_not_touched(office, state):
    send(office, filled(house="a.jpg"), {"a.jpg": DARK})
    change(office, state=state)
    drain(office)
    assert (record(office).state, issues(office)) == (state, [])


def test_an_edit_that_came_meanwhile_is_judged_in_its_place(office):
    send(office, filled(1, house="a.jpg"), {"a.jpg": DARK})
    send(office, filled(2, edits=1, house="a.jpg"), {"a.jpg": PHOTO})
    drain(office)
    assert (record(office).state, issues(office)) == ("to_review", ["F-04"])


def test_what_is_no_picture_is_remembered_as_such(office):
    send(office, filled(house="a.jpg"), {"a.jpg": b"not a picture"})
    drain(office)
    with office.store.read() as conn:
        (facts,) = photos.known(conn, [sha256(b"not a picture")]).values()
    assert (facts.is_image, record(office).state) == (False, "to_review")


def test_what_a_clerk_resumes_of_an_unknown_version_reaches_the_reviewer(office):
    send(office, filled(version="9", house="a.jpg"), {"a.jpg": PHOTO})
    change(office, state="received")
    args = {"county": record(office).county, "version": record(office).current_id}
    office.store.write(settle.settle(office, args))
    assert (record(office).state, issues(office)) == ("to_review", ["W-02"])


AUDIT = "event,node,start,end\nform start,,{0},\nquestion,/data/a,{0},{1}\n"


@pytest.mark.parametrize(
    ("seconds", "rules"), [(199, ["W-14"]), (200, [])], ids=["too short", "long enough"]
)
def test_w_14_the_active_time_is_taken_from_the_audit_file(office, seconds, rules):
    """The form stood open for twelve minutes; two members need 120 s + 2 x 40 s."""
    publish(office, 1, compiled("household_survey"), by=None, now=NOW)
    begun = 1_763_863_200_000
    files = {
        "audit.csv": AUDIT.format(begun, begun + seconds * 1000).encode(),
        file_name(1): PHOTO,
        file_name(2, "png"): encoded(picture(seed=3), "PNG"),
    }
    xml = household_xml(audit="audit.csv")
    assert b"audit.csv" in xml
    send(office, xml, files, by=sender(SANHE))
    drain(office)
    assert [rule for rule in issues(office) if rule == "W-14"] == rules
