"""The answers of one instance as expressions look at them.

A scope is the form without its repeats, or one time a repeat was filled in.  Groups are flattened
away: an answer lies under the path of its question, which is unique within a scope.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.days import LOCAL
from server.core.logic.moments import midnight
from server.core.logic.syntax import Unknown
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, tzinfo

    from server.core.instance import Answers
    from server.core.logic.lists import Rows
    from server.core.schema import Field

    Lists = Callable[[str], Rows | None]

ROOT = ""
MOST_LOOKS = 500_000
"""Rows that conditions and sums may look at in one instance: about a fifth of a second."""

NOTHING: Mapping[str, str] = {}


class Run:
    """One look at one instance: its clocks, the lists at hand, and where all its scopes are.

    `lists` gives the rows of a list by its name, or None for a list that is not here.  `clocks`
    are the times at which the device may have calculated, the likeliest first, `languages` those
    the form may have been filled in.  `position`, `size` and `origin` serve predicates.
    """

    __slots__ = (
        "clocks",
        "language",
        "languages",
        "lists",
        "looks",
        "now",
        "origin",
        "position",
        "scopes",
        "size",
        "today",
    )
    origin: Scope

    def __init__(
        self, clocks: tuple[datetime, ...], lists: Lists, languages: tuple[str, ...] = ("",)
    ) -> None:
        self.clocks = clocks
        self.languages = languages
        self.lists = lists
        self.position = self.size = 0
        self.looks = MOST_LOOKS
        self.scopes: dict[str, list[Scope]] = {}
        self.language = languages[0]
        self.now = clocks[0]
        self.today = midnight(self.now)

    def turn(self, clock: datetime, language: str) -> None:
        """Let it be that time, in that language."""
        self.now, self.today, self.language = clock, midnight(clock), language

    def look_at(self, rows: int) -> None:
        """Count rows looked at; raise Unknown when an instance asks for more than is good."""
        self.looks -= rows
        if self.looks < 0:
            raise Unknown

    @property
    def zone(self) -> tzinfo:
        """The offset of the device."""
        return self.now.tzinfo or LOCAL


class Scope:
    """Answers by path, rows of inner repeats by path, and what is switched off.

    `repeat` is the path of the repeat it is a row of, empty for the root.  `off` holds paths that
    are not relevant, `unsure` those about which clients may differ.  `where` is the path with
    positions, ``/member[2]``; `item` the row of a list that a predicate looks at, with the scope
    it belongs to as `up`.  `is_gone` marks a row that turned out not to be relevant.
    """

    __slots__ = (
        "is_gone",
        "item",
        "off",
        "position",
        "repeat",
        "rows",
        "run",
        "unsure",
        "up",
        "values",
        "where",
    )

    def __init__(
        self, run: Run, up: Scope | None = None, repeat: str = "", position: int = 1
    ) -> None:
        self.run = run
        self.repeat = repeat
        self.up: Scope = self if up is None else up
        self.where = f"{place(up, repeat)}[{position}]" if up is not None and repeat else ""
        self.position = position
        self.values: dict[str, str] = {}
        self.rows: dict[str, list[Scope]] = {}
        self.off: set[str] = set()
        self.unsure: set[str] = set()
        self.item: Mapping[str, str] = NOTHING
        self.is_gone = False


def item_scope(outer: Scope) -> Scope:
    """A scope to look at rows of a list from `outer`."""
    return Scope(outer.run, outer)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the answers of a group or repeat go.

    `leaves` and `groups` are (name, …) in the form's order, `repeats` (name, path, plan).
    """

    leaves: tuple[tuple[str, str], ...] = ()
    groups: tuple[tuple[str, Plan], ...] = ()
    repeats: tuple[tuple[str, str, Plan], ...] = ()
    blank: Mapping[str, str] = field(default_factory=dict)


def plan_of(fields: tuple[Field, ...]) -> Plan:
    """How to put the answers to `fields` into a scope."""
    groups = [each for each in fields if each.children and each.type is not FieldType.REPEAT]
    repeats = [each for each in fields if each.type is FieldType.REPEAT]
    leaves = tuple((each.name, each.path) for each in fields if not each.is_structure)
    inner = tuple((each.name, plan_of(each.children)) for each in groups)
    return Plan(
        leaves=leaves,
        groups=inner,
        repeats=tuple((each.name, each.path, plan_of(each.children)) for each in repeats),
        blank=dict.fromkeys(
            [path for _, path in leaves] + [p for _, g in inner for p in g.blank], ""
        ),
    )


def grow(plan: Plan, answers: Answers, run: Run) -> Scope:
    """The scopes of an instance; `run` then knows them all by the path of their repeat."""
    root = _scope(plan, answers, Scope(run))
    run.scopes[ROOT] = [root]
    run.origin = root
    return root


def _scope(plan: Plan, answers: Answers, scope: Scope) -> Scope:
    scope.values = dict(plan.blank)
    _fill(plan, answers, scope)
    return scope


def _fill(plan: Plan, answers: Answers, scope: Scope) -> None:
    values = scope.values
    for name, path in plan.leaves:
        text = answers.get(name)
        if isinstance(text, str) and not text.isspace():
            values[path] = text
    for name, inner in plan.groups:
        group = answers.get(name)
        _fill(inner, group if isinstance(group, dict) else {}, scope)
    for name, path, inner in plan.repeats:
        rows = answers.get(name)
        known = scope.run.scopes.setdefault(path, [])
        grown = [
            _scope(inner, row, Scope(scope.run, scope, path, number))
            for number, row in enumerate(rows if isinstance(rows, list) else (), start=1)
        ]
        scope.rows[path] = grown
        known.extend(grown)


def place(scope: Scope, path: str) -> str:
    """`path` with the positions of the rows around it."""
    if not scope.where:
        return path
    depth = scope.where.count("/")
    return "/".join((scope.where, *path.split("/")[depth + 1 :]))


def below(scope: Scope) -> Iterator[Scope]:
    """`scope` and all rows inside it."""
    yield scope
    for rows in scope.rows.values():
        for row in rows:
            yield from below(row)
