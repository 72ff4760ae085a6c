"""What rules say of the records of a person's area, as it stands now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.desk.people import May
from server.core.types import Issue, Severity, UnitCode
from server.scope import area_of
from server.store import record_issues

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.services import Services

MOST = 300
"""More is not read on one page; the list can be narrowed to a rule."""


@dataclass(frozen=True, slots=True)
class StandingIssue:
    """One issue of a record, with what people call that.

    `register` is ``village`` for what is said of a village itself.
    """

    register: str
    record_id: int
    label: str
    unit: UnitCode
    issue: Issue


@dataclass(frozen=True, slots=True)
class StandingIssues:
    """The first of them by rule and unit, and how many there are."""

    lines: tuple[StandingIssue, ...]
    total: int


def standing_issues(services: Services, who: Asker, *, rule: str = "") -> StandingIssues:
    """What stands in the person's area, of all rules or of one; raise NotAllowed."""
    units = area_of(who, May.REVEAL)
    with services.store.read() as conn:
        rows, total = record_issues.listed(conn, units, rule=rule, limit=MOST)
        labels = record_issues.labels(conn, {row.record_id for row in rows})
    return StandingIssues(
        tuple(
            StandingIssue(
                row.register,
                row.record_id,
                labels.get(row.record_id, ""),
                UnitCode(row.unit_code),
                Issue(row.rule, Severity(row.severity), row.path, row.values),
            )
            for row in rows
        ),
        total,
    )
