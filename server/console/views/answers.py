"""The answers of a submission in form order, in sections, with what is flagged and what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.console.views import labels
from server.console.views.compare import (
    EVIDENCE,
    NOTHING_MARKED,
    Marks,
    same,
    tells_of_household,
)
from server.console.views.values import EMPTY, Kind, Shown, Teller, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.schema import Field

PLACE = frozenset({"county", "township", "village"})
"""Said in the record's head already."""

DAMAGE_GLYPHS = {"h_collapsed": "d1", "h_severe": "d2", "h_minor": "d3"}
GROUPS = frozenset({"group", "repeat"})
ONE_COLUMN, TWO_COLUMNS = 18, 48
"""Half-width characters that one and two columns of the grid hold."""

SILENT = frozenset({"note"})
UNEDITED = frozenset({*EVIDENCE, "binary"})
"""What only somebody on site can answer anew."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its value.

    `mark` is ``e``, ``w`` or ``i`` when an open issue points here; `was` the value the store holds
    when it differs.
    """

    name: str
    label: str
    full_label: str
    path: str
    shown: Shown
    mark: str = ""
    was: str | None = None
    can_edit: bool = False

    @property
    def columns(self) -> int:
        """How many columns of the grid it takes; over three lines of text it takes them all."""
        eye = 3 if self.shown.hidden else 0
        room = width(f"{self.shown} {self.was or ''}".strip()) + eye
        return 1 if room <= ONE_COLUMN else 2 if room <= TWO_COLUMNS else 3

    @property
    def changed(self) -> bool:
        """Whether the store holds another value."""
        return self.was is not None


@dataclass(frozen=True, slots=True)
class Column:
    """A question of a repeat; `number` columns stand right-aligned."""

    name: str
    label: str
    full_label: str
    number: bool
    glyph: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One time a repeat was filled; `is_new` when the store has nothing like it."""

    position: int
    cells: tuple[Answer, ...]
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A group as a grid of `cells`, or a repeat as a table of `columns` and `rows`."""

    title: str
    name: str
    cells: tuple[Answer, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether anything in it was answered, flagged or changed."""
        told = (cell.shown is not EMPTY or cell.mark or cell.changed for cell in self.cells)
        return bool(self.rows) or any(told)

    @property
    def is_table(self) -> bool:
        """Whether this is a repeat."""
        return bool(self.columns)


@dataclass(frozen=True, slots=True)
class Reader:
    """Lays out the answers of one submission; `everything` also shows what is as expected."""

    teller: Teller
    marks: Marks = NOTHING_MARKED
    everything: bool = False

    def sections(self, answers: Mapping[str, object]) -> tuple[Section, ...]:
        """All sections with something in them, in the order of the form."""
        found: list[Section] = []
        for part in self._walk(self.teller.schema.fields, answers, "", Section("", "")):
            _add(found, part)
        return tuple(section for section in found if self.everything or section.says_something)

    def _walk(
        self, fields: Sequence[Field], answers: Mapping[str, object], path: str, into: Section
    ) -> Iterator[Section]:
        for question in fields:
            here, value = f"{path}/{question.name}", answers.get(question.name)
            if question.type == "repeat":
                yield self._table(question, value if isinstance(value, list) else [], here)
            elif question.type == "group":
                yield from self._group(question, value, here)
            elif self._is_shown(question, here, value):
                yield replace(into, cells=(self._answer(question, here, value),))

    def _group(self, group: Field, value: object, path: str) -> Iterator[Section]:
        section = Section(labels.plain(labels.full(group, self.teller.language)), group.name)
        inner = value if isinstance(value, Mapping) else {}
        yield section
        yield from self._walk(group.children, inner, path, section)

    def _table(self, repeat: Field, entries: Sequence[object], path: str) -> Section:
        filled = [entry if isinstance(entry, Mapping) else {} for entry in entries]
        places = [f"{path}[{number}]" for number in range(1, len(filled) + 1)]
        questions = [
            question
            for question in _leaves(repeat)
            if any(
                self._is_shown(question, f"{place}/{question.name}", entry.get(question.name))
                and entry.get(question.name) not in (None, "", ())
                for place, entry in zip(places, filled, strict=True)
            )
        ]
        rows = tuple(
            self._row(questions, entry, place, number)
            for number, (place, entry) in enumerate(zip(places, filled, strict=True), start=1)
        )
        columns = tuple(self._column(question, rows, at) for at, question in enumerate(questions))
        title = labels.plain(labels.full(repeat, self.teller.language))
        return Section(title, repeat.name, columns=columns, rows=rows)

    def _row(
        self, questions: Sequence[Field], entry: Mapping[str, object], place: str, number: int
    ) -> Row:
        cells = tuple(
            self._answer(question, f"{place}/{question.name}", entry.get(question.name))
            for question in questions
        )
        before = self.marks.before
        is_new = before is not None and not any(key.startswith(f"{place}/") for key in before)
        return Row(number, cells, is_new)

    def _column(self, question: Field, rows: Sequence[Row], at: int) -> Column:
        shown = [row.cells[at].shown for row in rows]
        numeric = all(each.kind in (Kind.NUMBER, Kind.ZERO, Kind.EMPTY) for each in shown)
        unit = next((each.unit for each in shown if each.unit), "") if numeric else ""
        language = self.teller.language
        return Column(
            question.name,
            labels.short(question, language),
            labels.full(question, language),
            numeric,
            DAMAGE_GLYPHS.get(question.name, ""),
            "" if unit in labels.COUNTED else unit,
        )

    def _answer(self, question: Field, path: str, value: object) -> Answer:
        language = self.teller.language
        return Answer(
            question.name,
            labels.short(question, language),
            labels.full(question, language),
            path,
            self.teller.show(question, value),
            self.marks.flags.get(path, ""),
            self._was(question, path, value),
            can_edit=question.is_asked and question.type not in UNEDITED,
        )

    def _was(self, question: Field, path: str, value: object) -> str | None:
        before = self.marks.before
        if before is None or path not in before or not tells_of_household(question):
            return None
        return None if same(before[path], value) else self.teller.plain(question, before[path])

    def _is_shown(self, question: Field, path: str, value: object) -> bool:
        known = labels.known().get(question.name)
        if question.type in SILENT or not labels.is_named(question):
            return False
        if path in self.marks.flags or self._was(question, path, value) is not None:
            return True
        if known and labels.HIDDEN in (known.zh, known.en):
            return False
        return self.everything or self._tells_something(question, value)

    def _tells_something(self, question: Field, value: object) -> bool:
        if question.name in PLACE or question.type in EVIDENCE:
            return False
        shown = self.teller.show(question, value)
        if shown.kind is Kind.PHOTO:
            return False
        if shown is EMPTY:
            return not question.relevant and question.type != "binary" and not question.calculate
        known = labels.known().get(question.name)
        return not (known and isinstance(value, str) and value in known.quiet)


def _add(found: list[Section], part: Section) -> None:
    """Put loose questions into the grid before them, so that totals stand with what they sum."""
    mergeable = part.cells and found and not found[-1].is_table
    if mergeable and part.name in ("", found[-1].name):
        found[-1] = replace(found[-1], cells=found[-1].cells + part.cells)
    elif part.cells or part.is_table or not part.rows:
        found.append(part)


def _leaves(group: Field) -> Iterator[Field]:
    for child in group.children:
        if child.type in GROUPS:
            yield from _leaves(child)
        else:
            yield child
