"""Making the central store again from its records, and counting again what its counters say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from server.cli.opening import opened
from server.rebuild import rebuild

if TYPE_CHECKING:
    import argparse

    from server.store.comparing import Difference


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `rebuild`."""
    again = commands.add_parser(
        "rebuild",
        parents=[common],
        help="make households, registers and counters again from submissions and decisions",
        description=(
            "Derives every table of the central store from the submissions and the journal of "
            "decisions into fresh tables, compares them row by row with the present ones, and "
            "puts them into their place, all or none.  It may run while the server serves; when "
            "something is decided meanwhile, nothing is replaced."
        ),
    )
    again.add_argument("--check", action="store_true", help="compare only, change nothing")
    again.set_defaults(run=run_rebuild)


def run_rebuild(arguments: argparse.Namespace) -> int:
    """Rebuild, or only compare: then differences make the command fail."""
    with opened(arguments) as services:
        done = rebuild(services, only_check=arguments.check, tell=_progress)
    print(file=sys.stderr)
    for difference in done.differences:
        print(_line(difference))
    print(f"{done.acts} 项变动 / acts, {done.differing} 行不同 / rows differed")
    if done.took_over:
        print("已替换 / replaced")
    return 1 if arguments.check and not done.is_equal else 0


def _progress(done: int, count: int) -> None:
    print(f"\r{done}/{count}", end="", file=sys.stderr, flush=True)


def _line(difference: Difference) -> str:
    key = " ".join(map(str, difference.key))
    if difference.columns:
        return f"{difference.table}\t{key}\t{' '.join(difference.columns)}"
    place = "只在现有表中 / only present" if difference.is_live else "现有表中没有 / missing"
    return f"{difference.table}\t{key}\t{place}"
