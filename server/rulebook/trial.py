"""Trying a limit before it is set: what it would say of the submissions of the last days.

Exact for the submissions it looks at: each is judged twice, by what is in force and by the new
value.  The newest are looked at, as many as a page can wait for.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from server import thresholds
from server.core.errors import NotAllowed
from server.core.rules import forms_of
from server.core.rules.thresholds import thresholds as declared
from server.intake.recheck import issues_of, read_again
from server.rulebook.limits import checked, may_change, unit_of
from server.store import rechecks
from server.store.rechecks import Chosen
from server.store.rulebook import LimitRow
from server.thresholds import is_citywide

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.core.desk.people import Asker
    from server.core.types import Issue, UnitCode
    from server.rulebook.limits import Change
    from server.services import Services
    from server.thresholds import Thresholds

DAYS = 30
MOST = 600
MOST_S = 6.0
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What a new value would change.

    Of the `stored` submissions of the last `days`, `looked_at` were judged; `before` are flagged
    now by a rule that uses the limit, `more` would be in addition, `less` no longer.
    """

    days: int
    stored: int
    looked_at: int
    before: int
    more: int
    less: int

    @property
    def after(self) -> int:
        """How many would be flagged."""
        return self.before + self.more - self.less

    @property
    def is_all(self) -> bool:
        """Whether none was left out."""
        return self.looked_at == self.stored


def try_limit(
    services: Services, who: Asker, change: Change, *, now: datetime, days: int = DAYS
) -> Trial:
    """Judge by the new value what the last days brought; nothing is written.

    Raise NotAllowed, NotFound, LimitUnfit, PeriodUnfit.
    """
    if not may_change(who):
        raise NotAllowed
    text, unit = checked(change), unit_of(services, who)
    rules = frozenset(declared()[change.name].rules)
    forms = frozenset().union(*(forms_of(rule) for rule in rules))
    units = () if is_citywide(unit) else (unit,)
    chosen = Chosen(units=units, forms=forms, since=now - timedelta(days=days))
    known = thresholds.thresholds(services)
    return _tried(services, chosen, rules, (known, _as_if(known, change.name, text, unit)), days)


def _as_if(known: Thresholds, name: str, text: str, unit: UnitCode) -> Thresholds:
    """What would be known had the value been set long ago."""
    row = LimitRow(0, unit, name, text, date.min, None, "", _LONG_AGO, "")
    return replace(known, rows=(*known.rows, row), _made={})


def _tried(
    services: Services,
    chosen: Chosen,
    rules: frozenset[str],
    by: tuple[Thresholds, Thresholds],
    days: int,
) -> Trial:
    now_by, then_by = by
    looked = before = more = less = 0
    stop = time.monotonic() + MOST_S
    with services.store.read() as conn:
        stored = rechecks.count(conn, chosen)
        for arrival in rechecks.newest(conn, chosen, limit=MOST):
            again = read_again(services, conn, arrival)
            is_flagged = _speaks(issues_of(services, conn, again, known=now_by), rules)
            would_be = _speaks(issues_of(services, conn, again, known=then_by), rules)
            looked += 1
            before += is_flagged
            more += would_be and not is_flagged
            less += is_flagged and not would_be
            if time.monotonic() > stop:
                break
    return Trial(days=days, stored=stored, looked_at=looked, before=before, more=more, less=less)


def _speaks(issues: Iterable[Issue], rules: frozenset[str]) -> bool:
    return any(issue.rule in rules for issue in issues)
