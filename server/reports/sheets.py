"""A report as columns and rows for a file or a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.official import Frame
from exports.table import Column, Kind, Table
from server.core.days import local
from server.reports.model import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.reports.model import Report

TOTAL = ("合计", "Total")
KINDS = {
    Shape.WHOLE: Kind.WHOLE,
    Shape.PERCENT: Kind.NUMBER,
    Shape.AMOUNT: Kind.NUMBER,
    Shape.TEXT: Kind.TEXT,
}


def sheet(report: Report, language: str) -> Table:
    """What the file is called, its columns, and the notes with the checks of the foot."""
    title = f"{report.number} {report.label(language)} {report.unit_name} {report.span(language)}"
    checks = (f"{'OK' if c.holds else '××'} {c.label(language)}" for c in report.checks)
    made = f"{report.made_at:%Y-%m-%d %H:%M} UTC"
    name = report.number.replace("-", "")
    return Table(name, title, tuple(_columns(report, language)), (made, *checks))


def _columns(report: Report, language: str) -> Iterator[Column]:
    yield Column("unit", report.head[language.startswith("en")])
    for column in report.columns:
        yield Column(column.name, column.label(language), KINDS[column.shape])


def rows(report: Report, language: str) -> Iterator[tuple[object, ...]]:
    """A row for each line, and the total."""
    for line in report.lines:
        yield (line.label(language), *(line.cells.get(c.name) for c in report.columns))
    total = TOTAL[language.startswith("en")]
    yield (total, *(report.total.get(column.name) for column in report.columns))


def frame(report: Report, language: str, *, number: str = "") -> Frame:
    """What stands around the table on paper: who, when, which number, and the signatures."""
    at = f"{local(report.made_at):%Y-%m-%d %H:%M}"
    if language.startswith("en"):
        left = f"Unit: {report.unit_name}   Period: {report.span(language)}"
        right = f"No. {number or 'draft'}   Data of {at}"
        return Frame(left, right, ("Head:", "Checked by:", "Made by:", "(Seal)"))
    left = f"填报单位：{report.unit_name}　　报表期：{report.span(language)}"
    right = f"编号：{number or '草稿，未定稿'}　　数据时间：{at}"
    return Frame(left, right, ("单位负责人：", "审核人：", "制表人：", "（盖章）"))
