"""The log of a running server: who asked for what, and no secret of theirs."""

from __future__ import annotations

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

TOKEN = re.compile(r"(/key/|/sessions/|[?&]st=)[^/\s?&\"']+")
"""Secrets that the protocol puts into addresses (OR-41, OR-55)."""

IDENTITY = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")

UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
FOLD = "\n  | "
"""Before every further line of an event, so that none can be made to look like another event."""


class Discreet(logging.Formatter):
    """One event in the log, without tokens, identity numbers and phone numbers.

    We write none of them; a library that words a failure may.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The text of `record`; its further lines are indented."""
        text = super().format(record)
        text = TOKEN.sub(r"\1…", text)
        text = PHONE.sub("…", IDENTITY.sub("…", text))
        return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text).replace("\n", FOLD)


def start_log(level: int = logging.INFO) -> None:
    """Write events from `level` on to the standard error stream."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    # Tells of every request that waits for a thread: in the busiest hour most of the log.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
