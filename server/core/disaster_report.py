"""A village's report on a disaster: cumulative figures since the event began (domain.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core import answers as read

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from decimal import Decimal

    from server.core.answers import Answers


class Stage(StrEnum):
    """Stages of the quick report 快报 (list `stage`)."""

    FIRST = "1"
    FOLLOW_UP = "2"
    VERIFIED = "3"


PEOPLE = (
    "affected",
    "dead",
    "missing",
    "injured",
    "injured_serious",
    "evacuated",
    "resettled",
    "resettled_central",
    "resettled_scattered",
    "need_urgent",
    "need_transition",
    "drought_need",
    "drought_water",
)
GRADES = ("col", "sev", "min")
"""Collapsed, severely damaged, slightly damaged (domain.md 3.4)."""

HOUSES = tuple(f"{grade}_{what}" for grade in GRADES for what in ("rooms", "res_rooms", "res_hh"))
DWELLINGS = tuple(name for name in HOUSES if "_res_" in name)
FARM = (
    "crop_affected",
    "crop_damaged",
    "crop_failed",
    "grain_affected",
    "grain_damaged",
    "grain_failed",
    "livestock_large",
    "livestock_small",
)
LOSSES = ("loss_house", "loss_farm", "loss_industry", "loss_infra", "loss_public", "loss_other")
DROUGHT = ("drought_need", "drought_water")

GROUPS = {"people": PEOPLE, "houses": HOUSES, "farm": FARM, "loss": LOSSES}
PATHS = {name: f"/{group}/{name}" for group, names in GROUPS.items() for name in names}
"""Path of the question of each figure.

Some figures of domain.md 3.3 are not asked by the bundled form; other versions may ask them.
"""


@dataclass(frozen=True, slots=True)
class DisasterReport:
    """What one report says.

    `figures` holds the figures answered, by question: persons, rooms, households, head of
    livestock, hectares, and losses in 万元.  A nil report has none: it repeats the one before.
    `change_reason` explains a fall; tablets do not ask for it, the web entry of the township does.
    """

    event_id: str = ""
    event_start: datetime | None = None
    stage: str = ""
    seq: int | None = None
    cutoff: datetime | None = None
    is_nil: bool = False
    basis: str = ""
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    loss_total_wan: Decimal | None = None
    situation: str = ""
    change_reason: str = ""

    def answered(self, names: Iterable[str]) -> list[Decimal]:
        """Those of the figures that were answered."""
        return [self.figures[name] for name in names if name in self.figures]

    def any_of(self, names: Iterable[str]) -> bool:
        """Whether one of the figures is above zero."""
        return any(figure > 0 for figure in self.answered(names))


def report_of(answers: Answers) -> DisasterReport:
    """The report in the typed answers of a `disaster_report`, of any version."""
    head = read.group(answers, "head")
    return DisasterReport(
        event_id=read.text(head, "event_id"),
        event_start=read.moment(head, "event_start_dt"),
        stage=read.text(head, "stage"),
        seq=read.whole(head, "report_seq"),
        cutoff=read.moment(head, "cutoff"),
        is_nil=bool(read.yes(head, "zero")),
        basis=read.text(head, "basis"),
        figures=read.amounts(answers, GROUPS),
        loss_total_wan=read.amount(answers, "loss_total"),
        situation=read.text(answers, "situation"),
        change_reason=read.text(head, "change_reason"),
    )
