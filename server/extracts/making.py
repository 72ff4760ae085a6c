"""Making one file, in a process of its own: it reads the store and writes nothing into it.

What it prints, a line of JSON each, is how far it is; the process that started it keeps that.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from exports.formats import Format, write
from server.auth.grants import asker_of
from server.core.days import local
from server.core.errors import NotFound
from server.extracts.asking import file_of
from server.extracts.sources import source
from server.store import extracts, users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from server.core.desk.extract import Wish
    from server.core.desk.people import Asker
    from server.services import Services

TELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Made:
    """A whole file."""

    rows: int
    size: int
    sha256: str


def make(services: Services, ref: int, *, now: datetime, tell: Callable[[int], None]) -> Made:
    """Write the file with the rights its asker has now; `tell` hears how many rows are written.

    The file has its name only when it is whole.  Raise NotFound, NotAllowed, NoPost, OSError.
    """
    with services.store.read() as conn:
        extract = extracts.find(conn, ref)
        if extract is None:
            raise NotFound
        who = asker_of(services, conn, users.get_account(conn, extract.by), csrf="", now=now)
    path = file_of(services, extract)
    path.parent.mkdir(parents=True, exist_ok=True)
    return make_at(services, who, extract.wish, path, now=now, tell=tell)


def make_at(
    services: Services,
    who: Asker,
    wish: Wish,
    path: Path,
    *,
    now: datetime,
    tell: Callable[[int], None],
) -> Made:
    """Write what a wish names to `path`; a broken one leaves nothing.  Raise as `make`."""
    found = source(services, who, wish, now=now)
    table = found.table.with_notes(*_notes(who, wish, now))
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    try:
        rows = write(part, Format(wish.format), table, _counted(found.rows, tell))
        made = Made(rows, part.stat().st_size, _sha256(part))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return made


def _notes(who: Asker, wish: Wish, now: datetime) -> tuple[str, ...]:
    """Who took it out, when and what for: on every file that leaves (domain.md 5.7)."""
    at = f"{local(now):%Y-%m-%d %H:%M}"
    units = "、".join(unit.name for unit in who.units)
    if wish.language == "en":
        return (
            f"Taken out by: {who.name} ({who.login}), {units}",
            f"At: {at}",
            f"For: {wish.purpose}",
        )
    return (
        f"导出人：{who.name}（{who.login}），{units}",
        f"导出时间：{at}",
        f"用途：{wish.purpose}",
    )


def _counted(
    rows: Iterable[Sequence[object]], tell: Callable[[int], None]
) -> Iterator[Sequence[object]]:
    told = time.monotonic()
    for count, row in enumerate(rows, 1):
        yield row
        if count % 256 == 0 and time.monotonic() - told > TELL_S:
            told = time.monotonic()
            tell(count)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
