"""Validation: which rules look at which form, and in which order."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from server.core.case import (
    DIBAO_APPRAISAL,
    DISASTER_REPORT,
    HOUSE_DAMAGE,
    HOUSEHOLD_SURVEY,
    OBJECTION,
    VILLAGE_PROFILE,
    VISIT_FOLLOWUP,
)
from server.core.rules import (
    appraisal,
    arrival,
    benefit,
    damage,
    dibao,
    disaster,
    disaster_course,
    disaster_scale,
    household,
    identity,
    objection,
    person,
    photo,
    position,
    village,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from server.core.case import Case
    from server.core.types import Issue

    Rule = Callable[[Case], Iterator[Issue]]

ANY_FORM: tuple[Rule, ...] = (*arrival.RULES, *photo.ANY_FORM)
ON_SITE: tuple[Rule, ...] = (*arrival.RULES, *position.ON_SITE)
PEOPLE: tuple[Rule, ...] = (*identity.RULES, *person.RULES)
DISASTER: tuple[Rule, ...] = (*disaster.RULES, *disaster_course.RULES, *disaster_scale.RULES)

BY_FORM: dict[str, tuple[Rule, ...]] = {
    HOUSEHOLD_SURVEY: (
        *ON_SITE,
        *position.SURVEY,
        *photo.ANY_FORM,
        *PEOPLE,
        *household.RULES,
        *benefit.RULES,
        *dibao.SURVEY,
    ),
    VISIT_FOLLOWUP: (*ON_SITE, *position.VISIT, *photo.ANY_FORM, *PEOPLE),
    HOUSE_DAMAGE: (*ON_SITE, *position.VISIT, *photo.DAMAGE, *PEOPLE, *damage.RULES),
    DISASTER_REPORT: (*ANY_FORM, *DISASTER),
    VILLAGE_PROFILE: (*ON_SITE, *photo.ANY_FORM, *village.RULES),
    DIBAO_APPRAISAL: (*ON_SITE, *photo.ANY_FORM, *appraisal.RULES),
    OBJECTION: (*ANY_FORM, *objection.RULES),
}
"""The rules of a form in the order of running (domain.md 4.7): W, S, F, P, H, B, the form's own.

A form not named here gets `ANY_FORM`.  Records that are no submissions: `rules.records`.
"""


FILES = frozenset({arrival.attachment_missing, arrival.too_short, *photo.RULES})
"""Rules that need the files, the audit file included; the others can speak before they come."""


def examine(case: Case) -> tuple[Issue, ...]:
    """What the rules have to say about a case, in the order of running.

    Nothing is refused here.  Answers that could not be read are not judged: an unknown version
    would otherwise raise every rule that misses its question.
    """
    return _issues(rules_for(case), case)


def examine_answers(case: Case) -> tuple[Issue, ...]:
    """What can be said before the files have come; with `examine_files` it is all of `examine`."""
    return _issues((rule for rule in rules_for(case) if rule not in FILES), case)


def examine_files(case: Case) -> tuple[Issue, ...]:
    """What only the files can tell: which are missing, how long it took, what the photos show.

    To be asked once, when the files are there or have been waited for long enough.
    """
    return _issues((rule for rule in rules_for(case) if rule in FILES), case)


ARCHIVE: tuple[Rule, ...] = (*PEOPLE, *household.RULES, *benefit.RULES)
"""What an older archive of households has to keep: there is no tablet, photo or position."""


def issues_of(rules: Iterable[Rule], case: Case) -> tuple[Issue, ...]:
    """What some of the rules have to say about a case."""
    return _issues(rules, case)


def rules_for(case: Case) -> tuple[Rule, ...]:
    """The rules that look at a case, in the order of running."""
    return BY_FORM.get(case.form_id, ANY_FORM) if case.is_read else arrival.UNREAD


def _issues(rules: Iterable[Rule], case: Case) -> tuple[Issue, ...]:
    return tuple(issue for rule in rules for issue in rule(case))


def rule_of(rule: Rule) -> str:
    """The id of a rule: its sentence begins with it.

    >>> rule_of(arrival.attachment_missing)
    'W-04'
    """
    return (rule.__doc__ or "").strip()[:4]


@cache
def forms_of(rule: str) -> frozenset[str]:
    """Forms whose submissions a rule looks at; none for rules on records (`rules.records`)."""
    return frozenset(
        form for form, rules in BY_FORM.items() if rule in {rule_of(each) for each in rules}
    )
