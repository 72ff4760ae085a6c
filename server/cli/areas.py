"""Loading administrative units and outlines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from server.areas.loading import load_file
from server.cli.opening import opened
from server.core.datum import Datum

if TYPE_CHECKING:
    import argparse

    from server.core.finding import Finding


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `area load`."""
    area = commands.add_parser("area", help="administrative units and outlines")
    actions = area.add_subparsers(dest="action", required=True, metavar="ACTION")
    load = actions.add_parser(
        "load", parents=[common], help="load a division list (CSV) or outlines (GeoJSON, GPKG)"
    )
    load.add_argument("file", type=Path)
    load.add_argument(
        "--crs",
        choices=[each.value for each in Datum],
        default=Datum.WGS84.value,
        help="datum of the outlines (default: wgs84)",
    )
    load.set_defaults(run=run_load)


def run_load(arguments: argparse.Namespace) -> None:
    """Load a file and say what was found in it."""
    with opened(arguments) as services:
        loaded = load_file(
            services, arguments.file.read_bytes(), arguments.file.name, datum=Datum(arguments.crs)
        )
    for finding in loaded.findings:
        zh, en = _place(finding)
        print(f"{zh}{finding.line('zh')}\n  {en}{finding.line('en')}", file=sys.stderr)
    print(f"{loaded.units} 个单位 / units, {loaded.outlines} 个边界 / outlines")


def _place(finding: Finding) -> tuple[str, str]:
    """The row to correct, as a spreadsheet counts it; nothing for what concerns the whole file."""
    if finding.row is None:
        return "", ""
    return f"第 {finding.row} 行：", f"Row {finding.row}: "
