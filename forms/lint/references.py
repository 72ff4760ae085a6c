"""Mistakes between rows and sheets: names that lead nowhere, choices that clash."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from forms.lint.nearest import asking, nearest
from forms.lint.places import pinned
from forms.lint.selects import FROM_FILE, SELECT
from forms.workbook import paths
from server.core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.workbook import Row, Workbook

_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")


def references(book: Workbook) -> Iterator[Finding]:
    """Every ``${name}`` names one question."""
    times = Counter(row["name"] for row, _ in paths(book.survey))
    for row, header, written in _written(book):
        name = written.removeprefix("last-saved#")
        if times[name] != 1:
            yield pinned(_reference(name, times), book, row, header)


def _written(book: Workbook) -> Iterator[tuple[Row, str, str]]:
    for sheet in book.sheets.values():
        for row in sheet.rows:
            for header, text in row.cells.items():
                for written in _REFERENCE.findall(text):
                    yield row, header, written


def _reference(name: str, times: Counter[str]) -> Finding:
    if times[name]:
        return Finding(
            f"表单中有 {times[name]} 个“{name}”，${{{name}}} 指哪一个不明确",
            f"There are {times[name]} questions called “{name}”; ${{{name}}} could be any of them.",
            code="reference-ambiguous",
        )
    finding = Finding(
        f"没有名为“{name}”的题目",
        f"There is no question called “{name}”.",
        code="reference-unknown",
    )
    return asking(finding, nearest(name, times), "${{{}}}")


def lists(book: Workbook) -> Iterator[Finding]:
    """Every select has its list on the choices sheet."""
    known = {row["list_name"] for row in book.choices.rows}
    for row, name in _lists_used(book):
        if name not in known and not name.startswith("${") and "." not in name:
            finding = Finding(
                f"choices 工作表中没有选项列表“{name}”",
                f"There is no list “{name}” on the choices sheet.",
                code="list-missing",
            )
            yield pinned(asking(finding, nearest(name, known)), book, row, "type")


def _lists_used(book: Workbook) -> Iterator[tuple[Row, str]]:
    for row in book.survey.rows:
        found = SELECT.match(row.type)
        if found and not FROM_FILE.match(row.type):
            yield row, found[2]


def choices(book: Workbook) -> Iterator[Finding]:
    """Choices have a name that stands once in their list, without blanks for select_multiple."""
    multiple = {name for row, name in _lists_used(book) if not row.type.startswith("select_one")}
    seen: dict[str, dict[str, int]] = defaultdict(dict)
    for row in book.choices.rows:
        earlier = seen[row["list_name"]]
        finding = _choice(row, earlier, is_multiple=row["list_name"] in multiple)
        if finding is not None:
            yield pinned(finding, book, row, "name")
        earlier.setdefault(row["name"], row.number)


def _choice(row: Row, earlier: dict[str, int], *, is_multiple: bool) -> Finding | None:
    name = row["name"]
    if not name:
        return Finding("选项没有名称（name）", "This choice has no name.", code="choice-unnamed")
    if name in earlier:
        return Finding(
            f"选项“{name}”与第 {earlier[name]} 行重复",
            f"The choice “{name}” already stands in row {earlier[name]}.",
            code="choice-twice",
        )
    if " " in name and is_multiple:
        finding = Finding(
            f"多选题的选项名称不能含空格：“{name}”",
            f"Names of a select_multiple must not contain blanks: “{name}”.",
            code="choice-blank",
        )
        return asking(finding, name.replace(" ", "_"))
    return None
