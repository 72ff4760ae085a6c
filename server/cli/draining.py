"""Serving until told to stop, then finishing what has arrived: nothing in hand is dropped.

waitress itself ends by cancelling what waits for a thread, and closes connections in the middle of
a body.  Here the door is closed first; whoever is inside is served, and told not to come back on
the same connection.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeAlias

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

Sockets: TypeAlias = "dict[int, Any]"
"""waitress's map of everything it listens to."""

TICK_S = 0.5
"""How soon a stop is seen when nothing else happens."""

DRAIN_TICK_S = 0.05


def serve_until(stopping: threading.Event, sockets: Sockets, *, drain_s: float) -> None:
    """Serve waitress's `sockets` until `stopping` is set, then drain for at most `drain_s`.

    A body that is still on its way after that is cut off; its sender has had no answer and keeps
    what it sent.
    """
    listeners = [each for each in sockets.values() if isinstance(each, BaseWSGIServer)]
    for listener in listeners:
        listener.channel_class = _closing(listener.channel_class, stopping)
    while not stopping.is_set():
        _turn(sockets, TICK_S)
    for listener in listeners:
        _close_door(listener, sockets)
    end = time.monotonic() + drain_s
    while _is_busy(sockets) and time.monotonic() < end:
        _turn(sockets, DRAIN_TICK_S)
    for listener in listeners:
        listener.task_dispatcher.shutdown(
            cancel_pending=False, timeout=max(1, round(end - time.monotonic()))
        )
    wasyncore.close_all(sockets, ignore_all=True)


def _closing(base: type[HTTPChannel], stopping: threading.Event) -> type[HTTPChannel]:
    """Connections that end with the answer in hand once the server is stopping."""

    class Channel(base):  # type: ignore[misc, valid-type]  # whatever class the listener had
        """One connection."""

        def service(self) -> None:
            """Answer one request."""
            if stopping.is_set():
                self.requests[0].headers["CONNECTION"] = "close"
            super().service()

    return Channel


def _turn(sockets: Sockets, seconds: float) -> None:
    """Wait for something to happen, and deal with it."""
    wasyncore.loop(timeout=seconds, use_poll=True, map=sockets, count=1)


def _close_door(listener: BaseWSGIServer, sockets: Sockets) -> None:
    """Let in who has knocked already, then stop listening.

    The kernel has accepted these for us; they may have sent their request.
    """
    waiting = True
    while waiting:
        before = len(sockets)
        listener.handle_accept()
        waiting = len(sockets) > before
    wasyncore.dispatcher.close(listener)  # its own `close` would close the loop's alarm as well


def _is_busy(sockets: Sockets) -> bool:
    """Whether a request is being received, answered, or its answer sent.

    What lies unread in the kernel counts as well: one turn without waiting takes it up.
    """
    _turn(sockets, 0)
    return any(_has_work(channel) for channel in _channels(sockets))


def _channels(sockets: Sockets) -> Iterator[HTTPChannel]:
    return (each for each in list(sockets.values()) if isinstance(each, HTTPChannel))


def _has_work(channel: HTTPChannel) -> bool:
    return bool(channel.requests or channel.request is not None or channel.total_outbufs_len)
