"""What every writer takes: a table of named, typed columns and rows that come one by one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Kind(StrEnum):
    """Kinds of value of a column; None is allowed in all of them."""

    TEXT = "text"  # str
    WHOLE = "whole"  # int
    NUMBER = "number"  # Decimal or float
    YES_NO = "yes_no"  # bool
    DAY = "day"  # date
    MOMENT = "moment"  # aware datetime
    POINT = "point"  # Position


@dataclass(frozen=True, slots=True)
class Position:
    """A place on earth in WGS84 degrees; height in metres where it is known."""

    lon: float
    lat: float
    alt_m: float | None = None

    def __str__(self) -> str:
        """Latitude and longitude, as people write them."""
        return f"{self.lat:.6f}, {self.lon:.6f}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` for programs (ASCII, unique in its table), `title` for people."""

    name: str
    title: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds: its `name` for programs, its `title` and `notes` for people.

    The notes say who took the data out, when and what for (domain.md 5.7).
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()

    @property
    def place(self) -> int | None:
        """Which column is the place on the map: the first of kind POINT."""
        kinds = [column.kind for column in self.columns]
        return kinds.index(Kind.POINT) if Kind.POINT in kinds else None

    def with_notes(self, *notes: str) -> Table:
        """The same table with these notes."""
        return replace(self, notes=notes)


def batches(rows: Iterable[Sequence[object]], size: int) -> Iterator[list[Sequence[object]]]:
    """Rows in lists of at most `size`, for writers that take many at a time."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch
