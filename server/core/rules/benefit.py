"""Rules on who may receive what: B-01 to B-03, B-06 to B-13 (domain.md 4.4).

They look at a home survey and at a household of the register alike.  What a survey ticks for the
household as a whole is somebody's only where one person lives there; else the persons' own answers
tell whose it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.benefit import (
    CARE_SUBSIDY,
    DIBAO,
    EDGE,
    LIVING_SUBSIDY,
    OLD_AGE,
    ORPHAN,
    RURAL,
    RURAL_HUKOU,
    TEKUN,
    URBAN,
    URBAN_HUKOU,
    YOUFU,
)
from server.core.household import HEAD
from server.core.rules.household import CHILDREN, PARENTS, SPOUSES
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.benefit import AssistedLike, Benefit
    from server.core.household import Member
    from server.core.limits import Limits

ABLE = frozenset("12")
"""Full and partial labour capacity (list `labour`)."""

CARE_GRADES = frozenset("12")
MIND = frozenset("56")
"""Intellectual and mental disability (GB/T 26341)."""

RURAL_VETERAN = "8"
"""60岁以上农村籍退役士兵 in the list `entitle`."""


def urban_and_rural(case: AssistedLike) -> Iterator[Issue]:
    """B-01  Nobody receives urban and rural Dibao."""
    for urban in _running(case, frozenset({URBAN})):
        for rural in _running(case, frozenset({RURAL})):
            person = urban.person or rural.person
            if urban.person is None or rural.person is None or urban.person is rural.person:
                values = {"person": str(person.position) if person else ""}
                yield Issue("B-01", Severity.ERROR, urban.path, values)
                return


def _running(case: AssistedLike, kinds: frozenset[str]) -> list[Benefit]:
    assisted = case.assisted
    return assisted.running(case.survey_date, kinds=kinds) if assisted else []


def destitute_and_dibao(case: AssistedLike) -> Iterator[Issue]:
    """B-02  Nobody receives destitute support and Dibao."""
    for benefit, member in _received(case, TEKUN):
        other = _held_by(member, case, DIBAO)
        if other:
            values = {"person": str(member.position), "other": other}
            yield Issue("B-02", Severity.ERROR, benefit.path, values)


def _received(case: AssistedLike, kind: str) -> Iterator[tuple[Benefit, Member]]:
    """Who receives a benefit: by the persons' own answers, and who is alone the household's."""
    for benefit in _running(case, frozenset({kind})):
        member = benefit.person or _alone(case)
        if member:
            yield benefit, member


def _alone(case: AssistedLike) -> Member | None:
    living = case.assisted.living if case.assisted else ()
    return living[0] if len(living) == 1 else None


def _held_by(member: Member, case: AssistedLike, kinds: frozenset[str]) -> str:
    """The first of these kinds that the person receives; empty for none."""
    held = (each.kind for each in _running(case, kinds) if (each.person or _alone(case)) is member)
    return next(held, "")


def orphan_and_other_support(case: AssistedLike) -> Iterator[Issue]:
    """B-03  An orphan's support excludes destitute support and Dibao."""
    for benefit, member in _received(case, ORPHAN):
        other = _held_by(member, case, DIBAO | {TEKUN})
        if other:
            values = {"person": str(member.position), "other": other}
            yield Issue("B-03", Severity.ERROR, benefit.path, values)


def dibao_of_the_other_hukou(case: AssistedLike) -> Iterator[Issue]:
    """B-06  Urban Dibao is for the urban hukou, rural for the rural."""
    hukou = case.assisted.hukou_type if case.assisted else ""
    wrong = {URBAN_HUKOU: RURAL, RURAL_HUKOU: URBAN}.get(hukou, "")
    for benefit in _running(case, frozenset({wrong})):
        values = {"benefit": benefit.kind, "hukou": hukou}
        yield Issue("B-06", Severity.WARNING, benefit.path, values)


def destitute_and_able(case: AssistedLike) -> Iterator[Issue]:
    """B-07  Destitute support is not for those who are of age and able to work."""
    limits = case.limits
    for benefit, member in _destitute(case):
        age = member.age_on(case.survey_date)
        if age is None or member.labour not in ABLE:
            continue
        if limits.able_from_age <= age < limits.able_to_age:
            values = {
                "age": str(age),
                "labour": member.labour,
                "from": str(limits.able_from_age),
                "to": str(limits.able_to_age - 1),
            }
            yield Issue("B-07", Severity.WARNING, benefit.path, values)


