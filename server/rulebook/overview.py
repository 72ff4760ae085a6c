"""The rules as people read them: what each is about, what it goes by, how often it was right."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.desk.record import HitRate
from server.core.rules.catalogue import catalogue
from server.core.rules.thresholds import of_rule
from server.core.types import Level
from server.rulebook.limits import in_force, unit_of
from server.store import rechecks, record_issues, rulebook
from server.thresholds import COUNTY, is_citywide

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.core.rules.catalogue import Entry
    from server.core.types import UnitCode
    from server.rulebook.limits import InForce
    from server.services import Services

DAYS = 30
WHOLE = frozenset({Level.CITY, Level.COUNTY})
KEPT_S = 300.0
"""How old the counts may be: they are of days, and counting takes a while in a large city."""


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule; `found` counts its issues of the last `DAYS` days in the reader's county.

    Counts of a county are not for those who work in a part of it only: then they are None.
    """

    entry: Entry
    limits: tuple[InForce, ...]
    hits: HitRate | None
    found: int | None


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one letter."""

    letter: str
    lines: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    at: float
    found: Mapping[str, int]


def rules(services: Services, who: Asker, *, now: datetime) -> tuple[RuleGroup, ...]:
    """All rules by group, with the limits in force for the reader's county today."""
    unit = unit_of(services, who)
    limits = in_force(services, unit, local_date(now))
    found = _found(services, unit, now) if sees_counts(who) else None
    rates = _rates(services, unit) if sees_counts(who) else None
    lines = [
        RuleLine(
            entry,
            tuple(limits[each.name] for each in of_rule(rule)),
            None if rates is None else HitRate(*rates.get(rule, (0, 0))),
            None if found is None else found.get(rule, 0),
        )
        for rule, entry in catalogue().items()
    ]
    return tuple(RuleGroup(letter, tuple(each)) for letter, each in groupby(lines, key=_letter))


def sees_counts(who: Asker) -> bool:
    """Whether a person works in a whole county, or in the city."""
    return not who.units or any(each.level in WHOLE for each in who.units)


def _rates(services: Services, unit: UnitCode) -> Mapping[str, tuple[int, int]]:
    with services.store.read() as conn:
        return rulebook.outcomes(conn, None if is_citywide(unit) else unit[:COUNTY])


def _letter(line: RuleLine) -> str:
    return line.entry.rule[0]


def _found(services: Services, unit: UnitCode, now: datetime) -> Mapping[str, int]:
    """Issues of the last days by rule, counted a few minutes ago at most."""
    key = ("rules found", unit)
    kept = services.memo.get(key, lambda: _count(services, unit, now))
    if time.monotonic() - kept.at > KEPT_S:
        services.memo.forget(key)
        kept = services.memo.get(key, lambda: _count(services, unit, now))
    return kept.found


def _count(services: Services, unit: UnitCode, now: datetime) -> _Counts:
    counties = None if is_citywide(unit) else (unit[:COUNTY],)
    with services.store.read() as conn:
        found = Counter(rechecks.issues_by_rule(conn, counties, since=now - timedelta(days=DAYS)))
        found.update(record_issues.by_rule(conn, counties))
    return _Counts(time.monotonic(), found)
