"""From the reports of villages to the figures of a township, county or city (domain.md 3.3, 3.5).

Nothing is typed again on the way up: a total is the sum of what stands in the villages below, and
says which villages are in it, which are not, and what nobody has looked at yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.disaster_indicators import INDICATORS
from server.core.disaster_report import DWELLINGS, GRADES, LOSSES, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from server.core.facts import VillageReport
    from server.core.types import UnitCode

ZERO = Decimal(0)
NAMES = tuple(each.name for each in INDICATORS)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in one village now: the figures of its newest report.

    A nil report repeats the figures before it.  `late_by_min` says by how many minutes the first
    report missed its clock, 0 when it did not.
    """

    village: UnitCode
    stage: Stage
    figures: Mapping[str, Decimal]
    instance_id: str
    received_at: datetime
    is_accepted: bool
    reports: int
    late_by_min: int = 0


def standing(
    village: UnitCode,
    reports: Sequence[VillageReport],
    *,
    due: datetime | None = None,
    until: datetime | None = None,
) -> Standing | None:
    """What stands in a village by its reports, those received after `until` left out.

    The newest is the one whose figures reach furthest: a report that lay on a tablet in a valley
    does not overwrite a later one that came earlier.
    """
    known = [each for each in reports if until is None or each.received_at <= until]
    if not known:
        return None
    in_order = sorted(known, key=lambda r: (r.cutoff or r.received_at, r.seq or 0, r.received_at))
    newest = in_order[-1]
    told = [each for each in in_order if each.figures]
    first = min(each.received_at for each in known)
    late = (first - due).total_seconds() / 60 if due is not None and first > due else 0
    return Standing(
        village=village,
        stage=Stage(newest.stage) if newest.stage in set(Stage) else Stage.FIRST,
        figures=told[-1].figures if told else {},
        instance_id=newest.instance_id,
        received_at=newest.received_at,
        is_accepted=newest.is_accepted,
        reports=len(known),
        late_by_min=int(late),
    )


@dataclass(frozen=True, slots=True)
class Totals:
    """The sum over some villages, and how complete it is."""

    figures: Mapping[str, Decimal]
    villages: tuple[UnitCode, ...]
    missing: tuple[UnitCode, ...] = ()
    unreviewed: tuple[UnitCode, ...] = ()
    late: tuple[UnitCode, ...] = ()
    unverified: tuple[UnitCode, ...] = ()

    @property
    def loss_total(self) -> Decimal:
        """The direct economic loss in 万元: the sum of the six."""
        return sum((self.figures.get(name, ZERO) for name in LOSSES), ZERO)


def totals(standings: Iterable[Standing], *, expected: Iterable[UnitCode] = ()) -> Totals:
    """Add up what stands in some villages; `expected` are those that should have reported."""
    held = sorted(standings, key=lambda each: each.village)
    known = {each.village for each in held}
    return Totals(
        figures=added(each.figures for each in held),
        villages=tuple(each.village for each in held),
        missing=tuple(sorted(code for code in set(expected) if code not in known)),
        unreviewed=tuple(each.village for each in held if not each.is_accepted),
        late=tuple(each.village for each in held if each.late_by_min),
        unverified=tuple(each.village for each in held if each.stage is not Stage.VERIFIED),
    )


def added(parts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    """The sums of all indicators, zeros included."""
    sums = dict.fromkeys(NAMES, ZERO)
    for part in parts:
        for name, figure in part.items():
            if name in sums:
                sums[name] += figure
    return sums


def since(now: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """By how much figures changed; those that did not are left out."""
    changes = {name: now.get(name, ZERO) - before.get(name, ZERO) for name in NAMES}
    return {name: change for name, change in changes.items() if change}


@dataclass(frozen=True, slots=True)
class HouseCheck:
    """The latest accepted assessment of one household after an event."""

    village: UnitCode
    household: str
    rooms: Mapping[str, int]  # grade -> dwelling rooms


def assessed(checks: Iterable[HouseCheck]) -> dict[UnitCode, dict[str, Decimal]]:
    """The six dwelling figures by village: a household counts once, at its worst (3.3)."""
    found: dict[UnitCode, dict[str, Decimal]] = {}
    for check in checks:
        figures = found.setdefault(check.village, dict.fromkeys(DWELLINGS, ZERO))
        for grade in GRADES:
            figures[f"{grade}_res_rooms"] += check.rooms.get(grade, 0)
        worst = next((grade for grade in GRADES if check.rooms.get(grade, 0)), None)
        if worst is not None:
            figures[f"{worst}_res_hh"] += 1
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a village's report and the sum of its house checks do not agree (D-20)."""

    village: UnitCode
    indicator: str
    reported: Decimal
    checked: Decimal


def differences(
    standings: Iterable[Standing], checked: Mapping[UnitCode, Mapping[str, Decimal]]
) -> tuple[Difference, ...]:
    """Dwelling figures that differ, village by village; without a check nothing is compared."""
    reported = {each.village: each.figures for each in standings}
    found = []
    for village in sorted({*reported, *checked}):
        mine, theirs = reported.get(village, {}), checked.get(village)
        for name in DWELLINGS:
            told, counted = mine.get(name, ZERO), (theirs or {}).get(name, ZERO)
            if told != counted:
                found.append(Difference(village, name, told, counted))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Fault:
    """A sum that does not hold: the figures that stand in it."""

    rule: str
    names: tuple[str, ...] = field(default=())


WITHIN = (
    ("injured_serious", "injured"),
    ("resettled_central", "resettled"),
    ("injured", "affected"),
    ("need_urgent", "affected"),
    ("need_transition", "affected"),
    ("drought_need", "affected"),
    ("drought_water", "drought_need"),
    ("crop_failed", "crop_damaged"),
    ("crop_damaged", "crop_affected"),
    ("grain_failed", "grain_damaged"),
    ("grain_damaged", "grain_affected"),
    ("grain_affected", "crop_affected"),
    ("grain_damaged", "crop_damaged"),
    ("grain_failed", "crop_failed"),
    *((f"{grade}_res_rooms", f"{grade}_rooms") for grade in GRADES),
    *((f"{grade}_res_hh", f"{grade}_res_rooms") for grade in GRADES),
)
"""Each is a part of the other (domain.md 3.3)."""


def faults(figures: Mapping[str, Decimal]) -> tuple[Fault, ...]:
    """Which of the sums of domain.md 3.3 a set of figures breaks."""
    found = [
        Fault("part", (part, whole))
        for part, whole in WITHIN
        if figures.get(part, ZERO) > figures.get(whole, ZERO)
    ]
    if figures.get("dead", ZERO) + figures.get("missing", ZERO) > figures.get("affected", ZERO):
        found.append(Fault("sum_within", ("dead", "missing", "affected")))
    parts = figures.get("resettled_central", ZERO) + figures.get("resettled_scattered", ZERO)
    if figures.get("resettled_scattered") and parts != figures.get("resettled", ZERO):
        found.append(Fault("sum", ("resettled_central", "resettled_scattered", "resettled")))
    return tuple(found)


def fallen(now: Mapping[str, Decimal], before: Mapping[str, Decimal]) -> tuple[str, ...]:
    """Cumulative figures that became smaller, which needs a reason (D-11)."""
    return tuple(name for name in NAMES if now.get(name, ZERO) < before.get(name, ZERO))
