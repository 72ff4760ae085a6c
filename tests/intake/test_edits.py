"""Edits: the next version of a record, whatever order its versions arrive in (protocol.md 3.4)."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from server.core.errors import DeletedSubmission, DeprecatedIdUnknown, EditOutOfDate
from server.intake import Outcome
from server.intake.worker import drain
from tests.builders.field import (
    change,
    current,
    files,
    filled,
    publish_doorstep,
    record,
    records,
    send,
    sha256,
    uid,
    versions,
)

DOOR, HOUSE, NEW = b"\xff\xd8\xff door", b"\xff\xd8\xff house", b"\xff\xd8\xff new"
A, B, C = 1, 2, 3


def test_or_113_an_edit_becomes_the_current_version_of_the_same_record(office):
    send(office, filled(A))
    assert send(office, filled(B, edits=A, note="改")) is Outcome.STORED
    row = record(office)
    assert (row.instance_id, row.edits, row.review_state) == (uid(A), 1, "edited")
    assert current(office).instance_id == uid(B)
    assert len(versions(office)) == 2


def test_or_113_an_edit_of_what_was_decided_waits_for_a_reviewer_again(office):
    send(office, filled(A))
    change(office, state="returned")
    send(office, filled(B, edits=A))
    assert record(office).state == "to_review"


def test_or_114_files_the_edit_still_names_come_along(office):
    send(office, filled(A, house="h.jpg", door="d.jpg"), {"h.jpg": HOUSE, "d.jpg": DOOR})
    send(office, filled(B, edits=A, house="h.jpg", door="d.jpg"), {"d.jpg": NEW})
    assert files(office) == {"h.jpg": sha256(HOUSE), "d.jpg": sha256(NEW)}
    assert record(office).state == "received"


def test_or_115_later_posts_of_a_split_edit_go_to_the_new_version(office):
    send(office, filled(A, house="h.jpg"), {"h.jpg": HOUSE})
    edit = filled(B, edits=A, house="h.jpg", door="d.jpg", yard="y.jpg")
    for one in ({}, {"d.jpg": DOOR}, {"y.jpg": NEW}):
        assert send(office, edit, one) in {Outcome.STORED, Outcome.SEEN_BEFORE}
    assert files(office) == {"h.jpg": sha256(HOUSE), "d.jpg": sha256(DOOR), "y.jpg": sha256(NEW)}
    assert len(versions(office)) == 2


def test_a_file_of_the_original_that_comes_after_the_edit_reaches_both(office):
    """A web client does not send with the edit what it has sent, or is sending, before."""
    send(office, filled(A, house="h.jpg"))
    send(office, filled(B, edits=A, house="h.jpg"))
    send(office, filled(A, house="h.jpg"), {"h.jpg": HOUSE})
    assert [files(office, row.id) for row in versions(office)] == [{"h.jpg": sha256(HOUSE)}] * 2
    assert record(office).state == "received"


def test_or_116_an_edit_of_a_replaced_version_is_parked(office):
    send(office, filled(A))
    send(office, filled(B, edits=A))
    assert send(office, filled(C, edits=A)) is Outcome.PARKED
    first, other = records(office)
    assert (first.edits, other.instance_id, other.state) == (1, uid(C), "quarantined")


def test_or_107_the_replaced_version_sent_again_is_recognised(office):
    send(office, filled(A))
    send(office, filled(B, edits=A))
    assert send(office, filled(A)) is Outcome.SEEN_BEFORE
    assert send(office, filled(A, note="改")) is Outcome.CONFLICTING


def test_or_117_an_edit_before_its_original_is_parked_and_follows_it_later(office):
    assert send(office, filled(B, edits=A)) is Outcome.PARKED
    assert record(office).state == "quarantined"
    assert send(office, filled(A)) is Outcome.STORED
    row = record(office)
    assert (row.instance_id, row.edits, row.state) == (uid(A), 1, "to_review")
    assert (current(office).instance_id, row.review_state) == (uid(B), "edited")


@pytest.mark.parametrize("order", list(permutations((A, B, C))), ids=str)
def test_or_118_a_chain_in_any_order_is_one_record_with_three_versions(office, order):
    """With one file of each, all named by the last: each is carried forward."""
    chain = {
        A: (filled(A, house="h.jpg"), {"h.jpg": HOUSE}),
        B: (filled(B, edits=A, house="h.jpg", door="d.jpg"), {"d.jpg": DOOR}),
        C: (filled(C, edits=B, house="h.jpg", door="d.jpg", yard="y.jpg"), {"y.jpg": NEW}),
    }
    for number in order:
        send(office, *chain[number])
    row = record(office)
    assert (row.instance_id, row.edits, row.review_state) == (uid(A), 2, "edited")
    assert current(office).instance_id == uid(C)
    assert files(office) == {"h.jpg": sha256(HOUSE), "d.jpg": sha256(DOOR), "y.jpg": sha256(NEW)}
    assert (row.files_expected, row.files_present, row.state) == (3, 3, "received")
    drain(office)
    assert record(office).state == "to_review"


def test_or_118_a_chain_sent_all_at_once_is_one_record(office):
    chain = [filled(A), *(filled(n, edits=n - 1) for n in range(2, 7))]
    for number in range(3):
        turned = [xml.replace(b"-4000-", f"-4{number:03}-".encode()) for xml in chain]
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda xml: send(office, xml), turned))
    assert [(row.edits, row.state) for row in records(office)] == [(5, "to_review")] * 3


def test_or_119_an_edit_sent_again_is_no_further_version(office):
    send(office, filled(A))
    edit = filled(B, edits=A)
    assert [send(office, edit) for _ in range(3)][1:] == [Outcome.SEEN_BEFORE] * 2
    assert (record(office).edits, len(versions(office))) == (1, 2)


def test_or_121_a_file_no_longer_named_stays_with_the_old_version(office):
    send(office, filled(A, house="h.jpg"), {"h.jpg": HOUSE})
    send(office, filled(B, edits=A))
    old, new = versions(office)
    assert (files(office, old.id), files(office, new.id)) == ({"h.jpg": sha256(HOUSE)}, {})


def test_or_123_an_edit_of_a_deleted_record_is_refused(office):
    send(office, filled(A))
    change(office, deleted_at=record(office).received_at)
    with pytest.raises(DeletedSubmission):
        send(office, filled(B, edits=A))


@pytest.mark.parametrize(
    ("before", "refusal"),
    [([], DeprecatedIdUnknown), ([filled(A), filled(B, edits=A)], EditOutOfDate)],
    ids=["of nothing here", "out of date"],
)
def test_a_program_hears_what_a_tablet_is_spared(office, before, refusal):
    for xml in before:
        send(office, xml)
    with pytest.raises(refusal):
        send(office, filled(C, edits=A), is_program=True)
    assert len(versions(office)) == len(before)


def test_of_two_edits_of_one_missing_original_the_first_follows_it(office):
    send(office, filled(B, edits=A))
    send(office, filled(C, edits=A))
    send(office, filled(A))
    one, other = sorted(records(office), key=lambda row: row.instance_id)
    assert (one.instance_id, one.edits, one.state) == (uid(A), 1, "to_review")
    assert (other.instance_id, other.edits, other.state) == (uid(C), 0, "quarantined")


def test_edits_that_name_each_other_in_a_circle_stay_aside(office):
    for number, edited in ((A, C), (B, A), (C, B)):
        assert send(office, filled(number, edits=edited)) is Outcome.PARKED
    assert record(office).state == "quarantined"


def test_what_a_clerk_has_put_back_on_the_road_is_a_record_of_its_own(office):
    send(office, filled(B, edits=A))
    change(office, state="to_review")
    send(office, filled(A))
    assert sorted(row.instance_id for row in records(office)) == [uid(A), uid(B)]


def test_an_edit_of_a_form_version_unknown_here_keeps_its_record_aside_until_it_is_published(
    office,
):
    send(office, filled(A))
    assert send(office, filled(B, edits=A, version="2")) is Outcome.PARKED
    assert record(office).state == "quarantined"
    publish_doorstep(office, "2")
    drain(office)
    assert (record(office).state, record(office).edits) == ("to_review", 1)
