"""`minzheng demo` fills an installation with made-up surveys, `minzheng run-demo` serves one."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.app import create_app, open_services
from server.cli.demo import county_records, procedures
from server.cli.demo.archive import fill
from server.cli.demo.doors import ApplicationDoor, NetworkDoor, Unreachable
from server.cli.demo.installation import Scale, install, remembered
from server.cli.demo.journal import Journal
from server.cli.demo.office import Desk
from server.cli.demo.survey import Survey
from server.cli.demo.telling import greet, say
from server.cli.logs import start_log
from server.cli.opening import opened, settings
from server.cli.serving import add_addresses, public_url, serve_app
from server.core.types import State
from server.intake.worker import drain
from server.publish import projects
from server.store import counters

if TYPE_CHECKING:
    import argparse

    from server.cli.demo.installation import Installation
    from server.demo.town import Town
    from server.services import Services

EVERYWHERE = {"0.0.0.0", "::", ""}  # noqa: S104 — compared with, not listened on
REST = 0.4
"""While people look at pages, the sender leaves the processor to them for part of the time."""

POLL_S, PATIENCE_S = 0.3, 300
WAITING = f"{counters.STATE}{State.RECEIVED}"


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `demo` and `run-demo`."""
    demo = commands.add_parser(
        "demo",
        parents=[common],
        help="fill an installation with made-up surveys",
        description=(
            "After `init`: forms, tablets, accounts and made-up surveys, sent and decided about "
            "by the same ways as real ones.  A village or township is surveyed house by house "
            "(31 households in each village).  At the scale of a county or the city everybody "
            "else is taken over from a made-up archive, until the headline figures (report R-01) "
            "are the control totals exactly.  Interrupted, the command goes on where it stopped."
        ),
    )
    _sized(demo)
    demo.set_defaults(run=run_fill)
    run = commands.add_parser(
        "run-demo",
        parents=[common],
        help="serve a demo township, made at the first start",
        description=(
            "Passwords of the demo's accounts are random; MINZHENG_DEMO_PASSWORD gives all of "
            "them one, which has to be as strong as any other."
        ),
    )
    _sized(run)
    add_addresses(run)
    run.set_defaults(run=run_serve)


def _sized(parser: argparse.ArgumentParser) -> None:
    scales = [scale.value for scale in Scale]
    parser.add_argument("--scale", choices=scales, default=Scale.TOWNSHIP.value)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other people")
    parser.add_argument("--households", type=int, metavar="N", help="in each village")


def _install(services: Services, arguments: argparse.Namespace) -> Installation:
    choice = remembered(
        services.settings.data_dir,
        scale=Scale(arguments.scale),
        seed=arguments.seed,
        households=arguments.households,
        now=datetime.now(UTC),
    )
    made = install(services, choice)
    county_records.ensure(services, made, now=datetime.now(UTC))
    return made


def run_fill(arguments: argparse.Namespace) -> None:
    """Send everything to the application of this process; raise NotFound before `init`."""
    with opened(arguments) as services:
        projects.oldest(services)
        made = _install(services, arguments)
        survey = Survey(
            made=made,
            door=ApplicationDoor(create_app(services.settings, services)),
            desk=Desk.of_the_colleague(services, made.project),
            journal=Journal.of(services.settings.data_dir),
            settle=lambda _town: _drain(services),
            tell=say,
        )
        survey.run()
        _fill(services, made)


def _fill(services: Services, made: Installation) -> None:
    """What the office did since; at the scale of a county or more, everybody not surveyed."""
    journal = Journal.of(services.settings.data_dir)
    procedures.work(services, made, journal)
    if made.choice.scale.is_filled:
        fill(services, made, journal, say)


def _drain(services: Services) -> None:
    drain(services)


def run_serve(arguments: argparse.Namespace) -> int:
    """Make what is missing, serve it, and send the survey meanwhile, as tablets would."""
    start_log(logging.WARNING)
    chosen = settings(
        arguments,
        public_url=public_url(arguments),
        trust_proxy=arguments.behind_proxy or None,
    )
    services = open_services(chosen)
    made = _install(services, arguments)
    greet(services, made)
    host = "127.0.0.1" if arguments.host in EVERYWHERE else arguments.host
    sender = threading.Thread(
        target=_send,
        args=(services, made, NetworkDoor(host, arguments.port)),
        name="demo",
        daemon=True,
    )
    sender.start()
    return serve_app(create_app(chosen, services), host=arguments.host, port=arguments.port)


def _send(services: Services, made: Installation, door: NetworkDoor) -> None:
    """Send the survey once the server listens; what is left is sent at the next start."""
    survey = Survey(
        made=made,
        door=door,
        desk=Desk.of_the_colleague(services, made.project),
        journal=Journal.of(services.settings.data_dir),
        settle=lambda town: _wait(services, town),
        tell=say,
        rest=REST,
    )
    try:
        door.ask("GET", "/healthz")
        survey.run()
        _fill(services, made)
    except Unreachable:
        say("示范数据未传完，下次启动时继续 / the rest of the demo is sent at the next start")


def _wait(services: Services, town: Town) -> None:
    """Until the worker has looked at what was sent, with an end to patience."""
    units = [unit.code for unit in town.villages]
    for _ in range(int(PATIENCE_S / POLL_S)):
        with services.store.read() as conn:
            if not counters.totals(conn, units).get(WAITING):
                return
        time.sleep(POLL_S)
