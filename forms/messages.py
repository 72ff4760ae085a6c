"""pyxform's errors and warnings in Chinese and English, pinned to their cell.

`messages.csv` holds the Chinese: by pyxform's code where it has one, else by a pattern of its
sentence; `column` is the column to blame when the sentence does not name it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.core.finding import Finding
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.workbook import Workbook

UNCODED = "pyxform"
"""Code of findings for which pyxform has none."""

_ROW = re.compile(r"\s*\[row : (?P<row>\d+)\]\s*")
_CELL = re.compile(r"On the '(?P<sheet>\w+)' sheet, the '(?P<column>[^']+)' value is invalid\.\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of `messages.csv`."""

    code: str
    pattern: str
    column: str
    zh: str


@cache
def entries() -> tuple[Entry, ...]:
    """The translations."""
    text = Path(__file__).with_name("messages.csv").read_text(encoding="utf-8")
    return tuple(Entry(**row) for row in csv.DictReader(text.splitlines()))


def error_finding(error: Mapping[str, Any], book: Workbook) -> Finding:
    """What stopped pyxform."""
    code = str(error["code"])
    entry = next((each for each in entries() if code and each.code == code), None)
    if entry is None:
        return sentence_finding(str(error["message"]), book, Severity.ERROR)
    zh = entry.zh.format_map(_Context(error["context"]))
    finding = Finding(zh, str(error["message"]), code=code.lower().replace("_", "-"))
    return _pinned(finding, book, str(error["context"].get("column") or entry.column))


def sentence_finding(message: str, book: Workbook, severity: Severity) -> Finding:
    """An error without a code, or a warning: pyxform's own words where we have no better."""
    for entry in entries():
        found = re.search(entry.pattern, message, re.DOTALL) if entry.pattern else None
        if found:
            zh = entry.zh.format_map(found.groupdict())
            return _pinned(Finding(zh, message, severity, UNCODED), book, entry.column)
    return _pinned(Finding("", message, severity, UNCODED), book, "")


class _Context(dict[str, str]):
    """pyxform does not always hand over every word of a sentence."""

    def __missing__(self, key: str) -> str:
        return "?"


def _pinned(finding: Finding, book: Workbook, column: str) -> Finding:
    """The place moved from the English sentence into the fields of the finding."""
    at = _ROW.match(finding.en)
    rest = finding.en[at.end() :] if at else finding.en
    cell = _CELL.match(rest)
    english = " ".join((rest[cell.end() :] if cell else rest).split())
    finding = replace(finding, zh=finding.zh or english, en=english)
    if at is None:
        return finding
    sheet = book.sheet(cell["sheet"] if cell else "survey")
    header = sheet.header(column or (cell["column"] if cell else ""))
    row = int(at["row"])
    return replace(
        finding,
        sheet=sheet.name,
        row=row,
        column=header or None,
        cell=sheet.cell(row, header),
    )
