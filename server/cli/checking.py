"""Running the rules again over stored submissions: `check`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from server.cli.opening import opened
from server.core.area import unit_code
from server.core.days import LOCAL
from server.core.errors import NoSuchRule
from server.core.rules.catalogue import catalogue
from server.rulebook import rerun
from server.store.rechecks import Chosen

if TYPE_CHECKING:
    import argparse

    from server.rulebook.rerun import Rerun


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `check`."""
    check = commands.add_parser(
        "check",
        parents=[common],
        help="run the rules again over stored submissions",
        description=(
            "Judges every stored submission by the rules and limits of its county and day, as on "
            "arrival, and counts by rule what was stored, what holds now, what is new and gone.  "
            "Without --dry-run what is not decided yet gets the issues that hold now; decided "
            "submissions are counted and left alone."
        ),
    )
    check.add_argument("--dry-run", action="store_true", help="count only, store nothing")
    check.add_argument(
        "--rule", action="append", default=[], metavar="ID", help="only this rule; may be repeated"
    )
    check.add_argument("--unit", default="", metavar="CODE", help="only this unit")
    check.add_argument(
        "--since", type=date.fromisoformat, metavar="DATE", help="only what came since this day"
    )
    check.set_defaults(run=run_check)


def run_check(arguments: argparse.Namespace) -> None:
    """Run the rules and print the counts, one line a rule."""
    rules = frozenset(rule.upper() for rule in arguments.rule)
    for rule in rules - catalogue().keys():
        raise NoSuchRule(rule=rule)
    since = arguments.since
    chosen = Chosen(
        units=(unit_code(arguments.unit),) if arguments.unit else (),
        since=None if since is None else datetime.combine(since, time(), LOCAL),
    )
    with opened(arguments) as services:
        found = rerun.run(
            services, chosen, rules=rules, is_dry=arguments.dry_run, now=datetime.now(UTC)
        )
    print(table(found))


def table(found: Rerun) -> str:
    """The counts as people read them, by rule in the order of the catalogue."""
    lines = ["规则 rule\t原有 before\t现有 after\t新增 new\t消失 gone"]
    for rule in (rule for rule in catalogue() if rule in found.rules):
        each = found.rules[rule]
        lines.append(
            f"{rule} {catalogue()[rule].title['zh']}\t"
            f"{each.before}\t{each.after}\t{each.new}\t{each.gone}"
        )
    lines += [
        f"{rule} {entry.title['zh']}\t{found.records[rule]} 条台账记录 / records"
        for rule, entry in catalogue().items()
        if rule in found.records
    ]
    lines += [
        (
            f"{found.looked_at} 份提交 / submissions, {found.changed} 份有变化 / differ, "
            f"{found.stored} 份已更新 / stored"
        ),
        f"{found.decided_changed} 份已有决定，只记录 / decided, only told"
        + (f": {' '.join(map(str, found.decided))}" if found.decided else ""),
    ]
    if found.unreadable:
        lines.append(f"{found.unreadable} 份无法读取 / could not be read")
    return "\n".join(lines)
