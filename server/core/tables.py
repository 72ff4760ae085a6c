"""A form's tables: one of the submissions, one of each repeat at any depth (protocol.md 7, 8)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha1
from typing import TYPE_CHECKING, NamedTuple

from server.core.odata_names import sibling_names
from server.core.packed import Layout, Row
from server.core.schema.nouns import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from server.core.schema.nouns import Field

ROOT = "Submissions"


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its OData name, its fields (groups nested), its layout, the table above.

    `path` is that of the repeat, empty for the submissions; `place` is where the rows of the
    repeat stand in a row of the table above.
    """

    name: str
    path: str
    fields: tuple[Field, ...]
    layout: Layout
    above: Table | None = None
    place: int = 0

    @property
    def depth(self) -> int:
        """How many repeats enclose its rows, its own included."""
        return 0 if self.above is None else self.above.depth + 1

    @property
    def chain(self) -> tuple[Table, ...]:
        """The tables above, from the submissions down to this one."""
        return (self,) if self.above is None else (*self.above.chain, self)

    @property
    def step(self) -> str:
        """The path from the table above: ``grp/person``."""
        return self.path[len(self.above.path) + 1 :] if self.above is not None else ""


class Found(NamedTuple):
    """A row of a repeat, with the places (from 0) of it and of the rows above it, and those."""

    places: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def row(self) -> Row:
        """The row itself."""
        return self.rows[-1]


def tables_of(fields: tuple[Field, ...]) -> tuple[Table, ...]:
    """All tables in the order of the form, the submissions first."""
    root = Table(ROOT, "", fields, Layout.of(fields))
    return (root, *_below(root))


def _below(table: Table) -> Iterator[Table]:
    for name, each in _repeats(table.fields, table.name):
        place = table.layout.index[each.path]
        layout = table.layout.places[place].rows or Layout(())
        made = Table(name, each.path, each.children, layout, table, place)
        yield made
        yield from _below(made)


def _repeats(fields: Iterable[Field], above: str) -> Iterator[tuple[str, Field]]:
    fields = tuple(fields)
    names = sibling_names(each.name for each in fields)
    for each in fields:
        name = f"{above}.{names[each.name]}"
        if each.type is FieldType.REPEAT and each.children:
            yield name, each
        elif each.children:
            yield from _repeats(each.children, name)


def rows_in(table: Table, root: Row) -> Iterator[Found]:
    """Rows of a table that belong to one submission, in the order of the answers."""
    if table.above is None:
        yield Found((), (root,))
        return
    for above in rows_in(table.above, root):
        for place, row in enumerate(above.row[table.place] or ()):
            yield Found((*above.places, place), (*above.rows, row))


def merged(newest: tuple[Field, ...], *older: tuple[Field, ...]) -> tuple[Field, ...]:
    """All fields that any version has: those of the newest, others behind the one they followed."""
    for fields in older:
        newest = _with(newest, fields)
    return newest


def _with(known: tuple[Field, ...], older: tuple[Field, ...]) -> tuple[Field, ...]:
    made = list(known)
    at = {each.name: place for place, each in enumerate(made)}
    behind = -1
    for each in older:
        place = at.get(each.name)
        if place is None:
            behind += 1
            made.insert(behind, each)
            at = {field.name: spot for spot, field in enumerate(made)}
            continue
        behind = place
        same = made[place]
        if same.is_structure and same.type is each.type:
            made[place] = replace(same, children=_with(same.children, each.children))
    return tuple(made)


def names_of(fields: Iterable[Field], above: str = "") -> Iterator[tuple[str, Field]]:
    """Answers of a table by their OData paths (``grp/name``), without what repeats hold."""
    fields = tuple(fields)
    names = sibling_names(each.name for each in fields)
    for each in fields:
        name = f"{above}{names[each.name]}"
        if not each.children:
            yield name, each
        elif each.type is not FieldType.REPEAT:
            yield from names_of(each.children, f"{name}/")


def row_id(table: Table, instance_id: str, places: tuple[int, ...]) -> str:
    """The id of a repeat's row: the same as long as it stands in this place (OR-189).

    The submission itself keeps its instance id.
    """
    if table.above is None:
        return instance_id
    steps = (f"{each.step}#{place}" for each, place in zip(table.chain[1:], places, strict=True))
    written = f"{ROOT}#{instance_id}%%{'%%'.join(steps)}"
    return sha1(written.encode(), usedforsecurity=False).hexdigest()
