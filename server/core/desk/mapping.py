"""What a map or a table of figures is asked for, in the words of its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from server.core.area import unit_code
from server.core.errors import UnexpectedValue
from server.core.types import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.types import UnitCode

LONGEST = 200


class PointLayer(StrEnum):
    """What the points of a map are."""

    HOUSEHOLDS = "households"
    RECORDS = "records"
    DAMAGES = "damages"


STATES = tuple(state for state in State if state != State.QUARANTINED)
"""States the points of records are narrowed by."""


@dataclass(frozen=True, slots=True)
class MapFilter:
    """What is looked at: a unit, and for records a form, a state, flags and days of receipt.

    `event` narrows damages to one disaster.  Days are those of the offices, both included.
    """

    unit: UnitCode | None = None
    form_id: str = ""
    state: str = ""
    flagged: bool = False
    since: date | None = None
    until: date | None = None
    event: str = ""

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> Self:
        """The filter of a request; raise UnexpectedValue or BadUnitCode for what is no filter."""
        state = values.get("state", "")
        if state and state not in STATES:
            raise UnexpectedValue(field="state", reason=", ".join(STATES))
        unit = values.get("unit", "")
        return cls(
            unit=unit_code(unit) if unit else None,
            form_id=values.get("form_id", "")[:LONGEST],
            state=state,
            flagged=values.get("flagged", "") == "1",
            since=_day("since", values.get("since", "")),
            until=_day("until", values.get("until", "")),
            event=values.get("event", "")[:LONGEST],
        )

    @property
    def args(self) -> dict[str, Any]:
        """What stands in an address: only what narrows."""
        said = (
            ("unit", self.unit or ""),
            ("form_id", self.form_id),
            ("state", self.state),
            ("flagged", "1" if self.flagged else ""),
            ("since", self.since.isoformat() if self.since else ""),
            ("until", self.until.isoformat() if self.until else ""),
            ("event", self.event),
        )
        return {name: value for name, value in said if value}

    @property
    def narrows_records(self) -> bool:
        """Whether it asks for only some of the records of its unit."""
        return bool(self.form_id or self.state or self.flagged or self.since or self.until)


def _day(field: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnexpectedValue(field=field, reason="YYYY-MM-DD") from None
