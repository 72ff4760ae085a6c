"""Reports on the command line: as a table to read, or as a file."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from exports.formats import Format, write
from server import places
from server.cli.opening import opened
from server.core.area import level_of
from server.core.days import local_date
from server.core.errors import NotFound
from server.core.types import Level, UnitCode
from server.reports import sheets
from server.reports.catalogue import REPORTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from server.reports.model import Report
    from server.services import Services

FORMATS = ("table", "json", "csv", "xlsx")


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `report`."""
    report = commands.add_parser("report", parents=[common], help="print a report, or write it")
    report.add_argument("number", choices=tuple(REPORTS))
    report.add_argument("--unit", metavar="CODE", help="division code; without it the widest unit")
    report.add_argument(
        "--as-of", "--day", type=date.fromisoformat, metavar="DATE", help="default: today"
    )
    report.add_argument("--format", choices=FORMATS, default=FORMATS[0])
    report.add_argument("--out", type=Path, metavar="FILE", help="where csv and xlsx go")
    report.add_argument("--language", choices=("zh", "en"), default="zh")
    report.set_defaults(run=run_report)


def run_report(arguments: argparse.Namespace) -> int:
    """Print or write one report; a formula of its foot that does not hold makes it fail."""
    now = datetime.now(UTC)
    with opened(arguments) as services:
        unit = UnitCode(arguments.unit) if arguments.unit else _widest(services)
        day = arguments.as_of or local_date(now)
        report = REPORTS[arguments.number].make(services, unit, day=day, now=now)
    _tell(report, arguments)
    return 0 if report.is_sound else 1


def _widest(services: Services) -> UnitCode:
    """The unit everything lies in; raise NotFound without any unit."""
    units = sorted(places.tree(services).by_code, key=lambda code: (_rank(code), code))
    if not units:
        raise NotFound
    return units[0]


def _rank(code: UnitCode) -> int:
    return list(Level).index(level_of(code))


def _tell(report: Report, arguments: argparse.Namespace) -> None:
    language = arguments.language
    sheet = sheets.sheet(report, language)
    every = list(sheets.rows(report, language))
    if arguments.format in {Format.CSV, Format.XLSX}:
        wanted = Format(arguments.format)
        file = arguments.out or Path(f"{sheet.name}-{report.unit}-{report.day}.{wanted}")
        write(file, wanted, sheet, every)
        print(file)
    elif arguments.format == "json":
        names = [column.name for column in sheet.columns]
        said = [dict(zip(names, row, strict=True)) for row in every]
        json.dump(said, sys.stdout, ensure_ascii=False, indent=1, default=float)
        print()
    else:
        print(sheet.title)
        _print_table([[column.title for column in sheet.columns], *map(_texts, every)])
        print(*sheet.notes, sep="\n")


def _texts(row: Sequence[object]) -> list[str]:
    return ["" if value is None else str(value) for value in row]


def _print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their widest cell; a Chinese character is two letters wide."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (
            " " * (width - _width(cell)) + cell if n else cell + " " * (width - _width(cell))
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells))


WIDE_FROM = "\u1100"


def _width(text: str) -> int:
    return sum(2 if each >= WIDE_FROM else 1 for each in text)
