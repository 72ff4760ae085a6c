"""Making the central store again from the submissions and the journal of acts (decision D2).

Fresh tables are filled beside the live ones and compared with them row by row; only then, and all
at once, do they take their place.  Nobody has to wait meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

from server.review.replays import REPLAYS as READ_AGAIN
from server.secrets import NONCE_BYTES
from server.store import counters, journal
from server.store.comparing import Difference, differences
from server.store.derived import DERIVED
from server.store.replays import REPLAYS as WRITTEN
from server.store.scratch import fresh, take_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from server.secrets import Sealer
    from server.services import Services
    from server.store.journal import Entry

    Tell = Callable[[int, int], None]

TOLD_EVERY = 500
MOST = 1_000
"""Differences that are listed; more of them are only counted."""

SEALED_AT_LEAST = NONCE_BYTES + 16


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Acts that were done again, rows that differed from the live ones, and what came of it."""

    acts: int
    differing: int
    differences: tuple[Difference, ...]
    took_over: bool = False

    @property
    def is_equal(self) -> bool:
        """Whether the live tables were what the records say, row by row."""
        return not self.differing


def rebuild(services: Services, *, only_check: bool, tell: Tell) -> Rebuilt:
    """Make every derived table again; with `only_check` compare and leave the live ones alone.

    `tell` is given how many acts are done, and of how many.  Raise ChangedDuringRebuild when
    something was decided meanwhile, RebuildStuck when an act cannot be done as it was.
    """
    with fresh(services.store, services.settings.data_dir) as conn:
        count, _ = journal.extent(conn)
        done, last = 0, 0
        for entry in journal.entries(conn):
            _do_again(services, conn, entry)
            done, last = done + 1, entry.id
            if done % TOLD_EVERY == 0:
                conn.commit()
                tell(done, count)
        counters.replace(conn, counters.recounted(conn))
        conn.commit()
        tell(done, count)
        found, number = _compare(conn, services.sealer)
        if only_check:
            return Rebuilt(done, number, found)
        take_over(conn, services.store, last=last)
        return Rebuilt(done, number, found, took_over=True)


def _do_again(services: Services, conn: Connection, entry: Entry) -> None:
    with journal.again(entry):
        if entry.kind in READ_AGAIN:
            READ_AGAIN[entry.kind](services, conn, entry)
        else:
            WRITTEN[entry.kind](conn, entry)


def _compare(conn: Connection, sealer: Sealer) -> tuple[tuple[Difference, ...], int]:
    listed: list[Difference] = []
    number = 0
    for difference in _all_differences(conn, sealer):
        number += 1
        if len(listed) < MOST:
            listed.append(difference)
    return tuple(listed), number


def _all_differences(conn: Connection, sealer: Sealer) -> Iterator[Difference]:
    for table in DERIVED:
        yield from differences(conn, table, partial(opened, sealer))


def opened(sealer: Sealer, value: object) -> object:
    """A column's value with everything sealed in it in the clear, documents too."""
    match value:
        case bytes() if len(value) >= SEALED_AT_LEAST:
            return _unsealed(sealer, value, value)
        case str() if len(value) >= 2 * SEALED_AT_LEAST and _is_hex(value):
            return _unsealed(sealer, bytes.fromhex(value), value)
        case list():
            return [opened(sealer, each) for each in value]
        case dict():
            return {name: opened(sealer, each) for name, each in value.items()}
        case _:
            return value


def _is_hex(text: str) -> bool:
    return len(text) % 2 == 0 and set(text) <= set("0123456789abcdef")


def _unsealed(sealer: Sealer, sealed: bytes, value: object) -> object:
    try:
        return sealer.open(sealed)
    except InvalidTag:  # not everything of that length is sealed: a digest is not
        return value
