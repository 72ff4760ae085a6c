"""A workbook as its designer sees it: sheets, rows, cells, and the path of every question."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from server.core.schema.itext import language_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FIRST_ROW = 2
ALIASES = {
    "caption": "label",
    "relevance": "relevant",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "command": "type",
    "tag": "name",
    "value": "name",
    "read_only": "readonly",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "set_form_title": "form_title",
    "title": "form_title",
    "dataset": "list_name",
}
NOT_TRANSLATED = ("media", "bind", "body", "jr", "control", "instance")
"""Before a colon these begin a two-part column name and no language follows."""

_BEGIN = re.compile(r"begin[\s_]+(group|repeat|loop|lgroup|looped group)\b")
_END = re.compile(r"end[\s_]+(group|repeat|loop|lgroup|looped group)\b")


@dataclass(frozen=True, slots=True)
class Header:
    """One column: its text as written, its plain name, and the language it is in.

    >>> Header.of("constraint_message::中文 (zh)")
    Header(text='constraint_message::中文 (zh)', name='constraint_message', language='zh')
    """

    text: str
    name: str
    language: str | None = None

    @classmethod
    @lru_cache(maxsize=1_000)
    def of(cls, text: str) -> Header:
        """The column headed `text`, whatever spelling pyxform would accept."""
        name, _, language = text.partition("::" if "::" in text else ":")
        if name.strip().lower() in NOT_TRANSLATED:
            return cls(text, text.strip().lower())
        plain = "_".join(name.split()).lower()
        code = language_code(language.strip()) if language.strip() else None
        return cls(text, ALIASES.get(plain, plain), code)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a sheet; `cells` by header text, empty cells left out."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return next((text for header, text in self.named(name) if not header.language), "")

    def named(self, name: str) -> Iterator[tuple[Header, str]]:
        """All filled cells of the column `name`, in any language."""
        for text, value in self.cells.items():
            header = Header.of(text)
            if header.name == name:
                yield header, value

    @property
    def type(self) -> str:
        """The question type with single blanks."""
        return " ".join(self["type"].split())

    @property
    def begins(self) -> str | None:
        """``group`` or ``repeat`` where one begins."""
        found = _BEGIN.match(self.type)
        return _structure(found[1]) if found else None

    @property
    def ends(self) -> str | None:
        """``group`` or ``repeat`` where one ends."""
        found = _END.match(self.type)
        return _structure(found[1]) if found else None


def _structure(word: str) -> str:
    return "group" if word == "group" else "repeat"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; `columns` tell the column number of a header where there are columns."""

    name: str
    headers: tuple[Header, ...]
    columns: Mapping[str, int]
    rows: tuple[Row, ...]

    def cell(self, row: int, header: str) -> str:
        """The place as spreadsheets write it: ``survey!C16``; without columns ``survey!16``."""
        column = self.columns.get(header)
        letters = column_letters(column) if column else ""
        return f"{self.name}!{letters}{row}"

    def header(self, name: str) -> str:
        """The text over the column called `name`; `name` itself when the sheet has none."""
        return next((header.text for header in self.headers if header.name == name), name)


def column_letters(number: int) -> str:
    """Letters of the column, from 1.

    >>> column_letters(3), column_letters(28)
    ('C', 'AB')
    """
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a form, and what pyxform knows as question types."""

    sheets: Mapping[str, Sheet]
    types: frozenset[str] = frozenset()
    paths: Mapping[str, Row] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", {path: row for row, path in paths(self.survey)})

    @property
    def survey(self) -> Sheet:
        """The questions."""
        return self.sheet("survey")

    @property
    def choices(self) -> Sheet:
        """The choice lists."""
        return self.sheet("choices")

    def sheet(self, name: str) -> Sheet:
        """The sheet called `name`, empty if the workbook has none."""
        return self.sheets.get(name) or Sheet(name, (), {}, ())

    def setting(self, name: str) -> str:
        """A value of the settings sheet; empty when it is not there."""
        return next((row[name] for row in self.sheet("settings").rows if row[name]), "")


def read_workbook(answer: Mapping[str, Any]) -> Workbook:
    """The workbook in the answer of `forms.child`."""
    sheets = {name: _sheet(name, dumped) for name, dumped in answer.get("sheets", {}).items()}
    return Workbook(sheets, frozenset(answer.get("types", ())))


def _sheet(name: str, dumped: Mapping[str, Any]) -> Sheet:
    rows = (Row(name, n, cells) for n, cells in enumerate(dumped["rows"], start=FIRST_ROW) if cells)
    headers = tuple(Header.of(text) for text in dumped["headers"])
    return Sheet(name, headers, dumped["columns"], tuple(rows))


def paths(survey: Sheet) -> Iterator[tuple[Row, str]]:
    """Every named row with its path in the form, groups and repeats included."""
    above = [""]
    for row in survey.rows:
        if row.ends:
            above = above[:-1] or [""]
        elif row["name"]:
            path = f"{above[-1]}/{row['name']}"
            yield row, path
            if row.begins:
                above.append(path)
