"""The first chapter: always the same, mostly right, wrong in every way there is."""

from __future__ import annotations

from collections import Counter

import pytest

from server.demo.drafts import Fate, Sending
from server.demo.first import ODDITIES, first
from tests.builders.demo import as_sent, issues, read, town

BEYOND_THE_FORM = {
    "W-01", "W-02", "W-03", "W-04", "W-16", "W-17",
    "F-02", "F-03", "F-04", "F-05", "F-06",
}  # fmt: skip
"""Rules that ask the store, the files or the sender's rights: tests/cli/demo tries these."""

UNREADABLE = {"torn", "form_of_another_server"}


@pytest.fixture(scope="module")
def drafts():
    return [draft for _, draft in first(town(households=31))]


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_people():
    again = [as_sent(draft).xml for _, draft in first(town(households=3))]
    assert again == [as_sent(draft).xml for _, draft in first(town(households=3))]
    other = [as_sent(draft).xml for _, draft in first(town(households=3, seed="2"))]
    assert not set(again) & set(other)


def test_photos_are_the_same_every_time():
    one, same = (as_sent(first(town(households=2))[3][1]) for _ in range(2))
    assert [file.content() for file in one.files] == [file.content() for file in same.files]


def test_a_township_is_surveyed_house_by_house(drafts):
    assert len(drafts) == 341
    assert len({draft.instance_id for draft in drafts}) == 341


def test_a_quarter_of_the_forms_is_odd(drafts):
    odd = sum(bool(draft.odd) for draft in drafts)
    assert 0.24 < odd / len(drafts) < 0.3


def test_a_form_without_a_slip_raises_nothing(drafts):
    found = [(draft.number, issues(as_sent(draft))) for draft in drafts if not draft.odd]
    assert [(number, said) for number, said in found if said] == []


def test_forms_have_the_questions_of_the_form_and_no_others(drafts):
    for draft in drafts:
        if draft.odd not in UNREADABLE:
            _, problems, unknown = read(as_sent(draft))
            assert unknown == ()
            assert not problems or draft.odd


@pytest.mark.parametrize("oddity", ODDITIES, ids=lambda oddity: oddity.name)
def test_every_slip_is_made_and_noticed(drafts, oddity):
    spoiled = [draft for draft in drafts if draft.odd == oddity.name]
    assert spoiled
    if oddity.name not in UNREADABLE:
        for draft in spoiled:
            said = {issue.rule for issue in issues(as_sent(draft))}
            assert oddity.rules - BEYOND_THE_FORM <= said


def test_some_are_accepted_some_returned_some_held_and_some_wait(drafts):
    fates = Counter(draft.fate for draft in drafts)
    assert set(fates) == set(Fate)
    assert fates[Fate.ACCEPT] / len(drafts) == pytest.approx(0.45, abs=0.08)


def test_forms_leave_the_tablet_in_every_way(drafts):
    assert {draft.sending for draft in drafts} == set(Sending)


def test_a_small_place_has_its_share_of_common_slips():
    small = [draft for _, draft in first(town(households=8, villages=2))]
    assert 1 <= sum(bool(draft.odd) for draft in small) <= 6
