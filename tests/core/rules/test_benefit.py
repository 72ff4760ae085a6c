"""Benefits: whose a household's benefit is, and what only the register knows."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from server.core.facts import Facts
from server.core.household import PersonStatus
from server.core.limits import Limits
from server.core.rules import examine
from server.core.rules.records import examine_benefit, examine_share
from server.core.types import Severity
from tests.builders.cases import TODAY, child, head, household, member
from tests.builders.records import STANDARDS, application, assisted, benefit_case, dibao, share

DAY = timedelta(days=1)
BOTH = {"hh_benefit": ("tekun", "dibao_rural"), "dibao_persons": 1}


def rules(case):
    return [issue.rule for issue in examine(case)]


def of_record(case):
    return [issue.rule for issue in examine_benefit(case)]


def test_a_household_may_hold_both_when_its_people_do_not():
    couple = [head(benefit=("dibao",)), member(benefit=("tekun",), labour="3", relation="97")]
    assert rules(household(*couple, benefit=BOTH)) == []


def test_somebody_alone_holds_what_the_household_holds():
    assert rules(household(head(labour="3"), benefit=BOTH)) == ["B-02"]


@pytest.mark.parametrize(
    ("urban", "rural", "said"),
    [(0, 0, ["B-01"]), (0, None, ["B-01"]), (None, 1, ["B-01"]), (0, 1, [])],
    ids=["one person", "the household and a person", "a person and the household", "two persons"],
)
def test_urban_and_rural_dibao_exclude_each_other_for_whoever_holds_both(urban, rural, said):
    people = household().members
    held = {
        kind: dibao(kind, amount=None, person=None if n is None else people[n])
        for kind, n in {"dibao_urban": urban, "dibao_rural": rural}.items()
    }
    case = benefit_case(*held.values(), members=people, hukou_type="")
    assert of_record(case) == said


def test_the_dead_receive_nothing_any_more():
    dead = member(benefit=("tekun", "dibao"), labour="3", status="dead", death_date=TODAY)
    assert [rule for rule in rules(household(head(), dead)) if rule[0] == "B"] == []


@pytest.mark.parametrize(
    ("destitute", "other", "is_kin"),
    [
        ("02", "20", True),
        ("20", "02", True),
        ("52", "02", True),
        ("12", "30", True),
        ("51", "52", True),
        ("02", "28", False),
        ("41", "20", False),
        ("70", "02", False),
    ],
    ids=[
        "head and son",
        "son and head",
        "mother and head",
        "wife and daughter",
        "father and mother of the head",
        "head and son-in-law",
        "grandson and uncle",
        "brother and head",
    ],
)
def test_only_spouse_child_and_parent_must_support(destitute, other, is_kin):
    case = household(
        member(relation=destitute, labour="3", benefit=("tekun",), marital=None),
        member("李英", relation=other, running=140, born=date(1990, 1, 1), marital=None),
    )
    assert ("B-08" in rules(case)) is is_kin


def test_one_supporter_is_enough_to_say_so():
    sons = [child(born=date(1990 + n, 1, 1), labour="1", sex="1") for n in range(3)]
    assert rules(household(head(labour="3", benefit=("tekun",)), *sons)).count("B-08") == 1


def test_what_the_household_holds_is_the_heads():
    case = household(head(), member(labour="3"), benefit={"hh_benefit": ("tekun",)})
    assert [rule for rule in rules(case) if rule[0] == "B"] == ["B-07"]


def test_of_a_household_without_a_head_the_first_is_asked():
    case = household(
        member(relation="97"), child(relation="97"), benefit={"hh_benefit": ("tekun",)}
    )
    assert "B-07" in rules(case)


def test_without_a_birth_date_no_age_is_judged():
    unknown = {"id_number": None, "birth_date": None}
    case = household(
        head(**unknown, benefit=("tekun", "old80"), youfu="8"),
        member("李英", running=140, **unknown),
    )
    assert [rule for rule in rules(case) if rule[0] == "B"] == []


@pytest.mark.parametrize(
    ("kind", "grade", "extended", "said"),
    [
        ("5", "3", False, ["B-10"]),
        ("5", "3", True, []),
        ("6", "3", True, []),
        ("4", "3", True, ["B-10"]),
        ("5", "4", True, ["B-10"]),
    ],
    ids=["not here", "intellectual", "mental", "physical", "grade 4"],
)
def test_a_county_may_extend_the_care_subsidy(kind, grade, extended, said):
    carer = member(
        benefit=("disab_care",),
        disabled="1",
        disability_type=kind,
        disability_grade=grade,
        health="60",
        labour="3",
    )
    limits = Limits(care_subsidy_grade3=extended)
    assert rules(household(head(), carer, limits=limits)) == said


def test_the_persons_own_dibao_entitles_to_the_living_subsidy():
    assert rules(household(head(), member(benefit=("dibao", "disab_life")))) == []


def test_what_is_called_simply_dibao_follows_the_hukou():
    rich = {
        "economy": {"inc_wage": Decimal(12 * 2 * 600), "inc_business": 0, "inc_transfer": 0},
        "facts": Facts(standards=STANDARDS),
    }
    people = [head(benefit=("dibao",)), member()]
    assert rules(household(*people, **rich)) == ["B-04"]
    assert rules(household(*people, ident={"hukou_type": "1"}, **rich)) == []


def test_what_the_household_is_called_counts_before_the_hukou():
    case = household(
        head(benefit=("dibao",)),
        member(),
        ident={"hukou_type": "1"},
        benefit={"hh_benefit": ("dibao_rural",), "dibao_persons": 2},
        economy={"inc_wage": Decimal(12 * 2 * 600), "inc_business": 0, "inc_transfer": 0},
        facts=Facts(standards=STANDARDS),
    )
    assert rules(case) == ["B-06", "B-04"]


def test_without_a_standard_no_income_is_too_high():
    rich = {"amount": None, "start_date": date(2023, 12, 1)}
    before_any = benefit_case(dibao(**rich), income_pc_month=Decimal(9_999), on=date(2024, 1, 1))
    assert of_record(before_any) == []


def test_without_a_village_no_county_has_a_standard():
    case = household(
        benefit={"hh_benefit": ("dibao_rural",), "dibao_persons": 2},
        admin={"village": None},
        facts=Facts(standards=STANDARDS),
    )
    assert rules(case) == []


def test_an_income_that_is_not_known_is_compared_with_nothing():
    assert rules(household(benefit={"hh_benefit": ("dibao_rural",)}, economy=None)) == []
    everybody_gone = household(head(status="moved_out"), benefit={"hh_benefit": ("dibao_rural",)})
    assert "B-04" not in rules(everybody_gone)


def test_a_benefit_that_has_ended_or_not_begun_is_not_judged():
    ended = dibao(amount=Decimal(1), end_date=TODAY - DAY)
    coming = dibao("dibao_urban", amount=Decimal(1), start_date=TODAY + DAY)
    assert of_record(benefit_case(ended, coming)) == []


def test_an_application_is_judged_more_severely_than_what_runs():
    running = benefit_case(dibao(amount=None), income_pc_month=Decimal(600))
    applied = benefit_case(
        dibao(end_date=TODAY - DAY), income_pc_month=Decimal(600), application=application()
    )
    severities = [
        [issue.severity for issue in examine_benefit(case)] for case in (running, applied)
    ]
    assert severities == [[Severity.WARNING], [Severity.ERROR]]


def test_an_application_for_something_else_has_no_line():
    case = benefit_case(
        dibao(end_date=TODAY - DAY),
        income_pc_month=Decimal(9_999),
        asset_items=("car",),
        application=application("temp"),
    )
    assert of_record(case) == []


@pytest.mark.parametrize(
    ("benefit", "said"),
    [
        (dibao(amount=Decimal(900), class_="1", persons_covered=2), ["B-17"]),
        (dibao(amount=Decimal(800), class_="1", persons_covered=2), []),
        (dibao(amount=Decimal(999), class_=""), []),
        (dibao(amount=Decimal(999), persons_covered=None), []),
        (dibao("disab_care", amount=Decimal(999)), []),
    ],
    ids=["off", "on", "no class in 2007", "nobody knows for whom", "no formula"],
)
def test_an_amount_is_compared_where_there_is_a_formula(benefit, said):
    assert [rule for rule in of_record(benefit_case(benefit)) if rule == "B-17"] == said


def test_an_income_above_the_line_is_paid_nothing():
    case = benefit_case(
        dibao("dibao_urban", amount=Decimal(0)),
        hukou_type="1",
        income_pc_month=Decimal(900),
    )
    assert of_record(case) == ["B-04"]


def test_a_visit_is_overdue_once_for_the_household():
    old = {"start_date": TODAY - timedelta(days=400), "amount": None}
    person = household().members[0]
    case = benefit_case(dibao(**old), dibao(**old, person=person))
    assert of_record(case) == ["B-15"]
    assert of_record(benefit_case(dibao(start_date=None))) == []


def test_the_issues_of_a_record_come_in_the_order_of_the_catalogue():
    case = benefit_case(
        dibao(amount=Decimal(1), persons_covered=5),
        hukou_type="1",
        asset_items=("car",),
        income_pc_month=Decimal(600),
    )
    assert of_record(case) == ["B-04", "B-05", "B-06", "B-14", "B-17"]


def test_nothing_is_said_of_a_household_without_assistance():
    assert household().assisted is None
    assert assisted().living == assisted().members


def test_members_who_died_are_not_covered():
    dead = member(status="dead", death_date=TODAY)
    people = household(head(), dead).members
    assert people[1].status is PersonStatus.DEAD
    assert of_record(benefit_case(members=people)) == ["B-05"]


def test_a_share_is_judged_by_what_is_known():
    assert examine_share(share(population=None, on_dibao_before=None)) == ()
    from_nothing = examine_share(share(on_dibao=3, on_dibao_before=0, population=0))
    assert [issue.values["percent"] for issue in from_nothing] == ["", ""]
