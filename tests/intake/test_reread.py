"""Submissions of a form version that was published after they came."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from server.intake import Outcome
from server.intake.reread import reread
from server.intake.worker import drain
from server.publish.publishing import publish
from tests.builders.areas import SANHE
from tests.builders.field import (
    change,
    current,
    files,
    filled,
    issues,
    publish_doorstep,
    record,
    records,
    send,
    sha256,
    uid,
    versions,
)
from tests.builders.forms import compiled
from tests.builders.instances import household_xml
from tests.builders.office import NOW, form

PHOTO = b"\xff\xd8\xff photo"
receiving = sys.modules["server.intake.receive"]  # the package shows the function of that name


def publish_later(office, version="2", **more):
    publish_doorstep(office, version, **more)
    drain(office)


def test_or_33_an_unknown_version_is_parked_and_read_once_it_is_published(office):
    assert send(office, filled(version="2")) is Outcome.PARKED
    assert (record(office).state, issues(office)) == ("quarantined", ["W-02"])
    publish_later(office)
    assert (record(office).state, issues(office)) == ("to_review", [])
    assert current(office).version_id is not None


def test_what_came_with_it_is_filed_by_the_version(office):
    xml = filled(version="2", house="h.jpg", door="d.jpg")
    send(office, xml, {"h.jpg": PHOTO, "left.jpg": PHOTO})
    assert record(office).files_expected == 0
    publish_later(office)
    row = record(office)
    assert files(office) == {"h.jpg": sha256(PHOTO), "d.jpg": None, "left.jpg": sha256(PHOTO)}
    assert (row.files_expected, row.files_present, row.state) == (2, 1, "receiving")
    send(office, xml, {"d.jpg": PHOTO})
    drain(office)
    assert record(office).state == "to_review"


def test_place_title_and_times_are_read_as_well(office):
    """A whole home survey, before anybody here knew the form's version."""
    form(office, "household_survey", version="0")
    xml = household_xml(photo_door="", sign="", audit="")
    assert send(office, xml) is Outcome.PARKED
    assert (record(office).title, current(office).start_at) != ("李守田", None)
    publish(office, 1, compiled("household_survey"), by=None, now=NOW)
    drain(office)
    row, version = record(office), current(office)
    assert (row.unit_code, row.title, row.group_no) == (SANHE, "李守田", "三组")
    assert (version.lat, version.lon) == (36.53, 104.01)
    assert version.start_at is not None
    two_photos_wanted = ["W-05", "W-05"]
    assert (row.state, issues(office)) == ("to_review", two_photos_wanted)


def test_a_record_that_somebody_decided_upon_is_read_but_stays_where_it_is(office):
    send(office, filled(version="2"))
    change(office, state="rejected")
    publish_later(office)
    assert (record(office).state, issues(office)) == ("rejected", [])


def test_a_replaced_version_is_read_too(office):
    send(office, filled(1, version="2", house="h.jpg"), {"h.jpg": PHOTO})
    send(office, filled(2, edits=1, version="1"))
    publish_later(office)
    old = next(row for row in versions(office) if row.instance_id == uid(1))
    assert old.version_id is not None
    assert (record(office).state, files(office, old.id)) == ("to_review", {"h.jpg": sha256(PHOTO)})


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))), ids=str)
def test_a_chain_of_unknown_versions_in_any_order_ends_as_one_record(office, order):
    """Parked for two reasons at once; the publication comes last."""
    chain = {1: filled(1, version="2")} | {n: filled(n, version="2", edits=n - 1) for n in (2, 3)}
    for number in order:
        assert send(office, chain[number]) is Outcome.PARKED
    assert {row.state for row in records(office)} == {"quarantined"}
    publish_later(office)
    assert (record(office).state, record(office).edits) == ("to_review", 2)
    assert current(office).instance_id == uid(3)


def test_an_edit_without_its_original_stays_aside_when_its_version_is_published(office):
    send(office, filled(2, version="2", edits=1))
    publish_later(office)
    assert record(office).state == "quarantined"
    send(office, filled(1, version="2"))
    assert (record(office).state, record(office).edits) == ("to_review", 1)


def test_what_was_on_its_way_while_the_version_was_published_is_read_as_well(office):
    """It was read without the version, and is stored after the publication looked for such."""
    reading = threading.Event()
    published = threading.Event()
    rows_of = receiving.rows_of

    def slowly(*args, **more):
        rows = rows_of(*args, **more)
        reading.set()
        published.wait(10)
        return rows

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(receiving, "rows_of", slowly)
        sent = pool.submit(send, office, filled(version="2"))
        reading.wait(10)
        publish_doorstep(office, "2")
        published.set()
        assert sent.result(10) is Outcome.PARKED
    drain(office)
    assert (record(office).state, issues(office)) == ("to_review", [])


def test_reading_again_what_was_read_changes_nothing(office):
    send(office, filled(version="2"))
    publish_later(office)
    before = record(office)
    office.store.write(reread(office, {"county": before.county, "version": before.current_id}))
    assert record(office) == before
