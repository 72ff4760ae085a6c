"""Rules on who a person is: P-01 to P-14 (domain.md 4.2).

P-01, P-02 and P-03 divide the bad identity numbers among them; everything else that is read out of
a number is read out of a sound one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.days import years_after
from server.core.household import NO_BENEFIT, PersonStatus
from server.core.idnumber import Fault
from server.core.rules.ages import aged
from server.core.rules.printing import seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from server.core.case import Case
    from server.core.facts import KnownPerson
    from server.core.household import Member

NAME = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af·]{2,20}")
"""Chinese characters of every plane, for the rare ones in old names, and the dot (P-12)."""


def wrong_format(case: Case) -> Iterator[Issue]:
    """P-01  The number has not eighteen places of the right kind."""
    for member in case.members:
        if member.identity.fault is Fault.FORMAT:
            given = member.identity.given
            values = {"length": str(len(given)), "limit": "18", "last4": given[-4:]}
            yield Issue("P-01", Severity.ERROR, member.at("id_number"), values)


def wrong_check_digit(case: Case) -> Iterator[Issue]:
    """P-02  Place 18 is not the one the other places ask for."""
    for member in case.members:
        if member.identity.fault is Fault.CHECK:
            given = member.identity.given
            values = {"last4": given[-4:], "expected": idnumber.check_digit(given[:17])}
            yield Issue("P-02", Severity.ERROR, member.at("id_number"), values)


def no_such_birth_date(case: Case) -> Iterator[Issue]:
    """P-03  Places 7-14 are no day of the calendar."""
    for member in case.members:
        identity = member.identity
        if identity.fault is Fault.DATE:
            given = idnumber.from_15(identity.given) if identity.is_old else identity.given
            values = {"date": given[6:14], "last4": given[-4:]}
            yield Issue("P-03", Severity.ERROR, member.at("id_number"), values)


def born_after_the_survey(case: Case) -> Iterator[Issue]:
    """P-04  The number says the person was born after the survey."""
    surveyed = case.survey_date
    for member in case.members:
        born = member.identity.birth_date
        if born is not None and born > surveyed:
            values = {"born": born.isoformat(), "surveyed": surveyed.isoformat()}
            yield Issue("P-04", Severity.ERROR, member.at("id_number"), values)


def birth_date_differs(case: Case) -> Iterator[Issue]:
    """P-05  The birth date given is not the one in the number."""
    for member in case.members:
        stated, from_id = member.stated_birth_date, member.identity.birth_date
        if stated is not None and from_id is not None and stated != from_id:
            values = {"stated": stated.isoformat(), "from_id": from_id.isoformat()}
            yield Issue("P-05", Severity.ERROR, member.at("birth_date"), values)


def sex_differs(case: Case) -> Iterator[Issue]:
    """P-06  The sex given is not the one in the number."""
    for member in case.members:
        stated, from_id = member.stated_sex, member.identity.sex
        if stated and from_id and stated != from_id:
            values = {"stated": stated, "from_id": from_id}
            yield Issue("P-06", Severity.ERROR, member.at("sex"), values)


def unknown_region(case: Case) -> Iterator[Issue]:
    """P-07  Places 1-2 are no province."""
    for member in case.members:
        number = member.id_number
        if number and idnumber.province(number) is None:
            values = {"places": number[:2], "last4": number[-4:]}
            yield Issue("P-07", Severity.WARNING, member.at("id_number"), values)


def very_old(case: Case) -> Iterator[Issue]:
    """P-08  The person would be older than anybody here."""
    for member, age in aged(case):
        if age > case.limits.oldest_years:
            values = {"age": str(age), "limit": str(case.limits.oldest_years)}
            yield Issue("P-08", Severity.WARNING, member.at("birth_date"), values)


def number_twice_in_household(case: Case) -> Iterator[Issue]:
    """P-09  No number stands twice in a household; a missing one is another rule's matter."""
    first: dict[str, int] = {}
    for member in case.members:
        number = member.id_number
        if number and first.setdefault(number, member.position) != member.position:
            values = {"last4": number[-4:], "other": str(first[number])}
            yield Issue("P-09", Severity.ERROR, member.at("id_number"), values)


