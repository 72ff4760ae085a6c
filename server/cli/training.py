"""Training mode on the command line: the project for practising (domain.md 1, S21)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.cli.opening import opened
from server.publish import training

if TYPE_CHECKING:
    import argparse


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `training`."""
    practice = commands.add_parser(
        "training",
        parents=[common],
        help="make the project for practising, or bring its forms up to date",
        description=(
            "Every form in force can be practised with: what is sent is checked like any other "
            "submission and never loaded.  Tablets for it: app-user add --project N."
        ),
    )
    practice.set_defaults(run=run_training)


def run_training(arguments: argparse.Namespace) -> None:
    """Print the number of the project."""
    with opened(arguments) as services:
        print(training.ensure(services, now=datetime.now(UTC)))
