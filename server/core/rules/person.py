"""Rules on a person's life, capacity and account: P-15 to P-27 (domain.md 4.2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.core.bankaccount import is_account, normalise
from server.core.days import months_after
from server.core.household import NO_BENEFIT
from server.core.idnumber import FEMALE, MALE
from server.core.rules.ages import aged
from server.core.rules.printing import seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from server.core.case import Case
    from server.core.facts import RunningBenefit
    from server.core.household import Member
    from server.core.limits import Limits

WAS_MARRIED = re.compile("2[0-3]|30|40")
"""Married, widowed, divorced (GB/T 2261.2)."""

DISABLED = "60"
"""Code of 残疾 in the list `health` (GB/T 2261.3)."""

FULL_CAPACITY = "1"
STUDENT = "6"

SEVERE_GRADES = frozenset("12")
LIMITING_KINDS = frozenset("4567")
"""Physical, intellectual, mental, multiple (GB/T 26341; P-22)."""

CERTIFICATE_PLACES = 20


def wrong_death_date(case: Case) -> Iterator[Issue]:
    """P-15  The date of death is missing, before birth or after the survey."""
    for member in case.members:
        if not member.is_living and not _died_plausibly(member, case.survey_date):
            values = {
                "died": _day(member.death_date),
                "born": _day(member.birth_date),
                "surveyed": case.survey_date.isoformat(),
            }
            yield Issue("P-15", Severity.ERROR, member.at("death_date"), values)


def _died_plausibly(member: Member, surveyed: date) -> bool:
    died, born = member.death_date, member.birth_date
    return died is not None and died <= surveyed and (born is None or born <= died)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def benefit_after_death(case: Case) -> Iterator[Issue]:
    """P-16  A benefit of somebody who died has no end, or one more than a month after death."""
    for member in case.members:
        if member.is_living or not _died_plausibly(member, case.survey_date):
            continue
        for kind, end in _benefits_of(member, case):
            if end is None or _ends_late(member, end, case.limits):
                values = {"benefit": kind, "died": _day(member.death_date), "ends": _day(end)}
                yield Issue("P-16", Severity.ERROR, member.at("death_date"), values)


def _benefits_of(member: Member, case: Case) -> list[tuple[str, date | None]]:
    """What the answers say is received now, and what the store has running."""
    answered = [(kind, None) for kind in member.benefits if kind != NO_BENEFIT]
    return answered + [(benefit.kind, benefit.end_date) for benefit in _in_store(member, case)]


def _in_store(member: Member, case: Case) -> tuple[RunningBenefit, ...]:
    last = case.facts.last_survey
    known = [person for person in last.members if person.is_same(member)] if last else []
    return known[0].benefits if len(known) == 1 else ()


def _ends_late(member: Member, end: date, limits: Limits) -> bool:
    died = member.death_date
    return died is not None and end > months_after(died, limits.benefit_after_death_months)


def married_too_young(case: Case) -> Iterator[Issue]:
    """P-17  The person is or was married below the legal age."""
    limits = {FEMALE: case.limits.marriage_age_women, MALE: case.limits.marriage_age_men}
    for member, age in aged(case):
        limit = limits.get(member.sex, 0)
        if age < limit and WAS_MARRIED.fullmatch(member.marital):
            values = {
                "marital": member.marital,
                "sex": member.sex,
                "age": str(age),
                "limit": str(limit),
            }
            yield Issue("P-17", Severity.WARNING, member.at("marital"), values)


def too_young_for_the_education(case: Case) -> Iterator[Issue]:
    """P-18  The education cannot have been had at this age."""
    for member, age in aged(case):
        limit = _youngest_with(member.education, case.limits)
        if age < limit:
            values = {"education": member.education, "age": str(age), "limit": str(limit)}
            yield Issue("P-18", Severity.WARNING, member.at("education"), values)


def _youngest_with(education: str, limits: Limits) -> int:
    """Least age by the major group of GB/T 4658: the first of the two digits."""
    return {
        "1": limits.postgraduate_age,
        "2": limits.college_age,
        "3": limits.college_age,
        "4": limits.senior_high_age,
        "6": limits.senior_high_age,
        "7": limits.junior_high_age,
        "8": limits.primary_age,
    }.get(education[:1], 0)


def disability_incomplete(case: Case) -> Iterator[Issue]:
    """P-19  Category and grade of a disability go together, and with the certificate."""
    for member in case.members:
        kind, grade = member.disability_type, member.disability_grade
        if bool(kind) != bool(grade) or (member.is_disabled and not kind):
            question = "disability_grade" if kind else "disability_type"
            values = {"disabled": _code(member.is_disabled), "type": kind, "grade": grade}
            yield Issue("P-19", Severity.ERROR, member.at(question), values)


def _code(answer: bool | None) -> str:  # noqa: FBT001 — an answer, not an option
    return "" if answer is None else str(int(answer))


def certificate_differs(case: Case) -> Iterator[Issue]:
    """P-20  The certificate's number is not made of ID number, category and grade."""
    for member in case.members:
        parts = _differing_parts(member) if member.disability_cert else []
        if parts:
            values = {"parts": " ".join(parts), "length": str(len(member.disability_cert))}
            yield Issue("P-20", Severity.ERROR, member.at("disability_cert"), values)


