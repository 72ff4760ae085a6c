"""The words of a filter, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.errors import FilterUnparseable

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 10_000

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^']|'')*')
    |(?P<moment>\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:[Zz]|[+-]\d{2}:?\d{2})?)?(?![\w.-]))
    |(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.]))
    |(?P<name>\$?[^\W\d][\w.-]*(?:/\$?[^\W\d][\w.-]*)*)
    |(?P<mark>[(),])
    )""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind, its text, the place (from 0) where it stands."""

    kind: str
    text: str
    at: int


def tokens(source: str) -> Iterator[Token]:
    """The words of `source` and an empty one behind them; raise FilterUnparseable."""
    if len(source) > LONGEST:
        raise FilterUnparseable(reason=f"longer than {LONGEST} characters", at=LONGEST)
    at, end = 0, len(source.rstrip())
    while at < end:
        found = _TOKEN.match(source, at)
        if found is None or found.lastgroup is None:
            at += len(source[at:]) - len(source[at:].lstrip())
            raise FilterUnparseable(reason=f"unexpected {source[at : at + 20]!r} at {at}", at=at)
        yield Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup))
        at = found.end()
    yield Token("end", "", len(source))
