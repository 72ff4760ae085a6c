"""Lists of registers: columns to sort by, conditions and how to lift them, pages."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from server.console.views.register_cells import database_name, show
from server.console.views.register_form import INPUTS, Widget, options_of
from server.core.registers.databases import DATABASES
from server.core.registers.fields import FieldType
from server.core.registers.filters import ORDERED, TEXTS, UNSORTED, Op
from server.core.registers.masking import is_open
from server.core.registers.writing import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.console.views.register_cells import Labels
    from server.console.views.values import Shown
    from server.core.registers.desk import RegisterCard, RegisterPage
    from server.core.registers.fields import Privacy, RegisterField
    from server.core.registers.register import Register

    Args = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Card:
    """A register on the page of all registers."""

    name: str
    title: str
    records: int
    may_write: bool


def shelves(
    cards: Iterable[RegisterCard], language: str
) -> Iterator[tuple[int, str, tuple[Card, ...]]]:
    """Registers by database: number, name, cards."""
    names = {database.number: database.label(language) for database in DATABASES}
    by_number = sorted(cards, key=lambda card: card.register.database)
    for number, group in groupby(by_number, key=lambda card: card.register.database):
        yield number, names[number], tuple(_card(card, language) for card in group)


def _card(card: RegisterCard, language: str) -> Card:
    return Card(card.register.name, card.register.label(language), card.records, card.may_write)


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a list; `sort` is what the address says to sort by it, empty if it cannot."""

    name: str
    label: str
    unit: str
    is_number: bool
    sort: str
    arrow: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a list."""

    record_id: int
    cells: tuple[Shown, ...]
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition in force, with the address that lifts it."""

    text: str
    args: Args


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of a register."""

    name: str
    title: str
    database: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    total: int
    lasts: bool
    may_write: bool
    chips: tuple[Chip, ...]
    filters: tuple[Widget, ...]
    args: Args
    next: Args | None


def page(found: RegisterPage, args: Args, language: str, shows: Privacy) -> ListPage:
    """A list in the reader's language; `args` are those of its address."""
    register = found.register
    kept = {name: text for name, text in args.items() if text and name != "after"}
    return ListPage(
        name=register.name,
        title=register.label(language),
        database=database_name(register, language),
        heads=tuple(_head(column, kept.get("sort", ""), language) for column in found.columns),
        lines=tuple(
            Line(
                line.record_id,
                tuple(
                    show(column, line.values[column.name], found.labels, language)
                    for column in found.columns
                ),
                line.valid_from.isoformat(),
                line.valid_to.isoformat() if line.valid_to else "",
            )
            for line in found.lines
        ),
        total=found.total,
        lasts=register.lasts,
        may_write=found.may_write,
        chips=tuple(_chips(register, kept, found.labels, language)),
        filters=tuple(_filters(register, kept, language, shows)),
        args=kept,
        next={**kept, "after": found.after} if found.after else None,
    )


def _head(column: RegisterField, sort: str, language: str) -> Head:
    wanted = "" if column.type in UNSORTED or column.is_sealed else column.name
    arrow = {column.name: "↑", f"-{column.name}": "↓"}.get(sort, "")
    return Head(
        column.name,
        column.label(language),
        column.unit.name(language) if column.unit else "",
        column.is_number,
        f"-{wanted}" if arrow == "↑" else wanted,
        arrow,
    )


OPS = {
    Op.IS: {"zh": "=", "en": "="},
    Op.FROM: {"zh": "≥", "en": "≥"},
    Op.TO: {"zh": "≤", "en": "≤"},
    Op.HAS: {"zh": "含", "en": "has"},
    Op.NONE: {"zh": "为空", "en": "is empty"},
    Op.SOME: {"zh": "不为空", "en": "is not empty"},
}


def _chips(register: Register, args: Args, labels: Labels, language: str) -> Iterator[Chip]:
    for name, text in args.items():
        column, _, word = name.partition(".")
        if column not in register.by_name:
            continue
        field, op = register.by_name[column], Op(word or Op.IS)
        value = "" if op in {Op.NONE, Op.SOME} else _said(field, text, labels, language)
        yield Chip(
            f"{field.label(language)} {OPS[op][language]} {value}".rstrip(),
            {key: each for key, each in args.items() if key != name},
        )


def _said(field: RegisterField, text: str, labels: Labels, language: str) -> str:
    if field.type is FieldType.YES_NO:
        return WORDS[text == "1"][language]
    return labels.get(field.name, {}).get(text) or field.choice_label(text, language)


def _filters(register: Register, args: Args, language: str, shows: Privacy) -> Iterator[Widget]:
    """What a list can be narrowed by on its page: every column the asker sees unmasked."""
    for field in register.columns:
        if not is_open(field, shows):
            continue
        label = field.label(language)
        if field.choices or field.type is FieldType.YES_NO:
            yield _filter(field.name, label, "select", args, options_of(field, language))
        elif field.type in ORDERED:
            kind = INPUTS.get(field.type, "text")
            yield _filter(f"{field.name}.from", f"{label} ≥", kind, args)
            yield _filter(f"{field.name}.to", f"{label} ≤", kind, args)
        elif field.type in TEXTS and field.name != "unit":
            yield _filter(f"{field.name}.has", label, "text", args)


def _filter(
    name: str, label: str, kind: str, args: Args, options: tuple[tuple[str, str], ...] = ()
) -> Widget:
    return Widget(name, label, "", kind, args.get(name, ""), (), options, "", required=False)
