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

    from server.core.benefit import Assisted, AssistedLike, Benefit
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
    if case.assisted is None:
        return
    for benefits in _by_holder(case.assisted, case):
        kinds = {benefit.kind for benefit in benefits}
        if {URBAN, RURAL} <= kinds:
            urban = next(benefit for benefit in benefits if benefit.kind == URBAN)
            yield Issue("B-01", Severity.ERROR, urban.path, {"person": _who(urban)})
            return


def _by_holder(assisted: Assisted, case: AssistedLike) -> Iterator[list[Benefit]]:
    """The Dibao of the household, then that of each person together with it."""
    running = assisted.running(case.survey_date)
    of_all = [benefit for benefit in running if benefit.person is None]
    yield of_all
    for member in assisted.living:
        yield of_all + [benefit for benefit in running if benefit.person is member]


def _who(benefit: Benefit) -> str:
    """The place of the person in the household, empty for the household."""
    return str(benefit.person.position) if benefit.person else ""


def destitute_and_dibao(case: AssistedLike) -> Iterator[Issue]:
    """B-02  Nobody receives destitute support and Dibao."""
    for member, benefits in _by_person(case):
        dibao = [benefit for benefit in benefits if benefit.kind in DIBAO]
        tekun = [benefit for benefit in benefits if benefit.kind == TEKUN]
        if tekun and dibao:
            values = {"person": str(member.position), "other": dibao[0].kind}
            yield Issue("B-02", Severity.ERROR, tekun[0].path, values)


def _by_person(case: AssistedLike) -> Iterator[tuple[Member, list[Benefit]]]:
    """The living with what they receive; somebody alone receives what the household does."""
    assisted = case.assisted
    if assisted is None:
        return
    running = [benefit for benefit in assisted.benefits if benefit.runs_on(case.survey_date)]
    is_alone = len(assisted.living) == 1
    for member in assisted.living:
        own = [each for each in running if each.person is member]
        yield member, own + [each for each in running if is_alone and each.person is None]


def orphan_and_other_support(case: AssistedLike) -> Iterator[Issue]:
    """B-03  An orphan's support excludes destitute support and Dibao."""
    for member, benefits in _by_person(case):
        others = [each for each in benefits if each.kind == TEKUN or each.kind in DIBAO]
        orphan = [each for each in benefits if each.kind == ORPHAN]
        if orphan and others:
            values = {"person": str(member.position), "other": others[0].kind}
            yield Issue("B-03", Severity.ERROR, orphan[0].path, values)


def dibao_of_the_other_hukou(case: AssistedLike) -> Iterator[Issue]:
    """B-06  Urban Dibao is for the urban hukou, rural for the rural."""
    if case.assisted is None:
        return
    wrong = {URBAN_HUKOU: RURAL, RURAL_HUKOU: URBAN}.get(case.assisted.hukou_type)
    for benefit in case.assisted.running(case.survey_date):
        if benefit.kind == wrong:
            values = {"benefit": benefit.kind, "hukou": case.assisted.hukou_type}
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
    assisted = case.assisted
    running = assisted.running(case.survey_date, kinds=frozenset({TEKUN})) if assisted else []
    own = [(benefit, benefit.person) for benefit in running if benefit.person]
    if own or assisted is None:
        yield from own
        return
    heads = [member for member in assisted.living if member.relation == HEAD]
    for benefit in running:
        for member in heads or assisted.living[:1]:
            yield benefit, member


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


def _received(case: AssistedLike, kind: str) -> Iterator[tuple[Benefit, Member]]:
    """Who receives a benefit that is always a person's."""
    for member, benefits in _by_person(case):
        for benefit in benefits:
            if benefit.kind == kind:
                yield benefit, member


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
    assisted, entitling = case.assisted, DIBAO | {EDGE}
    for benefit, member in _received(case, LIVING_SUBSIDY):
        held = assisted.running(case.survey_date, kinds=entitling) if assisted else []
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
    if case.assisted is None:
        return
    limit = case.limits.veteran_age
    for member in case.assisted.living:
        age = member.age_on(case.survey_date)
        if member.youfu == RURAL_VETERAN and age is not None and age < limit:
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
