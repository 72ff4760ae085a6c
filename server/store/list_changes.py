"""How often the lists that tablets fetch have changed, by unit (OR-147).

A list's change token is made of these numbers, so that asking for it costs one look at an index
however long the list is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from server.store.clauses import within
from server.store.tables.entities import list_change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Connection

HOUSEHOLDS = "households"

SHOWN_WITH_HOUSEHOLDS = ("visit", "benefit", "house_damage")
"""Registers by which the last and the next visit of a household are told."""

WATCHED = frozenset(
    {
        *SHOWN_WITH_HOUSEHOLDS,
        "application",
        "benefit_standard",
        "disaster_event",
        "publicity_item",
        "publicity_list",
    }
)
"""Registers that lists are made of."""


def changed(conn: Connection, changes: Iterable[tuple[str, str]]) -> None:
    """Note that lists changed: (list, unit of what changed), in one order for all writers."""
    rows = [{"list": name, "unit_code": unit, "n": 1} for name, unit in sorted(set(changes))]
    if rows:
        conn.execute(_ADD[conn.dialect.name], rows)


def _adding(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(list_change)
    return row.on_conflict_do_update(
        index_elements=["list", "unit_code"], set_={"n": list_change.c.n + row.excluded.n}
    )


_ADD = {"postgresql": _adding(postgresql), "sqlite": _adding(sqlite)}


def total(conn: Connection, name: str, units: Iterable[str] | None) -> int:
    """A number that grows with every change of a list in these units; None means everywhere.

    What belongs nowhere in particular counts for all units.
    """
    return total_of(conn, (name,), units)


def total_of(conn: Connection, names: Iterable[str], units: Iterable[str] | None) -> int:
    """The same for several lists together."""
    where: list[ColumnElement[bool]] = [list_change.c.list.in_(list(names))]
    if units is not None:
        anywhere = list_change.c.unit_code == ""
        where.append(or_(within(list_change.c.unit_code, units), anywhere))
    found = conn.execute(select(func.sum(list_change.c.n)).where(*where)).scalar()
    return int(found or 0)
