"""What the people of a household answer: schooling, marriage, health, work, benefits.

Everything fits the age and the rest of the household, so that no rule objects (rules.csv P).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo.calculated import Answers
from server.demo.people import DAUGHTER, DAUGHTER_IN_LAW, SON, WIFE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from random import Random

    from server.demo.people import Person

SCHOOLS = ("兰州城市学院", "白银矿冶职业技术学院", "甘肃农业大学", "兰州交通大学", "靖远师范学校")
FARMER, EMPLOYED, AWAY, TRADE, IDLE, STUDENT, RETIRED, HOME = "12345678"
HEALTHY, WEAK, CHRONIC, ILL, DISABLED = "10", "20", "30", "39", "60"
PRIMARY, JUNIOR, SENIOR, VOCATIONAL, COLLEGE, BACHELOR, NONE = (
    "80", "70", "60", "40", "30", "20", "90",
)  # fmt: skip

GROWN_UP, SCHOOL_AGE, ASKED_WORK, OLD, VERY_OLD = 16, 6, 16, 60, 80
GRADUATE_FROM, GRADUATE_TO = 14, 35
COLLEGE_AGE = 19
DISABLED_SHARE = (0.02, 0.07)
SEVERE, LIMITING = ("1", "2"), ("4", "5", "6")


def answers(
    dice: Random, family: Sequence[Person], day: date, *, benefits: frozenset[str]
) -> list[Answers]:
    """The rows of the repeat `member`; `benefits` are those of the household."""
    return [_person(dice, one, day, benefits) for one in family]


def _person(dice: Random, one: Person, day: date, benefits: frozenset[str]) -> Answers:
    years = one.age(day)
    row = Answers(
        m_name=one.name,
        m_relation=one.relation,
        m_id_status="1",
        m_id_number=one.card,
        m_ethnic="03" if one.name[0] == "马" and dice.random() < HUI_SHARE else "01",
    )
    if years < 1:
        row |= _without_card(one)
    if years >= SCHOOL_AGE:
        row.fill(m_education=_education(dice, years, one.born.year))
    if years >= GRADUATE_FROM + 1:
        row.fill(m_marital=_marital(dice, one, years))
    _health(dice, row, years)
    if years >= ASKED_WORK:
        row.fill(m_labour=_labour(dice, row, years))
    if years >= SCHOOL_AGE:
        row.fill(m_employ=_work(dice, one, row, years))
    if years >= COLLEGE_AGE and row.get("m_employ") == STUDENT:
        row["m_education"] = dice.choice((COLLEGE, BACHELOR))
    if row.get("m_employ") == AWAY:
        row.fill(m_away_months=dice.randint(6, 11))
    if GRADUATE_FROM <= years <= GRADUATE_TO:
        _graduate(dice, row, years, day)
    row.fill(m_benefit=_benefits(dice, row, years, benefits))
    return row


HUI_SHARE = 0.4


def _without_card(one: Person) -> Answers:
    """A newborn has no number yet: birth date and sex are typed in."""
    return Answers(
        m_id_status="2",
        m_id_number=None,
        m_birth_manual=one.born.isoformat(),
        m_sex_manual=one.sex,
    )


def _education(dice: Random, years: int, born: int) -> str:
    """By age while at school, by the schools of the time afterwards."""
    for until, level in ((13, PRIMARY), (16, JUNIOR), (19, dice.choice((SENIOR, VOCATIONAL)))):
        if years < until:
            return level
    if born < NO_SCHOOLS_BEFORE:
        return dice.choice((NONE, NONE, PRIMARY, PRIMARY, JUNIOR))
    if born < FEW_SCHOOLS_BEFORE:
        return dice.choice((PRIMARY, JUNIOR, JUNIOR, JUNIOR, SENIOR))
    return dice.choice((JUNIOR, JUNIOR, SENIOR, VOCATIONAL, COLLEGE, BACHELOR))


NO_SCHOOLS_BEFORE, FEW_SCHOOLS_BEFORE = 1955, 1985


def _marital(dice: Random, one: Person, years: int) -> str:
    if one.is_married:
        return "20"
    if years < OLD:
        return "10"
    return "10" if one.relation == "02" and one.is_man and dice.random() < HALF else "30"


HALF = 0.5


def _health(dice: Random, row: Answers, years: int) -> None:
    share = DISABLED_SHARE[years >= OLD]
    if years >= SCHOOL_AGE and dice.random() < share:
        kind, grade = dice.choice("1244456"), dice.choice("1223344")
        row.fill(
            m_health=DISABLED,
            m_disabled="1",
            m_disability_type=kind,
            m_disability_grade=grade,
            m_disability_cert=f"{row.text('m_id_number')}{kind}{grade}",
        )
        return
    frail = min(0.9, max(0.0, (years - 35) / 60))
    sick = (WEAK, CHRONIC, CHRONIC, ILL)
    row.fill(m_health=dice.choice(sick) if dice.random() < frail else HEALTHY, m_disabled="0")


def is_severe(row: Answers) -> bool:
    """Whether the disability of this person rules out full work (rule P-22)."""
    kind, grade = row.text("m_disability_type"), row.text("m_disability_grade")
    return grade in SEVERE and kind in LIMITING


def _labour(dice: Random, row: Answers, years: int) -> str:
    if years >= OLD:
        return "4" if years >= VERY_OLD else dice.choice("2244")
    if is_severe(row):
        return "3"
    return "2" if row.text("m_health") in {CHRONIC, ILL, DISABLED} else "1"


def _work(dice: Random, one: Person, row: Answers, years: int) -> str:
    if years < GROWN_UP:
        return STUDENT
    if row.text("m_labour") in {"3", "4"}:
        return IDLE if years < OLD else HOME
    if years >= OLD:
        return FARMER
    if one.relation in {SON, DAUGHTER} and years <= STUDENTS_UNTIL:
        return dice.choice((STUDENT, STUDENT, AWAY))
    return dice.choice(USUAL.get(one.relation, (FARMER, FARMER, AWAY, AWAY, TRADE, EMPLOYED)))


OF_THE_YOUNG = (AWAY, AWAY, EMPLOYED, FARMER)
USUAL = {
    SON: OF_THE_YOUNG,
    DAUGHTER: OF_THE_YOUNG,
    DAUGHTER_IN_LAW: OF_THE_YOUNG,
    WIFE: (FARMER, FARMER, FARMER, HOME, AWAY),
}

STUDENTS_UNTIL = 22


def _graduate(dice: Random, row: Answers, years: int, day: date) -> None:
    has_left = 18 <= years <= 25 and row.text("m_employ") != STUDENT  # noqa: PLR2004 — school ages
    if has_left and dice.random() < HALF:
        row.update(
            m_education=dice.choice((VOCATIONAL, COLLEGE, BACHELOR)),
            m_graduate="1",
            m_school=dice.choice(SCHOOLS),
            m_grad_year=day.year - dice.randint(0, 1),
            m_grad_job="1" if row.text("m_employ") in {EMPLOYED, AWAY} else "3",
        )
    row.fill(m_graduate="0")


def _benefits(dice: Random, row: Answers, years: int, household: frozenset[str]) -> list[str]:
    found = ["dibao"] if household & {"dibao_rural", "dibao_urban"} else []
    if "tekun" in household:
        found.append("tekun")
    if found and row.text("m_disabled") == "1":
        found.append("disab_life")
    if row.text("m_disability_grade") in SEVERE:
        found.append("disab_care")
    if years >= VERY_OLD:
        found.append("old80")
    if years >= OLD:
        found.append("pension")
    if years >= OLD and row.text("m_marital") == "20" and dice.random() < VETERANS:
        found.append("youfu")
        row.fill(m_youfu="8")
    return found or ["0"]


VETERANS = 0.03
