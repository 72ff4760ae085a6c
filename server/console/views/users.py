"""Accounts as the page lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.area import prefix, short_name
from server.core.days import local
from server.core.posts import NAMES
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from server.auth.accounts import Holding, NewAccount, Person
    from server.auth.many_accounts import Reading
    from server.core.area import AreaTree

SHOWN = 200
COLUMNS = {
    "zh": ("整行", "登录名", "姓名", "岗位", "区划"),
    "en": ("line", "login", "name", "post", "unit"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One account."""

    id: int
    login: str
    name: str
    posts: tuple[str, ...]
    created: str
    is_disabled: bool
    is_new: bool
    has_second_factor: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Accounts to show, and how many match."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What is wrong, and where."""

    text: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    """What a pasted table says."""

    right: tuple[tuple[str, str, str, str], ...]
    faults: tuple[FaultLine, ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """A strip of paper for one person."""

    name: str
    login: str
    password: str
    posts: tuple[str, ...]


def lines(people: Iterable[Person], *, text: str, post: str, language: str) -> Found:
    """The accounts that hold all words in login, name or unit, and a post when one is asked."""
    words = text.lower().split()
    matching = [
        line
        for person in people
        if not post or any(held.post == post for held in person.posts)
        for line in [_line(person, language)]
        if all(word in " ".join((line.login, line.name, *line.posts)).lower() for word in words)
    ]
    return Found(tuple(matching[:SHOWN]), len(matching))


def _line(person: Person, language: str) -> Line:
    return Line(
        id=person.id,
        login=person.login,
        name=person.name,
        posts=tuple(_held(held, language) for held in person.posts),
        created=f"{local(person.created_at):%Y-%m-%d}",
        is_disabled=person.is_disabled,
        is_new=person.must_change_password,
        has_second_factor=person.has_second_factor,
    )


def _held(held: Holding, language: str) -> str:
    """Post, unit and days as one text."""
    name = NAMES[held.post].name(language)
    unit = short_name(held.unit.name) if held.unit else ""
    days = f"{held.from_date or ''}–{held.to_date}" if held.to_date else ""
    return " ".join(part for part in (name, unit, days) if part)


def unit_words(tree: AreaTree) -> tuple[tuple[str, str], ...]:
    """Units down to the township for a list to choose from: code, name with those above."""
    shown = {Level.CITY, Level.COUNTY, Level.TOWNSHIP}
    return tuple(
        (prefix(unit.code), tree.path_name(unit.code))
        for unit in tree.by_code.values()
        if unit.level in shown
    )


def reading(found: Reading, language: str) -> ReadingView:
    """Rows and faults in the reader's language."""
    right = tuple(
        (row.login, row.name, NAMES[row.post].name(language), " ".join(map(str, row.units)))
        for row in found.rows
    )
    faults = []
    for fault in found.faults:
        said = fault.en if language == "en" else fault.zh
        where = COLUMNS[language][fault.column]
        place = (
            f"Line {fault.line}, {where}: " if language == "en" else f"第 {fault.line} 行 {where}："
        )
        faults.append(FaultLine(f"{place if fault.line else ''}{said}"))
    return ReadingView(right, tuple(faults))


def slips(made: Sequence[NewAccount], language: str) -> tuple[Slip, ...]:
    """Strips in the order of the table."""
    return tuple(
        Slip(
            each.person.name,
            each.person.login,
            each.password,
            tuple(_held(held, language) for held in each.person.posts),
        )
        for each in made
    )
