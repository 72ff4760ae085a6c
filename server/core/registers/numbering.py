"""Series of running numbers: the fixed part in front of the count (domain.md 2.4, 3.1)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.registers.writing import text_of

if TYPE_CHECKING:
    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Values
    from server.core.types import UnitCode

FORMATS = {"year": "%Y", "month": "%Y%m", "day": "%Y%m%d"}
PART = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


def series_of(field: RegisterField, unit: UnitCode, values: Values) -> str:
    """The pattern with its parts filled in, e.g. ``X-620421102-2026-``.

    Parts are ``{county}``, ``{township}``, ``{village}`` of the unit, and columns of the record,
    of a day ``{start_date.year}``, ``.month`` (202611) or ``.day`` (20261123).
    """
    places = {"county": unit[:6], "township": unit[:9], "village": unit}

    def fill(found: re.Match[str]) -> str:
        name, part = found[1], found[2]
        return places[name] if name in places else _part(values.get(name), part)

    return PART.sub(fill, field.series)


def _part(value: object, part: str | None) -> str:
    day = local_date(value) if isinstance(value, datetime) else value
    if part is None or not isinstance(day, date):
        return text_of(value)
    return format(day, FORMATS[part])
