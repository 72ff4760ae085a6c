"""Rules on records that are no submissions: which look at which, and asking them.

Each kind of record has a small case of its own; an answer is a tuple of issues, as for a
submission, in the order of the catalogue.  Nothing is refused here either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from server.core.rules import benefit, dibao, entry, objection, publicity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from server.core.benefit import BenefitCase, VillageShare
    from server.core.double_entry import EntryPair
    from server.core.objection import ObjectionCase
    from server.core.publicity import ListCase
    from server.core.types import Issue

Record = TypeVar("Record")

BENEFIT = (*benefit.RULES, *dibao.RULES)
STATISTICS = dibao.STATISTICS
LIST = publicity.RULES
OBJECTION = objection.RULES
ENTRY = entry.RULES


def examine_benefit(case: BenefitCase) -> tuple[Issue, ...]:
    """What B-01 to B-17 say about a household of the register, with benefits or application.

    To be asked when one of its benefits, its members or its standard changes, and every night for
    the clocks of B-15.
    """
    return _issues(BENEFIT, case)


def examine_share(share: VillageShare) -> tuple[Issue, ...]:
    """What B-18 says about a village at the end of a month."""
    return _issues(STATISTICS, share)


def examine_list(case: ListCase) -> tuple[Issue, ...]:
    """What L-01 to L-05 say about a public list: before it is printed, posted, and moved on."""
    return _issues(LIST, case)


def examine_objection(case: ObjectionCase) -> tuple[Issue, ...]:
    """What O-01 to O-04 say about an objection on a day; every night while it is open."""
    return _issues(OBJECTION, case)


def examine_entries(pair: EntryPair) -> tuple[Issue, ...]:
    """What C-01 and C-02 say about two entries of one record."""
    return _issues(ENTRY, pair)


def _issues(
    rules: Iterable[Callable[[Record], Iterator[Issue]]], record: Record
) -> tuple[Issue, ...]:
    found = (issue for rule in rules for issue in rule(record))
    return tuple(sorted(found, key=_rule))


def _rule(issue: Issue) -> str:
    return issue.rule
