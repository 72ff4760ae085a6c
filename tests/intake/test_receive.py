"""New, known, changed: what becomes of an instance that is sent once, twice, at once, in parts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import pytest

from server.core.errors import DeletedSubmission, FormNotAccepting, NotAllowed, NotFound
from server.core.rights import APP_USER, Grant, Sender
from server.intake import Outcome
from server.store import forms
from tests.builders.areas import SANHE
from tests.builders.field import (
    SLOTS,
    aside,
    change,
    current,
    doorstep,
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
from tests.builders.office import NOW, form

PHOTO, OTHER = b"\xff\xd8\xff one", b"\xff\xd8\xff other"


def test_a_new_instance_is_kept_byte_for_byte(office):
    xml = filled(note="井 &amp; 泵 ]]&gt; 𠮷")
    assert send(office, xml) is Outcome.STORED
    assert bytes(current(office).xml) == xml
    assert current(office).sha256 == sha256(xml)


def test_or_102_the_same_again_is_recognised(office):
    assert send(office, filled()) is Outcome.STORED
    assert send(office, filled(), at=NOW + timedelta(hours=1)) is Outcome.SEEN_BEFORE
    assert record(office).received_at == NOW


def test_or_103_eight_at_once_make_one_record(office):
    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(lambda _: send(office, filled()), range(8)))
    assert outcomes == [Outcome.SEEN_BEFORE] * 7 + [Outcome.STORED]
    assert len(versions(office)) == 1


def test_or_104_eight_at_once_with_a_file_each_make_one_record_with_all_files(office):
    xml = filled(**{slot: f"{slot}.jpg" for slot in SLOTS})
    sent = [{f"{slot}.jpg": PHOTO + slot.encode()} for slot in SLOTS] * 2
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: send(office, xml, one), sent))
    assert files(office) == {f"{s}.jpg": sha256(PHOTO + s.encode()) for s in SLOTS}
    assert (record(office).files_expected, record(office).files_present) == (4, 4)
    assert record(office).state == "received"


def test_or_105_or_106_other_content_is_kept_aside_and_the_first_untouched(office):
    send(office, filled())
    changed = filled(note="改过了", house="a.jpg")
    assert send(office, changed, {"a.jpg": PHOTO}) is Outcome.CONFLICTING
    assert send(office, changed, {"a.jpg": PHOTO}) is Outcome.CONFLICTING
    assert bytes(current(office).xml) == filled()
    (kept,) = aside(office)
    assert (kept.rule, bytes(kept.body), kept.instance_id) == ("W-01", changed, uid(1))
    assert kept.files == [["a.jpg", sha256(PHOTO), len(PHOTO)]]


def test_or_108_a_deleted_record_stays_deleted(office):
    send(office, filled())
    change(office, deleted_at=NOW)
    with pytest.raises(DeletedSubmission):
        send(office, filled())


def test_or_109_without_an_id_equal_bytes_get_an_equal_one(office):
    bare = filled().replace(f"<instanceID>{uid(1)}</instanceID>".encode(), b"")
    assert send(office, bare) is Outcome.STORED
    assert send(office, bare) is Outcome.SEEN_BEFORE
    assert send(office, bare.replace("水井".encode(), "电井".encode())) is Outcome.STORED
    assert all(row.instance_id.startswith("uuid:") for row in records(office))


def test_or_112_an_id_of_249_characters_is_kept_and_a_longer_one_replaced(office):
    longest, longer = "x" * 249, "y" * 250
    send(office, filled().replace(uid(1).encode(), longest.encode()))
    send(office, filled().replace(uid(1).encode(), longer.encode()))
    one, other = records(office)
    assert one.instance_id == longest
    assert len(other.instance_id) == len(uid(1))


def test_or_111_one_id_in_two_forms_is_two_records(office):
    form(office, "visit")
    other = filled().replace(b'id="doorstep"', b'id="visit"')
    assert [send(office, xml) for xml in (filled(), other)] == [Outcome.STORED] * 2
    assert {row.form_id for row in records(office)} == {"doorstep", "visit"}


def test_a_closed_form_takes_nothing_new_but_knows_what_it_has(office):
    """A tablet that never heard the answer may still let go of what is here."""
    send(office, filled(1))
    (row,) = records(office)
    office.store.write(lambda conn: forms.change_form(conn, row.form_pk, state="closed"))
    office.memo.forget("forms")
    assert send(office, filled(1)) is Outcome.SEEN_BEFORE
    with pytest.raises(FormNotAccepting):
        send(office, filled(2))


def test_a_tablet_of_another_form_or_project_is_refused(office):
    other = Sender(8, "外人", is_app_user=True, grants=(Grant(APP_USER, SANHE, 1, form_pk=99),))
    with pytest.raises(NotAllowed):
        send(office, filled(), by=other)
    with pytest.raises(NotFound):
        send(office, filled(), project_id=9)
    assert records(office) == []


def test_or_94_or_95_missing_and_unasked_files_are_told_apart(office):
    send(office, filled(house="a.jpg", door="b.jpg"), {"a.jpg": PHOTO, "left.jpg": OTHER})
    assert files(office) == {"a.jpg": sha256(PHOTO), "b.jpg": None, "left.jpg": sha256(OTHER)}
    assert (record(office).files_expected, record(office).files_present) == (2, 1)
    assert record(office).state == "receiving"


def test_or_96_one_file_named_by_two_answers_is_one_file(office):
    send(office, filled(house="a.jpg", door="a.jpg"), {"a.jpg": PHOTO})
    assert files(office) == {"a.jpg": sha256(PHOTO)}
    assert record(office).state == "received"


def test_file_names_that_differ_only_beyond_the_longest_name_do_not_break_anything(office):
    long = "照" * 255
    send(office, filled(house=f"{long}1.jpg", door=f"{long}2.jpg"), {f"{long}1.jpg": PHOTO})
    assert files(office) == {long: sha256(PHOTO)}


def test_or_98_the_forms_own_picture_is_no_file_to_wait_for(office):
    send(office, filled(house="jr://images/none.jpg"))
    assert (files(office), record(office).state) == ({}, "to_review")


def test_or_99_the_audit_file_is_waited_for(office):
    send(office, filled(audit="audit.csv"))
    assert (files(office), record(office).state) == ({"audit.csv": None}, "receiving")


def test_a_file_sent_again_with_other_bytes_takes_the_place_of_the_first(office):
    send(office, filled(house="a.jpg"), {"a.jpg": PHOTO})
    send(office, filled(house="a.jpg"), {"a.jpg": OTHER})
    assert files(office) == {"a.jpg": sha256(OTHER)}


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_or_89_any_order_of_a_split_upload_ends_in_the_same_rows(office, order):
    xml = filled(house="a.jpg", door="b.jpg", book="c.jpg")
    parts = [{}, {"a.jpg": PHOTO}, {"b.jpg": OTHER, "left.jpg": PHOTO}, {"c.jpg": PHOTO}]
    for number in order:
        send(office, xml, parts[number])
    assert files(office) == {
        "a.jpg": sha256(PHOTO),
        "b.jpg": sha256(OTHER),
        "c.jpg": sha256(PHOTO),
        "left.jpg": sha256(PHOTO),
    }
    row = record(office)
    assert (row.files_expected, row.files_present, row.state) == (3, 3, "received")


def test_or_122_what_was_filled_in_with_an_old_version_is_read_by_that_version(office):
    newer = doorstep("2").replace(b"<yard/>", b"<roof/>").replace(b"/data/yard", b"/data/roof")
    publish_doorstep(office, xform=newer)
    send(office, filled(1, version="1", yard="y.jpg", roof="r.jpg"))
    assert files(office) == {"y.jpg": None}


def test_a_version_published_by_another_process_is_known_at_once(office):
    """The command line publishes beside the running server."""
    send(office, filled(1))
    known = office.memo.get("forms", dict)  # as this process knows them
    publish_doorstep(office, "2")
    office.memo.forget("forms")
    office.memo.get("forms", lambda: known)
    assert send(office, filled(2, version="2")) is Outcome.STORED
    assert issues(office, records(office)[1].current_id) == []