def _differing_parts(member: Member) -> list[str]:
    cert = member.disability_cert
    if len(cert) < CERTIFICATE_PLACES:
        return ["length"]
    compared = {
        "id_number": (member.id_number, cert[:18]),
        "category": (member.disability_type, cert[18]),
        "grade": (member.disability_grade, cert[19]),
    }
    return [part for part, (answer, place) in compared.items() if answer and answer != place]


def health_and_disability_differ(case: Case) -> Iterator[Issue]:
    """P-21  Health says disabled and the certificate not, or the reverse."""
    for member in case.members:
        if not member.health or member.is_disabled is None:
            continue
        if (member.health == DISABLED) is not member.is_disabled:
            values = {"health": member.health, "disabled": _code(member.is_disabled)}
            yield Issue("P-21", Severity.WARNING, member.at("health"), values)


def labour_capacity_unlikely(case: Case) -> Iterator[Issue]:
    """P-22  Full labour capacity at this age or with this disability."""
    for member, age in aged(case):
        reason = _reason_against_labour(member, age, case.limits)
        if member.labour == FULL_CAPACITY and reason:
            values = {
                "reason": reason,
                "age": str(age),
                "type": member.disability_type,
                "grade": member.disability_grade,
                "from": str(case.limits.labour_from_age),
                "to": str(case.limits.labour_to_age),
            }
            yield Issue("P-22", Severity.WARNING, member.at("labour"), values)


def _reason_against_labour(member: Member, age: int, limits: Limits) -> str:
    if age < limits.labour_from_age:
        return "too_young"
    if age >= limits.labour_to_age:
        return "too_old"
    is_severe = member.disability_grade in SEVERE_GRADES
    return "disability" if is_severe and member.disability_type in LIMITING_KINDS else ""


def old_student(case: Case) -> Iterator[Issue]:
    """P-23  A student older than students are."""
    for member, age in aged(case):
        if member.employ == STUDENT and age > case.limits.student_age:
            values = {"age": str(age), "limit": str(case.limits.student_age)}
            yield Issue("P-23", Severity.WARNING, member.at("employ"), values)


def wrong_graduation_year(case: Case) -> Iterator[Issue]:
    """P-24  Graduated before school was possible, or after the survey."""
    latest = case.survey_date.year
    for member in case.members:
        year, born = member.graduation_year, member.birth_date
        if year is None:
            continue
        earliest = born.year + case.limits.graduation_years if born else None
        if year > latest or (earliest is not None and year < earliest):
            values = {
                "year": str(year),
                "earliest": "" if earliest is None else str(earliest),
                "latest": str(latest),
            }
            yield Issue("P-24", Severity.ERROR, member.at("grad_year"), values)


def phone_of_many(case: Case) -> Iterator[Issue]:
    """P-25  One telephone number stands for many households."""
    if case.household is None or not case.household.phone:
        return
    households = case.facts.phone_households + 1
    if households > case.limits.phone_households:
        values = {"households": str(households), "limit": str(case.limits.phone_households)}
        yield Issue("P-25", Severity.WARNING, "/ident/phone", values)


def account_wrong(case: Case) -> Iterator[Issue]:
    """P-26  The bank account has a wrong length or, on a card, a wrong check digit."""
    for member in case.members:
        account = normalise(member.bank_account)
        if account and not is_account(account):
            values = {"length": str(len(account)), "last4": account[-4:]}
            yield Issue("P-26", Severity.ERROR, member.at("bank_account"), values)


def account_of_another(case: Case) -> Iterator[Issue]:
    """P-27  The account belongs to nobody of the household, or to another household too."""
    names = {member.name for member in case.members}
    for member in case.members:
        account, holder = normalise(member.bank_account), member.bank_holder
        if not is_account(account):
            continue
        elsewhere = case.facts.accounts_elsewhere.get(account, "")
        is_strangers = bool(holder) and holder not in names
        if elsewhere or is_strangers:
            values = {
                "last4": account[-4:],
                "holder": seen(holder) if is_strangers else "",
                "hh_no": elsewhere,
            }
            yield Issue("P-27", Severity.WARNING, member.at("bank_account"), values)


RULES = (
    wrong_death_date,
    benefit_after_death,
    married_too_young,
    too_young_for_the_education,
    disability_incomplete,
    certificate_differs,
    health_and_disability_differ,
    labour_capacity_unlikely,
    old_student,
    wrong_graduation_year,
    phone_of_many,
    account_wrong,
    account_of_another,
)
