"""A real server for tests: the application behind waitress, on a free port of this machine."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from waitress.server import create_server
from waitress.wasyncore import close_all

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
    loop = threading.Thread(target=server.run, name="live server")
    loop.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # Its own way to stop is a signal to the process.  Here its sockets are closed inside its
        # loop, which ends when it has none.
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(lambda: close_all(server._map, ignore_all=True))
        loop.join(10)
