"""Rules on a household as a whole: H (domain.md 4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.days import years_after
from server.core.household import NO_BENEFIT, PersonStatus
from server.core.idnumber import FEMALE, MALE
from server.core.income import income_pc_year
from server.core.rules.printing import household_number, plain, seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from server.core.case import Case
    from server.core.household import Member

SPOUSES = frozenset({"10", "11", "12"})
CHILDREN = frozenset(str(code) for code in (*range(20, 28), *range(30, 38)))
PARENTS = frozenset({"51", "52"})
MEN = frozenset(str(code) for code in (11, *range(20, 29), 41, 43, 51, 53, 55, 57, 61))
WOMEN = frozenset(str(code) for code in (12, *range(30, 39), 42, 44, 52, 54, 56, 58, 62))
"""Relations that tell the sex (GB/T 4761): spouses are judged by H-06, the rest by H-08."""

WORKERS = frozenset("23")
"""Employed locally, working away (list `employ`)."""


def no_member(case: Case) -> Iterator[Issue]:
    """H-01  A household has members."""
    if not case.members:
        yield Issue("H-01", Severity.ERROR, "/member")


def one_head(case: Case) -> Iterator[Issue]:
    """H-02  Exactly one living member is the head."""
    heads = sum(member.is_head for member in case.members)
    if case.members and heads != 1:
        yield Issue("H-02", Severity.ERROR, "/member", {"heads": str(heads)})


def count_differs_from_book(case: Case) -> Iterator[Issue]:
    """H-03  The hukou book counts other people."""
    household = case.household
    if household is None or not case.members or household.member_count_book is None:
        return
    if household.member_count_book != len(case.members):
        values = {"members": str(len(case.members)), "book": str(household.member_count_book)}
        yield Issue("H-03", Severity.WARNING, "/members_check/member_count_book", values)


def head_is_a_child(case: Case) -> Iterator[Issue]:
    """H-04  The head is a child although an adult lives in the household."""
    head, day = _head(case), case.survey_date
    age = head.age_on(day) if head else None
    if head is None or age is None or not 0 <= age < case.limits.head_age:
        return
    ages = [other.age_on(day) for other in case.members if other is not head and other.is_living]
    if any(other is not None and other >= case.limits.adult_age for other in ages):
        values = {
            "age": str(age),
            "limit": str(case.limits.head_age),
            "adult": str(case.limits.adult_age),
        }
        yield Issue("H-04", Severity.WARNING, head.at("relation"), values)


def _head(case: Case) -> Member | None:
    return case.household.head if case.household else None


def several_spouses(case: Case) -> Iterator[Issue]:
    """H-05  The head has one spouse at most."""
    spouses = _spouses(case)
    if len(spouses) > 1:
        values = {"spouses": str(len(spouses))}
        yield Issue("H-05", Severity.ERROR, spouses[1].at("relation"), values)


def _spouses(case: Case) -> list[Member]:
    return [member for member in case.members if member.is_living and member.relation in SPOUSES]


def spouse_of_the_wrong_sex(case: Case) -> Iterator[Issue]:
    """H-06  The spouse is of the head's sex, or the husband a woman or the wife a man."""
    head = _head(case)
    for spouse in _spouses(case):
        is_heads = bool(head and spouse.sex and spouse.sex == head.sex)
        if is_heads or _contradicts(spouse):
            values = {
                "relation": spouse.relation,
                "sex": spouse.sex,
                "head_sex": head.sex if head else "",
            }
            yield Issue("H-06", Severity.WARNING, spouse.at("relation"), values)


def _contradicts(member: Member) -> bool:
    wrong = {FEMALE: MEN, MALE: WOMEN}.get(member.sex)
    return wrong is not None and member.relation in wrong


def generations_too_close(case: Case) -> Iterator[Issue]:
    """H-07  Parent and child are born less than fifteen years apart.

    Birth dates are compared, so that the answer does not depend on the day of the survey.
    """
    head, limit = _head(case), case.limits.generation_years
    for member in case.members if head else ():
        parent, child = _births(member, head)
        if parent and child and child < years_after(parent, limit):
            values = {
                "relation": member.relation,
                "parent": parent.isoformat(),
                "child": child.isoformat(),
                "limit": str(limit),
            }
            yield Issue("H-07", Severity.WARNING, member.at("relation"), values)


def _births(member: Member, head: Member | None) -> tuple[date | None, date | None]:
    """Birth dates of parent and child where the member is one or the other to the head."""
    if head and member.relation in CHILDREN:
        return head.birth_date, member.birth_date
    if head and member.relation in PARENTS:
        return member.birth_date, head.birth_date
    return None, None


