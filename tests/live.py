"""A real server for tests: the application behind waitress, on a free port of this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from waitress.server import create_server
from waitress.wasyncore import close_all
from waitress.wasyncore import loop as turn

from server.cli.refusals import tell_senders

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import WSGIApplication

    from server.settings import Settings


@contextmanager
def serving(
    app: WSGIApplication, *, threads: int = 4, settings: Settings | None = None
) -> Iterator[str]:
    """Serve `app` and give its URL, without a slash at the end.

    With `settings` the server bounds bodies and refuses them as `minzheng serve` does.
    """
    sockets: dict[int, object] = {}
    bound = {} if settings is None else {"max_request_body_size": 2 * settings.hard_limit_bytes}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=threads, **bound)
    if settings is not None:
        tell_senders(sockets, settings)
    stopping = threading.Event()

    def turning() -> None:
        while not stopping.is_set():
            turn(map=sockets, count=1)

    loop = threading.Thread(target=turning, name="live server")
    loop.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Its own way to stop is a signal to the process.  Here the workers end first, then the
        # loop; sockets close when nobody is left to write to them.
        server.task_dispatcher.shutdown(timeout=60)
        stopping.set()
        server.pull_trigger()
        loop.join(10)
        close_all(sockets, ignore_all=True)