def _destitute(case: AssistedLike) -> Iterator[tuple[Benefit, Member]]:
    """Who receives destitute support: by the persons' answers, else the head, or who is alone."""
    running = _running(case, frozenset({TEKUN}))
    own = [(benefit, benefit.person) for benefit in running if benefit.person]
    if own or not running or case.assisted is None:
        yield from own
        return
    living = case.assisted.living
    heads = [member for member in living if member.relation == HEAD]
    for member in heads or living[:1]:
        yield running[0], member


def destitute_with_supporter(case: AssistedLike) -> Iterator[Issue]:
    """B-08  Destitute support is not for those whose family can support them."""
    for benefit, member in _destitute(case):
        for other in case.assisted.living if case.assisted else ():
            if _can_support(other, member, case):
                values = {
                    "supporter": str(other.position),
                    "relation": other.relation,
                    "labour": other.labour,
                }
                yield Issue("B-08", Severity.WARNING, benefit.path, values)
                break


def _can_support(other: Member, member: Member, case: AssistedLike) -> bool:
    if other is member or other.labour not in ABLE or not _is_next_of_kin(other, member):
        return False
    age = other.age_on(case.survey_date)
    return age is not None and age >= case.limits.adult_age


def _is_next_of_kin(other: Member, member: Member) -> bool:
    """Whether one is spouse, child or parent of the other, as far as relations to the head tell."""
    relations = {other.relation, member.relation}
    if HEAD in relations:
        return bool(relations & (SPOUSES | CHILDREN | PARENTS))
    are_parent_and_child = bool(relations & SPOUSES) and bool(relations & CHILDREN)
    return are_parent_and_child or relations == PARENTS


def allowance_too_young(case: AssistedLike) -> Iterator[Issue]:
    """B-09  The old-age allowance begins at 80."""
    limit = case.limits.old_age_allowance_age
    for benefit, member in _received(case, OLD_AGE):
        age = member.age_on(case.survey_date)
        if age is not None and age < limit:
            values = {"age": str(age), "limit": str(limit)}
            yield Issue("B-09", Severity.ERROR, benefit.path, values)


def care_subsidy_of_a_light_grade(case: AssistedLike) -> Iterator[Issue]:
    """B-10  The care subsidy is for grades 1 and 2, in some counties for 3 of the mind."""
    for benefit, member in _received(case, CARE_SUBSIDY):
        if not _is_severe(member, case.limits):
            values = {"type": member.disability_type, "grade": member.disability_grade}
            yield Issue("B-10", Severity.ERROR, benefit.path, values)


def _is_severe(member: Member, limits: Limits) -> bool:
    if member.disability_grade in CARE_GRADES:
        return True
    is_mind = member.disability_type in MIND and member.disability_grade == "3"
    return limits.care_subsidy_grade3 and is_mind


def living_subsidy_without_dibao(case: AssistedLike) -> Iterator[Issue]:
    """B-11  The living subsidy goes with Dibao or edge status, of the household or the person."""
    for benefit, member in _received(case, LIVING_SUBSIDY):
        held = _running(case, DIBAO | {EDGE})
        if not any(each.person is None or each.person is member for each in held):
            values = {"person": str(member.position)}
            yield Issue("B-11", Severity.WARNING, benefit.path, values)


def preferential_without_category(case: AssistedLike) -> Iterator[Issue]:
    """B-12  Preferential treatment has a category."""
    for benefit, member in _received(case, YOUFU):
        if not member.youfu:
            values = {"person": str(member.position)}
            yield Issue("B-12", Severity.ERROR, benefit.path, values)


def veteran_too_young(case: AssistedLike) -> Iterator[Issue]:
    """B-13  A rural veteran is treated so from 60."""
    limit = case.limits.veteran_age
    for member in case.assisted.living if case.assisted else ():
        if member.youfu != RURAL_VETERAN:
            continue
        age = member.age_on(case.survey_date)
        if age is not None and age < limit:
            values = {"age": str(age), "limit": str(limit)}
            yield Issue("B-13", Severity.WARNING, member.at("youfu"), values)


RULES = (
    urban_and_rural,
    destitute_and_dibao,
    orphan_and_other_support,
    dibao_of_the_other_hukou,
    destitute_and_able,
    destitute_with_supporter,
    allowance_too_young,
    care_subsidy_of_a_light_grade,
    living_subsidy_without_dibao,
    preferential_without_category,
    veteran_too_young,
)