def relation_of_the_other_sex(case: Case) -> Iterator[Issue]:
    """H-08  The relation is one of the other sex; spouses are H-06's matter."""
    for member in case.members:
        if member.relation not in SPOUSES and _contradicts(member):
            values = {"relation": member.relation, "sex": member.sex}
            yield Issue("H-08", Severity.WARNING, member.at("relation"), values)


def number_taken(case: Case) -> Iterator[Issue]:
    """H-09  The household number belongs to another household."""
    if case.household and case.household.hh_no and case.facts.hh_no_taken:
        values = {"hh_no": household_number(case.household.hh_no, case.village)}
        yield Issue("H-09", Severity.ERROR, "/ident/hh_no", values)


def many_members(case: Case) -> Iterator[Issue]:
    """H-10  The household is unusually large."""
    members, limit = len(case.members), case.limits.members
    if members > limit:
        values = {"members": str(members), "limit": str(limit)}
        yield Issue("H-10", Severity.WARNING, "/member", values)


def known_member_missing(case: Case) -> Iterator[Issue]:
    """H-11  Somebody of the store is not reported; one issue each, as each needs its own answer."""
    last = case.facts.last_survey
    if last is None or not case.members:
        return
    for known in last.members:
        if known.status is PersonStatus.ALIVE and not any(map(known.is_same, case.members)):
            values = {"name": seen(known.name), "since": last.survey_date.isoformat()}
            yield Issue("H-11", Severity.WARNING, "/member", values)


def no_income_at_all(case: Case) -> Iterator[Issue]:
    """H-12  Nobody earns anything and nobody receives a benefit."""
    household = case.household
    if household is None or not case.members or household.incomes.total is None:
        return
    if any(household.incomes.items) or _receives(household.benefits):
        return
    if not any(_receives(member.benefits) for member in case.members):
        yield Issue("H-12", Severity.WARNING, "/economy")


def _receives(benefits: tuple[str, ...]) -> bool:
    return any(benefit != NO_BENEFIT for benefit in benefits)


def workers_without_wages(case: Case) -> Iterator[Issue]:
    """H-13  Somebody works for wages and the household has none."""
    if case.household is None or case.household.incomes.inc_wage != 0:
        return
    workers = sum(member.employ in WORKERS for member in case.members)
    if workers:
        yield Issue("H-13", Severity.WARNING, "/economy/inc_wage", {"workers": str(workers)})


def income_changed(case: Case) -> Iterator[Issue]:
    """H-14  The income per head is far from the last loaded one."""
    last = case.facts.last_survey
    now, before = _income_pc_year(case), last.income_pc_year if last else None
    if now is None or before is None:
        return
    change, limits = abs(now - before), case.limits
    if change > limits.income_change_yuan and change * 100 > before * limits.income_change_percent:
        values = {
            "income": plain(now, 2),
            "before": plain(before, 2),
            "percent": plain(change * 100 / before, 1) if before else "",
            "limit_percent": str(limits.income_change_percent),
            "limit_yuan": str(limits.income_change_yuan),
        }
        yield Issue("H-14", Severity.WARNING, "/economy", values)


def _income_pc_year(case: Case) -> Decimal | None:
    household = case.household
    if household is None or household.incomes.total is None or not household.sharing_life:
        return None
    return income_pc_year(household.incomes.total, household.sharing_life)


def income_high(case: Case) -> Iterator[Issue]:
    """H-15  The income per head is a multiple of the county's average."""
    income, average = _income_pc_year(case), case.facts.county_income_pc_year
    if income is None or average is None:
        return
    if income > average * case.limits.income_times_average:
        values = {
            "income": plain(income, 2),
            "average": plain(average, 2),
            "times": str(case.limits.income_times_average),
        }
        yield Issue("H-15", Severity.WARNING, "/economy", values)


def rooms_and_area_differ(case: Case) -> Iterator[Issue]:
    """H-16  A room would be smaller or larger than rooms are."""
    household = case.household
    if household is None or not household.house_rooms or household.house_area_m2 is None:
        return
    limits, room = case.limits, household.house_area_m2 / household.house_rooms
    if not limits.room_min_m2 <= room <= limits.room_max_m2:
        values = {
            "room_m2": plain(room, 2),
            "area_m2": plain(household.house_area_m2, 2),
            "rooms": str(household.house_rooms),
            "min_m2": str(limits.room_min_m2),
            "max_m2": str(limits.room_max_m2),
        }
        yield Issue("H-16", Severity.WARNING, "/assets/house_area", values)


RULES = (
    no_member,
    one_head,
    count_differs_from_book,
    head_is_a_child,
    several_spouses,
    spouse_of_the_wrong_sex,
    generations_too_close,
    relation_of_the_other_sex,
    number_taken,
    many_members,
    known_member_missing,
    no_income_at_all,
    workers_without_wages,
    income_changed,
    income_high,
    rooms_and_area_differ,
)
