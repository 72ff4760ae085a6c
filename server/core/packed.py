"""Answers as one flat row: texts in the order of the form, a repeat as a list of such rows.

Kept beside the XML of each version, so that feeds and exports of a hundred thousand submissions
need not parse it again: reading a row takes a thirtieth of reading the XML, and a third of its
room.  The XML stays the record; a row that was made by another layout is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeAlias
from zlib import crc32

from server.core.schema.nouns import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from server.core.instance import Answer, Answers
    from server.core.schema.nouns import Field

Row: TypeAlias = "Sequence[Any]"
"""Texts, None for what is not answered, and lists of rows."""


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a row; `rows` is the layout inside a repeat, None for an answer."""

    field: Field
    rows: Layout | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which answer stands where in the rows of a form version, or of one of its repeats.

    `mark` tells layouts apart; `index` finds a place by the path of its field.
    """

    places: tuple[Place, ...]
    mark: int = field(init=False)
    index: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "mark", crc32("\n".join(self.paths()).encode()))
        places = {each.field.path: at for at, each in enumerate(self.places)}
        object.__setattr__(self, "index", places)

    @classmethod
    def of(cls, fields: Iterable[Field]) -> Layout:
        """The layout of these fields: what lies in groups stands among the others."""
        return cls(tuple(_places(fields)))

    def paths(self) -> Iterator[str]:
        """Paths of all places; those of repeats end in a slash."""
        for each in self.places:
            if each.rows is None:
                yield each.field.path
            else:
                yield f"{each.field.path}/"
                yield from each.rows.paths()


def _places(fields: Iterable[Field]) -> Iterator[Place]:
    for each in fields:
        if each.type is FieldType.REPEAT and each.children:
            yield Place(each, Layout.of(each.children))
        elif each.children:
            yield from _places(each.children)
        else:
            yield Place(each, None)


def packer(fields: Iterable[Field]) -> Callable[[Answers], list[Any]]:
    """Makes rows of raw answers (`core.instance.RawAnswers.values`); compile it once per version.

    Answers that stand beside each other are taken in one step.
    """
    parts: list[Callable[[Answers], Iterable[Any]]] = []
    for is_structure, some in groupby(fields, key=lambda each: bool(each.children)):
        if is_structure:
            parts.extend(map(_inner, some))
        else:
            parts.append(_leaves([each.name for each in some]))
    return lambda values: [each for part in parts for each in part(values)]


def _leaves(names: list[str]) -> Callable[[Answers], Iterable[Any]]:
    if len(names) == 1:
        return lambda values: (values[names[0]],)
    return itemgetter(*names)


def _inner(field: Field) -> Callable[[Answers], Iterable[Any]]:
    inside, name = packer(field.children), field.name
    if field.type is FieldType.REPEAT:
        return lambda values: (list(map(inside, _rows(values[name]))),)
    return lambda values: inside(_group(values[name]))


def _rows(value: Answer) -> list[Answers]:
    return value if isinstance(value, list) else []


def _group(value: Answer) -> Answers:
    return value if isinstance(value, dict) else {}


def translation(source: Layout, target: Layout) -> Callable[[list[Any]], Row] | None:
    """Turns rows of one layout into rows of another by path; None where they are the same.

    What the source does not have is None, or no rows.
    """
    if source.mark == target.mark:
        return None
    taken = [source.index.get(each.field.path, -1) for each in target.places]
    inner = [
        (at, *_inside(source, each))
        for at, each in enumerate(target.places)
        if each.rows is not None
    ]
    if not taken:
        return lambda _row: ()
    pick = itemgetter(*taken, -1)  # one more, so that it is a tuple also for one place

    def translate(row: list[Any]) -> Row:
        made = [*pick([*row, None])]
        made.pop()
        for at, there, change in inner:
            if there < 0 or not isinstance(row[there], list):
                made[at] = []
            elif change is not None:
                made[at] = [change(each) for each in row[there]]
        for at in plain:
            if isinstance(made[at], list):
                made[at] = None
        return made

    plain = [at for at, each in enumerate(target.places) if each.rows is None]
    plain = [at for at in plain if taken[at] >= 0 and source.places[taken[at]].rows is not None]
    return translate


def _inside(source: Layout, place: Place) -> tuple[int, Callable[[list[Any]], Row] | None]:
    there = source.index.get(place.field.path, -1)
    rows = source.places[there].rows if there >= 0 else None
    if rows is None or place.rows is None:
        return -1, None
    return there, translation(rows, place.rows)
