"""The audit file of a form: how long somebody was really filling it in (protocol.md 3.6).

Collect writes one line per event, with epoch milliseconds, and adds columns as the form asks for
them, so lines may be ragged.  The file may be missing or cut off; nothing is refused for it.
"""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MILLISECONDS = re.compile("[0-9]{1,15}")
LONGEST_EVENT_MS = 15 * 60 * 1000
"""A question left open longer was not being answered: the tablet lay there, switched on."""


def active_seconds(audit: bytes) -> float | None:
    r"""Seconds spent in questions, overlapping ones counted once; None if the file tells none.

    Rule W-14.

    >>> active_seconds(b"event,node,start,end\nquestion,/data/a,1000,4000\nform exit,,4000,\n")
    3.0
    """
    total = reached = 0
    found = False
    for start, end in sorted(_spans(audit.decode("utf-8-sig", errors="replace").splitlines())):
        found = True
        begin = max(start, reached)
        total += max(end - begin, 0)
        reached = max(reached, end)
    return total / 1000 if found else None


def _spans(lines: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Start and end of every event that has both, in milliseconds."""
    rows = csv.reader(line.replace("\0", "") for line in lines)
    try:
        header = next(rows, [])
        if "start" not in header or "end" not in header:
            return
        columns = header.index("start"), header.index("end")
        for row in rows:
            if len(row) > max(columns):
                yield from _span(*(row[column].strip() for column in columns))
    except csv.Error:
        return  # a stray quote swallowed the rest: what was read before it counts


def _span(start: str, end: str) -> Iterator[tuple[int, int]]:
    if MILLISECONDS.fullmatch(start) and MILLISECONDS.fullmatch(end) and int(start) <= int(end):
        yield int(start), min(int(end), int(start) + LONGEST_EVENT_MS)
