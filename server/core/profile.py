"""A village's yearly profile: its people, land and self-governance (forms.md 3.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core import answers as read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from server.core.answers import Answers
    from server.core.types import GeoPoint

BASE = (
    "groups",
    "households",
    "population",
    "resident_pop",
    "female",
    "age60",
    "labour",
    "migrants",
    "disabled",
    "graduates",
    "farmland",
    "irrigated",
    "income_pc",
)
GOVERNANCE = ("voters", "votes", "committee_size", "committee_women", "meetings", "open_times")
WELFARE = ("care_home_beds", "day_care")

GROUPS = {"base": BASE, "gov": GOVERNANCE, "welfare": WELFARE}
PATHS = {name: f"/{group}/{name}" for group, names in GROUPS.items() for name in names}
"""Path of the question of each figure."""


@dataclass(frozen=True, slots=True)
class VillageProfile:
    """What one profile says.

    `figures` holds the figures answered, by question: persons, households, times, beds; land in
    mu, income in yuan a head and year.
    """

    year: int | None = None
    figures: Mapping[str, Decimal] = field(default_factory=dict)
    facilities: tuple[str, ...] = ()
    gps: GeoPoint | None = None
    election_date: date | None = None
    director: str = ""
    one_shoulder: bool | None = None
    supervision: bool | None = None
    open_last: date | None = None
    finance_open: bool | None = None
    assistant_name: str = ""
    assistant_phone: str = ""


def profile_of(answers: Answers) -> VillageProfile:
    """The profile in the typed answers of a `village_profile`, of any version."""
    base = read.group(answers, "base")
    gov = read.group(answers, "gov")
    welfare = read.group(answers, "welfare")
    return VillageProfile(
        year=read.whole(base, "year"),
        figures=read.amounts(answers, GROUPS),
        facilities=read.codes(base, "facilities"),
        gps=read.point(base, "gps"),
        election_date=read.day(gov, "election_date"),
        director=read.text(gov, "director"),
        one_shoulder=read.yes(gov, "one_shoulder"),
        supervision=read.yes(gov, "supervision"),
        open_last=read.day(gov, "open_last"),
        finance_open=read.yes(gov, "finance_open"),
        assistant_name=read.text(welfare, "assistant_name"),
        assistant_phone=read.text(welfare, "assistant_phone"),
    )
