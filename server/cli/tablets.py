"""Tablets: their codes to scan."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import segno

from server.auth import tablets
from server.auth.grants import OPERATOR
from server.cli.opening import opened
from server.core.area import padded

if TYPE_CHECKING:
    import argparse


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `app-user add`."""
    group = commands.add_parser("app-user", help="tablets")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    new = actions.add_parser("add", parents=[common], help="make a tablet's code")
    new.add_argument("--project", type=int)
    new.add_argument("--name", required=True)
    new.add_argument("--unit", nargs="+", required=True, metavar="CODE")
    new.add_argument("--public-url", help="address tablets use")
    new.add_argument("--qr", type=Path, metavar="FILE.png", help="draw the code into a file")
    new.set_defaults(run=run_add)


def run_add(arguments: argparse.Namespace) -> None:
    """Make a tablet for some villages; print its URL with the token, and its code."""
    now = datetime.now(UTC)
    with opened(arguments, public_url=arguments.public_url) as services:
        made = tablets.create_tablet(
            services,
            OPERATOR,
            name=arguments.name,
            units=tuple(padded(code) for code in arguments.unit),
            project_id=arguments.project,
            now=now,
        )
        code = tablets.tablet_code(services, OPERATOR, made.id, now=now)
    print(code.url)
    drawn = segno.make(code.settings.encode(), error="l", micro=False)
    if arguments.qr is not None:
        drawn.save(str(arguments.qr), scale=6)
        print(arguments.qr)
    else:
        drawn.terminal(compact=True)