def number_in_another_household(case: Case) -> Iterator[Issue]:
    """P-10  The person lives in another household of the store; an error if benefits double."""
    if not case.facts.persons_by_id:
        return
    for member in case.members:
        for known in case.facts.persons_by_id.get(member.id_number, ()):
            if known.status is PersonStatus.ALIVE and known.household != case.household_uuid:
                yield _elsewhere(member, known)


def _elsewhere(member: Member, known: KnownPerson) -> Issue:
    running = {_family(benefit.kind) for benefit in known.benefits if benefit.end_date is None}
    shared = [kind for kind in member.benefits if _family(kind) in running]
    values = {
        "last4": member.id_number[-4:],
        "hh_no": known.hh_no,
        "name": seen(known.name),
        "benefits": " ".join(shared),
    }
    severity = Severity.ERROR if shared else Severity.WARNING
    return Issue("P-10", severity, member.at("id_number"), values)


def _family(kind: str) -> str:
    """A kind of benefit as both sides know it: tablets do not part urban from rural Dibao."""
    return "dibao" if kind.startswith("dibao") else kind.replace(NO_BENEFIT, "")


def perhaps_the_same_person(case: Case) -> Iterator[Issue]:
    """P-11  Name and birth date are those of somebody in the village, and a number is missing."""
    for member in case.members:
        if not member.name or member.birth_date is None:
            continue
        for twin in case.members[: member.position - 1]:
            if _alike(member, twin.name, twin.birth_date, twin.id_number):
                yield _suspicion(member, other=str(twin.position), hh_no="")
        for known in case.facts.namesakes:
            if known.household != case.household_uuid and _alike(
                member, known.name, known.birth_date, known.id_number
            ):
                yield _suspicion(member, other="", hh_no=known.hh_no)


def _alike(member: Member, name: str, born: date | None, id_number: str) -> bool:
    if name != member.name or born != member.birth_date:
        return False
    return not (id_number and member.id_number)


def _suspicion(member: Member, *, other: str, hh_no: str) -> Issue:
    born = member.birth_date.isoformat() if member.birth_date else ""
    values = {"name": seen(member.name), "born": born, "other": other, "hh_no": hh_no}
    return Issue("P-11", Severity.WARNING, member.at("name"), values)


def unusual_name(case: Case) -> Iterator[Issue]:
    """P-12  The name is not two to twenty Chinese characters."""
    for member in case.members:
        name = member.name
        if name and not NAME.fullmatch(name):
            values = {"name": seen(name), "length": str(len(name))}
            yield Issue("P-12", Severity.WARNING, member.at("name"), values)


def no_number_after_the_first_year(case: Case) -> Iterator[Issue]:
    """P-13  Somebody older than one year has no number."""
    surveyed, limit = case.survey_date, case.limits.no_id_until_years
    for member, age in aged(case):
        if member.identity.given or member.birth_date is None:
            continue
        if years_after(member.birth_date, limit) < surveyed:
            values = {"age": str(age), "limit": str(limit)}
            yield Issue("P-13", Severity.WARNING, member.at("id_number"), values)


def old_number(case: Case) -> Iterator[Issue]:
    """P-14  The number is an old one of fifteen places; the other rules read it converted."""
    for member in case.members:
        if member.identity.is_old:
            values = {"last4": member.identity.given[-4:], "new_last4": member.id_number[-4:]}
            yield Issue("P-14", Severity.WARNING, member.at("id_number"), values)


RULES = (
    wrong_format,
    wrong_check_digit,
    no_such_birth_date,
    born_after_the_survey,
    birth_date_differs,
    sex_differs,
    unknown_region,
    very_old,
    number_twice_in_household,
    number_in_another_household,
    perhaps_the_same_person,
    unusual_name,
    no_number_after_the_first_year,
    old_number,
)
