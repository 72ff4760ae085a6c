"""Later chapters speak of the register, and leave out what is not in it."""

from __future__ import annotations

import pytest

from server.demo.aftermath import aftermath
from server.demo.damages import ODDITIES as DAMAGE_ODDITIES
from server.demo.drafts import Fate
from server.demo.first import first
from server.demo.second import second
from server.demo.tasks import Register
from server.demo.third import CORRECTABLE, third
from server.demo.visits import ODDITIES as VISIT_ODDITIES
from tests.builders.demo import as_sent, issues, read, town

IN_THE_FORM = {"P-15", "W-14", "S-06", "F-07"}
"""Rules of the later slips that ask neither the store nor the photos."""


@pytest.fixture(scope="module")
def place():
    return town(households=31)


@pytest.fixture(scope="module")
def pairs(place):
    return first(place)


@pytest.fixture(scope="module")
def numbers(pairs):
    return {
        draft.answers["entity_id"]: f"{draft.village.code}{n:04d}"
        for n, (_, draft) in enumerate(pairs)
        if draft.fate is Fate.ACCEPT
    }


@pytest.fixture(scope="module")
def register(pairs, numbers):
    return Register.of(pairs, numbers)


@pytest.fixture(scope="module")
def flood(place, pairs, register):
    return aftermath(place, pairs, register)


@pytest.fixture(scope="module")
def corrected(place, pairs, register):
    return [draft for draft in third(place, pairs, register) if draft.deprecated_id]


@pytest.fixture(scope="module")
def later(place, pairs, register, flood):
    return [*second(place, register), *flood, *third(place, pairs, register)]


def test_all_ids_differ(later, pairs):
    ids = [draft.instance_id for draft in later] + [draft.instance_id for _, draft in pairs]
    assert len(set(ids)) == len(ids)


def test_at_least_forty_houses_are_assessed(flood):
    assert sum(draft.form_id == "house_damage" for draft in flood) >= 40


def test_the_houses_of_the_register_are_chosen_from_the_list(flood):
    listed = {draft.answers["in_list"] for draft in flood if "in_list" in draft.answers}
    assert listed == {"0", "1"}


def test_later_forms_have_the_questions_of_their_forms_and_no_others(later):
    for draft in later:
        _, problems, unknown = read(as_sent(draft))
        assert unknown == ()
        assert not problems or draft.odd


def test_a_later_form_without_a_slip_raises_nothing_but_that_reports_came_late(later):
    said = {issue.rule for draft in later if not draft.odd for issue in issues(as_sent(draft))}
    assert said <= {"D-18"}


@pytest.mark.parametrize(
    "oddity", [*VISIT_ODDITIES, *DAMAGE_ODDITIES], ids=lambda oddity: oddity.name
)
def test_every_later_slip_is_made_and_noticed(oddity, later):
    spoiled = [draft for draft in later if draft.odd == oddity.name]
    assert spoiled
    for draft in spoiled:
        said = {issue.rule for issue in issues(as_sent(draft))}
        assert oddity.rules & IN_THE_FORM <= said


def test_what_is_not_in_the_register_is_left_out_and_nothing_else_changes(
    place, pairs, numbers, register
):
    assert second(place, Register.of(pairs, {})) == []
    some = Register.of(pairs, dict(list(numbers.items())[::2]))
    fewer = {draft.instance_id: as_sent(draft).xml for draft in second(place, some)}
    everything = {draft.instance_id: as_sent(draft).xml for draft in second(place, register)}
    assert 0 < len(fewer) < len(everything)
    assert fewer.items() <= everything.items()


def test_corrections_name_what_they_correct(corrected, pairs):
    returned = {draft.instance_id for _, draft in pairs if draft.odd in CORRECTABLE}
    assert corrected
    assert all(draft.deprecated_id in returned for draft in corrected)
    assert not any(issues(as_sent(draft)) for draft in corrected)
