"""The headline table as columns and rows for a file or a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from exports.table import Column, Kind, Table
from server.reports.headline import NUMBER, TITLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.headline import Headline
    from server.reports.headline import HeadlineTable

TOTAL = ("合计", "Total")
COLUMNS = (
    ("unit", "单位", "Unit"),
    ("population", "总人口", "Population"),
    ("urban_population", "城镇人口", "Urban population"),
    ("urban_dibao_households", "城市低保户数", "Urban Dibao households"),
    ("urban_dibao_persons", "城市低保人数", "Urban Dibao persons"),
    ("urban_share", "占城镇人口%", "% of urban"),
    ("rural_dibao_households", "农村低保户数", "Rural Dibao households"),
    ("rural_dibao_persons", "农村低保人数", "Rural Dibao persons"),
    ("rural_share", "占农村人口%", "% of rural"),
    ("tekun_households", "五保（特困）户数", "Destitute households"),
    ("tekun_persons", "五保（特困）人数", "Destitute persons"),
    ("medical_persons", "大病救助人数", "Serious illness persons"),
    ("edge_persons", "边缘困难人数", "Edge persons"),
    ("youfu_persons", "重点优抚人数", "Preferential persons"),
    ("elderly_persons", "60岁以上人数", "Persons of 60+"),
)
SHARES = frozenset({"urban_share", "rural_share"})


def sheet(report: HeadlineTable, language: str) -> Table:
    """What the file is called, its columns, and the notes with the checks of the foot."""
    at = language.startswith("en")
    title = f"{NUMBER} {TITLE[at]} {report.name} {report.day.isoformat()}"
    checks = (
        f"{'OK' if check.holds else '××'} {check.en if at else check.zh}" for check in report.checks
    )
    made = f"{report.made_at:%Y-%m-%d %H:%M} UTC"
    return Table("R01", title, tuple(_columns(language)), (made, *checks))


def _columns(language: str) -> Iterator[Column]:
    for name, zh, en in COLUMNS:
        kind = Kind.TEXT if name == "unit" else Kind.NUMBER if name in SHARES else Kind.WHOLE
        yield Column(name, en if language.startswith("en") else zh, kind)


def rows(report: HeadlineTable, language: str) -> Iterator[tuple[object, ...]]:
    """A row for each unit, and the total."""
    for line in report.lines:
        yield _row(line.name or line.code, line.figures)
    yield _row(TOTAL[language.startswith("en")], report.total)


def _row(name: str, figures: Headline) -> tuple[object, ...]:
    return (name, *(getattr(figures, column) for column, _, _ in COLUMNS[1:]))
