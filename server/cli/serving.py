"""Serving: waitress in the foreground, the worker beside it, and a clean end."""

from __future__ import annotations

import gc
import signal
import socket
import threading
from typing import TYPE_CHECKING

from waitress.server import create_server

from server.app import create_app
from server.cli.draining import serve_until
from server.cli.logs import start_log
from server.cli.opening import settings
from server.cli.refusals import tell_senders
from server.core.errors import PortTaken

if TYPE_CHECKING:
    import argparse
    from types import FrameType

    from flask import Flask

    from server.cli.draining import Sockets
    from server.extracts.exporter import Exporter
    from server.intake.worker import Worker
    from server.services import Services

THREADS = 16
NEW_OBJECTS = 20_000
"""New objects after which the garbage collector looks at them."""

RECEIVE_BYTES = 256 * 1024
"""How much of a body is taken at once: each time costs a turn of the loop all connections share."""

HEADER_BYTES = 96 * 1024
"""Lists of entity ids come in the request line and are not split (OR-156)."""

DRAIN_S = 7
"""What is still coming in after a stop may take this long; all of it ends within ten seconds."""


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    common: argparse.ArgumentParser,
) -> None:
    """Add `serve`."""
    serve = commands.add_parser("serve", parents=[common], help="serve in the foreground")
    add_addresses(serve)
    serve.set_defaults(run=run_serve)


def add_addresses(parser: argparse.ArgumentParser) -> None:
    """Options that say where to listen and how others reach us."""
    parser.add_argument("--host", default="0.0.0.0", help="address to listen on")  # noqa: S104  # tablets come from outside
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--public-url", help="address tablets and browsers use")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="believe X-Forwarded-Proto and -Host"
    )


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C, then finish what is in hand."""
    start_log()
    app = create_app(
        settings(
            arguments,
            public_url=public_url(arguments),
            trust_proxy=arguments.behind_proxy or None,
        )
    )
    return serve_app(app, host=arguments.host, port=arguments.port)


def public_url(arguments: argparse.Namespace) -> str:
    """The address printed into form lists: as given, else this machine's own."""
    if arguments.public_url:
        return str(arguments.public_url).rstrip("/")
    return f"http://{own_address()}:{arguments.port}"


def own_address() -> str:
    """The address of this machine on its network; loopback without one.

    Connecting a datagram socket sends nothing: it only asks which address would be used.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _listening(app: Flask, services: Services, *, host: str, port: int) -> Sockets:
    """Open the door; raise PortTaken when something else listens there."""
    limits = services.settings
    sockets: Sockets = {}
    try:
        create_server(
            app,
            map=sockets,
            host=host,
            port=port,
            threads=THREADS,
            recv_bytes=RECEIVE_BYTES,
            connection_limit=1000,
            channel_timeout=120,
            max_request_header_size=HEADER_BYTES,
            # Twice our own limit: what is moderately too large is still read, since a phone that
            # is cut off in the middle shows a network failure instead of our sentence.
            max_request_body_size=2 * limits.hard_limit_bytes,
            ident=None,
            clear_untrusted_proxy_headers=not limits.trust_proxy,
        )
    except OSError as failure:
        services.store.close()
        raise PortTaken(port=port, reason=failure.strerror or failure) from failure
    tell_senders(sockets, limits)
    return sockets


def keep_what_lives() -> None:
    """Have the garbage collector pass over what lives as long as the server.

    Exports make millions of small objects; looking through everything again and again meanwhile
    took a third of their time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)


def serve_app(app: Flask, *, host: str, port: int) -> int:
    """Serve `app`; SIGTERM stops accepting, drains requests, jobs and the writer, and exits 0."""
    services = app.extensions["minzheng"]
    worker: Worker = app.extensions["worker"]
    sockets = _listening(app, services, host=host, port=port)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    exporter: Exporter = app.extensions["exporter"]
    worker.start()
    exporter.start()
    keep_what_lives()
    try:
        serve_until(stopping, sockets, drain_s=DRAIN_S)
    finally:
        exporter.stop()
        worker.stop()
        services.store.close()
    return 0
