"""Who computes: of those that receive, one at a time, while the others wait without being woken.

Python lets one thread run at a time.  Every statement of SQLite hands that right over to whoever
asks, and with sixteen threads asking, handing over cost a quarter of a submission.
"""

from __future__ import annotations

import threading


class _Mine(threading.local):
    """Whether this thread has the turn."""

    has = False


class Turn:
    """A lock that a thread takes for its computing and gives up for every wait.

    It is taken at the beginning of a request and after its body was received, where nothing else
    is held, so that nobody waits for it who is waited for.  Where it does not apply, because
    statements wait for a server, everybody has it.
    """

    def __init__(self, *, applies: bool = True) -> None:
        self._applies = applies
        self._lock = threading.Lock()
        self._mine = _Mine()

    def take(self) -> None:
        """Wait for the turn; nothing to do for who has it."""
        if self._applies and not self._mine.has:
            self._lock.acquire()
            self._mine.has = True

    def give_up(self) -> None:
        """Let the next one compute; nothing to do for who does not have it."""
        if self._mine.has:
            self._mine.has = False
            self._lock.release()
