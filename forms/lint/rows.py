"""Mistakes in single rows and in how they nest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.lint.nearest import asking, nearest
from forms.lint.places import pinned
from forms.lint.selects import FROM_FILE, SELECT
from forms.workbook import paths
from server.core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forms.workbook import Row, Workbook

_NAME = re.compile(r"[^\W\d][\w.-]*\Z")
_COMMON_TYPES = (
    "text", "integer", "decimal", "date", "time", "dateTime", "select_one", "select_multiple",
    "select_one_from_file", "select_multiple_from_file", "rank", "note", "geopoint", "geotrace",
    "geoshape", "image", "audio", "video", "file", "barcode", "calculate", "acknowledge", "hidden",
    "range", "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit",
    "start-geopoint", "background-audio", "csv-external", "xml-external", "begin_group",
    "end_group", "begin_repeat", "end_repeat",
)  # fmt: skip
_UNLABELLED = frozenset((
    "calculate", "hidden", "start", "end", "today", "deviceid", "username", "phonenumber", "email",
    "audit", "start-geopoint", "background-audio", "background-geopoint", "csv-external",
    "xml-external", "simserial", "subscriberid",
))  # fmt: skip
_NAMELESS = ("note", "audit")
_READABLE = ("label", "hint", "media", "image", "audio", "video", "caption")


def types(book: Workbook) -> Iterator[Finding]:
    """Every named row has a type that exists."""
    for row in book.survey.rows:
        finding = _type(row, book)
        if finding is not None:
            yield pinned(finding, book, row, "type")


def _type(row: Row, book: Workbook) -> Finding | None:
    if not row.type:
        is_comment = not row["name"] and not any(True for _ in row.named("label"))
        missing = Finding("没有填写题型（type）", "This row has no type.", code="type-missing")
        return None if is_comment else missing
    if _is_known(row, book):
        return None
    finding = Finding(
        f"没有题型“{row.type}”", f"There is no question type “{row.type}”.", code="type-unknown"
    )
    return asking(finding, nearest(row.type.partition(" ")[0], _COMMON_TYPES))


def _is_known(row: Row, book: Workbook) -> bool:
    select = SELECT.match(row.type) or FROM_FILE.match(row.type)
    return bool(select or row.begins or row.ends or row.type in book.types or row.type == "osm")


def names(book: Workbook) -> Iterator[Finding]:
    """Names are there and legal."""
    for row in book.survey.rows:
        if row.ends:
            continue
        if row["name"] and not _NAME.match(row["name"]):
            finding = Finding(
                f"名称“{row['name']}”含有不允许的字符",
                f"The name “{row['name']}” has characters that are not allowed.",
                code="name-illegal",
                suggestion_zh="请以字母、汉字或下划线开头，只用字母、汉字、数字和 _ - .",
                suggestion_en="Begin with a letter or underscore; use letters, digits, _ - . only.",
            )
            yield pinned(finding, book, row, "name")
        elif not row["name"] and row.type and row.type not in _NAMELESS:
            finding = Finding("没有填写名称（name）", "This row has no name.", code="name-missing")
            yield pinned(finding, book, row, "name")


def names_twice(book: Workbook) -> Iterator[Finding]:
    """A name stands once among its neighbours."""
    seen: dict[str, int] = {}
    for row, path in paths(book.survey):
        if path in seen:
            finding = Finding(
                f"名称“{row['name']}”与第 {seen[path]} 行重复",
                f"The name “{row['name']}” already stands in row {seen[path]}.",
                code="name-twice",
            )
            yield pinned(finding, book, row, "name")
        seen.setdefault(path, row.number)


def nesting(book: Workbook) -> Iterator[Finding]:
    """Every begin has its end, of the same kind."""
    open_rows: list[Row] = []
    for row in book.survey.rows:
        if row.begins:
            open_rows.append(row)
        elif row.ends:
            begun = open_rows.pop() if open_rows else None
            if begun is None or begun.begins != row.ends:
                yield pinned(_end_unmatched(row, begun), book, row, "type")
    for row in open_rows:
        yield pinned(_begin_unmatched(row), book, row, "type")


def _end_unmatched(row: Row, begun: Row | None) -> Finding:
    if begun is None:
        return Finding(
            f"“{row.type}”没有对应的 begin", f"“{row.type}” has no begin.", code="end-unmatched"
        )
    return Finding(
        f"第 {begun.number} 行开始的是 {begun.begins}，这里结束的却是 {row.ends}",
        f"Row {begun.number} begins a {begun.begins}, but this ends a {row.ends}.",
        code="end-unmatched",
    )


def _begin_unmatched(row: Row) -> Finding:
    return Finding(
        f"“{row.type}”（{row['name']}）没有对应的 end",
        f"“{row.type}” ({row['name']}) has no end.",
        code="begin-unmatched",
        suggestion_zh=f"请在该组最后一题之后加一行“end {row.begins}”",
        suggestion_en=f"Add a row “end {row.begins}” after its last question.",
    )


def calculations(book: Workbook) -> Iterator[Finding]:
    """A calculate has something to calculate."""
    for row in book.survey.rows:
        if row.type == "calculate" and not row["calculation"] and not row["default"]:
            finding = Finding(
                "calculate 没有填写计算公式（calculation）",
                "This calculate has no calculation.",
                code="calculation-missing",
            )
            yield pinned(finding, book, row, "calculation")


def labels(book: Workbook) -> Iterator[Finding]:
    """A question has something to read."""
    for row in book.survey.rows:
        if _needs_label(row) and not any(header.startswith(_READABLE) for header in row.cells):
            finding = Finding(
                f"“{row['name']}”没有标签（label）",
                f"“{row['name']}” has no label.",
                code="label-missing",
            )
            yield pinned(finding, book, row, "label")


def _needs_label(row: Row) -> bool:
    is_question = bool(row.type and row["name"]) and not (row.begins or row.ends)
    is_silent = row.type in _UNLABELLED or row.type.startswith("uri:") or row["calculation"]
    return is_question and not is_silent
