"""The list of households of an area."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.values import thousands
from server.core.area import short_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from server.core.desk.register import HouseholdList, HouseholdRow

BENEFITS = {
    "dibao_urban": {"zh": "城市低保", "en": "Urban Dibao"},
    "dibao_rural": {"zh": "农村低保", "en": "Rural Dibao"},
    "tekun": {"zh": "特困供养", "en": "Destitute"},
    "low_income": {"zh": "低保边缘", "en": "Edge"},
    "rigid": {"zh": "刚性支出", "en": "Rigid costs"},
    "temp": {"zh": "临时救助", "en": "Temporary"},
    "medical": {"zh": "医疗救助", "en": "Medical"},
    "relief": {"zh": "灾害救助", "en": "Relief"},
    "housing": {"zh": "住房救助", "en": "Housing"},
    "other": {"zh": "其他", "en": "Other"},
}


@dataclass(frozen=True, slots=True)
class Line:
    """One household of the list."""

    hh_no: str
    head: str
    village: str
    group: str
    members: int
    benefits: str
    income: str
    danger: str
    waiting: int
    errors: int
    warnings: int
    last_visit: str
    loaded: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A page of the list."""

    lines: tuple[Line, ...]
    total: int
    after: str | None


def page(found: HouseholdList, *, now: datetime, language: str) -> RegisterPage:
    """The list in the reader's language."""
    lines = tuple(_line(row, now, language) for row in found.rows)
    return RegisterPage(lines, found.total, found.after)


def _line(row: HouseholdRow, now: datetime, language: str) -> Line:
    return Line(
        row.hh_no,
        row.head,
        short_name(row.village),
        row.group,
        row.members,
        _benefits(row.values.get("hh_benefit"), language),
        _number(row.values.get("income_pc_month")),
        str(row.values.get("house_danger") or ""),
        row.waiting,
        row.open.errors,
        row.open.warnings,
        times.near(row.last_visit_at, now, language) if row.last_visit_at else "",
        times.iso_day(row.loaded_at) if row.loaded_at else "",
    )


def _benefits(value: object, language: str) -> str:
    codes: Sequence[str] = value if isinstance(value, tuple) else str(value or "").split()
    said = [BENEFITS[code][language] for code in codes if code in BENEFITS]
    return ("、" if language == "zh" else ", ").join(said)


def _number(value: object) -> str:
    return thousands(Decimal(str(value)).quantize(Decimal(1))) if value not in (None, "") else ""
