"""What a household receives, as a survey answers it."""

from datetime import date
from decimal import Decimal

import pytest

from server.core.benefit import DIBAO, Benefit
from tests.builders.cases import head, household, member

RECEIVING = {"hh_benefit": ("dibao_rural", "medical"), "dibao_class": "2", "dibao_persons": 2}


def test_a_survey_shows_the_households_benefits_and_its_peoples():
    told = household(head(), member(benefit=("youfu",)), benefit=RECEIVING).assisted
    assert [(each.kind, each.path) for each in told.benefits] == [
        ("dibao_rural", "/benefit/hh_benefit"),
        ("medical", "/benefit/hh_benefit"),
        ("youfu", "/member[2]/m_benefit"),
    ]
    assert [(each.class_, each.persons_covered) for each in told.benefits] == [
        ("2", 2),
        ("", None),
        ("", None),
    ]
    assert told.benefits[2].person is told.members[1]
    assert told.income_pc_month == Decimal("883.33")


def test_the_wish_to_apply_is_assistance_to_judge():
    told = household(benefit={"needs": ("dibao", "job")}).assisted
    assert told.applies_for_dibao
    assert told.benefits == ()
    assert household(benefit={"needs": ("job",)}).assisted is None


@pytest.mark.parametrize(
    ("start", "end", "runs"),
    [
        (None, None, True),
        (date(2026, 1, 2), None, False),
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (None, date(2025, 12, 31), False),
    ],
    ids=["always", "begins tomorrow", "this one day", "ended yesterday"],
)
def test_a_benefit_runs_from_its_start_through_its_end(start, end, runs):
    assert Benefit("tekun", start_date=start, end_date=end).runs_on(date(2026, 1, 1)) is runs


def test_dibao_is_urban_or_rural_by_what_it_is_called_or_by_the_hukou():
    told = household(head(benefit=("dibao",))).assisted
    named = [told.dibao_kind(Benefit(kind)) for kind in sorted(DIBAO)]
    assert named == ["dibao_rural", "dibao_rural", "dibao_urban"]
