"""Which lists can be taken out, and how each becomes a table: where a new list is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.errors import NotFound
from server.extracts.disaster_rows import disaster_source
from server.extracts.figure_rows import figure_source
from server.extracts.map_rows import map_source
from server.extracts.register_rows import register_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from exports.table import Table
    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.services import Services


@dataclass(frozen=True, slots=True)
class Source:
    """A list as the asker may see it: its table, how many rows, and the rows one by one."""

    table: Table
    total: int
    rows: Iterator[Sequence[object]]


KINDS: Mapping[str, Callable[..., tuple[Table, int, Iterator[Sequence[object]]]]] = {
    "register": register_source,
    "disaster": disaster_source,
    "figures": figure_source,
    "map": map_source,
}
"""Kinds of list by the word before the colon of `Wish.source`."""


def source(services: Services, who: Asker, wish: Wish, *, now: datetime) -> Source:
    """The list that a wish names.

    Raise NotFound for a list that is not there or not the asker's area, NotAllowed, or
    UnexpectedValue for what its query says.
    """
    kind, _, name = wish.source.partition(":")
    if kind not in KINDS:
        raise NotFound
    return Source(*KINDS[kind](services, who, name, wish, now=now))
