"""Files of a form that are made for each tablet: areas, registers, tasks, entity lists.

What such a file is depends on who asks, and on the day.  A plain list is told by the MD5 of its
bytes, which is kept until something it is made of changes; an entity list by a change token.
"""

from __future__ import annotations

import csv
import hashlib
import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server import places
from server.core.days import local_date
from server.publish import area_lists, entity_lists, register_lists, task_lists
from server.store import list_changes
from server.store.list_changes import HOUSEHOLDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.publish.entity_lists import Carried
    from server.services import Services

    Cells = Sequence[object]

PLAIN = (*area_lists.LISTS, *register_lists.LISTS, *task_lists.LISTS)
"""Lists that are plain files to tablets."""

SOURCES = {f"{name}.csv": name for name in (*PLAIN, HOUSEHOLDS)}
"""File names that are made here rather than uploaded."""

KEPT = "list hashes"
MOST_KEPT = 4_096
ROWS_A_PIECE = 500


def content(
    services: Services, conn: Connection, sender: Sender, source: str, *, project_id: int = 1
) -> bytes:
    """The CSV of one list for this sender."""
    if source in PLAIN:
        return _plain(services, conn, sender, source, today())
    about = entity_lists.carried(conn, sender, project_id, source)
    return b"" if about is None else b"".join(pieces(services, about))


def today() -> date:
    """The day in the offices."""
    return local_date(datetime.now(UTC))


def pieces(services: Services, about: Carried) -> Iterator[bytes]:
    """The CSV of an entity list, piece by piece."""
    return _csv(entity_lists.rows(services, about))


def _plain(services: Services, conn: Connection, sender: Sender, source: str, day: date) -> bytes:
    if source in area_lists.LISTS:
        header, rows = area_lists.table(services, sender, source, day)
    elif source in register_lists.LISTS:
        header, rows = register_lists.table(services, conn, sender, source, day)
    else:
        header, rows = task_lists.table(services, conn, sender, source)
    return b"".join(_csv((header, *rows)))


def digest(services: Services, conn: Connection, sender: Sender, source: str) -> str:
    """MD5 of the bytes of a plain list (OR-74), computed anew only when it may have changed."""
    day = today()
    if source in task_lists.LISTS:
        return _md5(_plain(services, conn, sender, source, day))
    state: object = places.tree(services)
    if source in register_lists.LISTS:
        state = list_changes.total_of(conn, register_lists.registers_of(source), None)
    kept: dict[object, tuple[object, str]] = services.memo.get(KEPT, dict)
    key = (source, sender.units, day)
    known = kept.get(key)
    if known is not None and (known[0] is state or known[0] == state):
        return known[1]
    if len(kept) >= MOST_KEPT:
        kept.clear()
    found = _md5(_plain(services, conn, sender, source, day))
    kept[key] = (state, found)
    return found


def _md5(made: bytes) -> str:
    return hashlib.md5(made, usedforsecurity=False).hexdigest()


def _csv(rows: Iterable[Cells]) -> Iterator[bytes]:
    """UTF-8 without BOM and with line feeds: form media are read by the form engine (OR-81)."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for number, row in enumerate(rows, 1):
        writer.writerow(row)
        if number % ROWS_A_PIECE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()
