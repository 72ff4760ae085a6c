"""Reading the command line, and telling failures in a sentence instead of a trace."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from server import __version__
from server.cli import (
    areas,
    checking,
    data,
    demo,
    export,
    forms,
    rebuilding,
    reports,
    serving,
    setup,
    tablets,
    training,
    users,
)
from server.core.errors import FormInvalid, SurveyError

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = (
    setup,
    serving,
    areas,
    users,
    tablets,
    forms,
    training,
    data,
    checking,
    rebuilding,
    reports,
    demo,
    export,
)
"""Modules with an `add(commands, common)` function each: where a new command goes."""

FAILED = 1


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("MINZHENG_DATA", "var")),
        help="data folder (default: var, or MINZHENG_DATA)",
    )
    common.add_argument(
        "--database",
        default=os.environ.get("MINZHENG_DATABASE", ""),
        metavar="URL",
        help="PostgreSQL URL; without it one SQLite file in the data folder",
    )
    top = argparse.ArgumentParser(
        prog="minzheng", description="数字民政: field-survey server of civil-affairs offices"
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for group in GROUPS:
        group.add(commands, common)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)  # a Windows console may not be UTF-8
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        return int(arguments.run(arguments) or 0)
    except FormInvalid as invalid:
        for finding in invalid.findings:
            print(finding.line("zh"), finding.line("en"), sep="\n  ", file=sys.stderr)
    except SurveyError as failure:
        print(failure.sentence("zh"), failure.sentence("en"), sep="\n", file=sys.stderr)
    except FileNotFoundError as missing:
        print(f"没有这个文件 / no such file: {missing.filename}", file=sys.stderr)
    return FAILED
