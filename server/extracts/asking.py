"""Asking for a file, looking how far it is, cancelling it, taking it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from exports.formats import NEEDS_PLACE, Format, available
from server.core.desk.extract import OPEN, ExtractState
from server.core.errors import NotFound, TooMuchAsked, UnexpectedValue
from server.extracts.sources import source
from server.store import audit, extracts

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from server.core.desk.extract import Extract, Wish
    from server.core.desk.people import Asker
    from server.extracts.sources import Source
    from server.services import Services

KEPT = timedelta(days=7)
"""How long a file lies on the server: data on a heap is data that leaks."""

AT_ONCE = 3
"""Files one person may have in the making."""

LEAST_PURPOSE = 2
SHOWN = 50


def checked(services: Services, who: Asker, wish: Wish, *, now: datetime) -> Source:
    """The list a wish names, when it can be had in its format and for its purpose.

    Raise what `sources.source` raises, UnexpectedValue for an unknown format or no purpose.
    """
    if wish.format not in available():
        raise UnexpectedValue(field="format", reason=", ".join(available()))
    if len(wish.purpose.strip()) < LEAST_PURPOSE:
        raise UnexpectedValue(field="purpose", reason="say what the file is for / 请写明用途")
    found = source(services, who, wish, now=now)
    if Format(wish.format) in NEEDS_PLACE and found.table.place is None:
        raise UnexpectedValue(field="format", reason="no position in this list / 此表没有位置")
    return found


def ask(services: Services, who: Asker, wish: Wish, *, now: datetime) -> int:
    """Order a file and note for what; its id.

    Raise what `checked` raises, TooMuchAsked when enough are in the making.
    """
    found = checked(services, who, wish, now=now)

    def work(conn: Connection) -> int:
        if extracts.count_open(conn, who.id) >= AT_ONCE:
            raise TooMuchAsked(most=AT_ONCE)
        ref = extracts.add(conn, wish, by=who.id, title=found.table.title, now=now)
        extracts.change(conn, ref, total=found.total)
        note_asked(conn, who, wish, found.total, now=now)
        return ref

    return services.store.write(work)


def note_asked(conn: Connection, who: Asker, wish: Wish, rows: int, *, now: datetime) -> None:
    """Write into the trail what was asked for, by whom and what for."""
    audit.note(
        conn,
        "export.create",
        at=now,
        by=who.id,
        subject=wish.source,
        details={"format": wish.format, "rows": rows, "query": dict(wish.query)},
        notes=wish.purpose,
    )


def mine(services: Services, who: Asker) -> tuple[Extract, ...]:
    """The asker's files, newest first."""
    with services.store.read() as conn:
        return extracts.of_actor(conn, who.id, limit=SHOWN)


def one(services: Services, who: Asker, ref: int) -> Extract:
    """One of the asker's files; raise NotFound for others and unknown ones."""
    with services.store.read() as conn:
        found = extracts.find(conn, ref)
    if found is None or found.by != who.id:
        raise NotFound
    return found


def cancel(services: Services, who: Asker, ref: int, *, now: datetime) -> bool:
    """Stop making a file; False when it had ended already.  Raise NotFound."""
    found = one(services, who, ref)
    if found.state not in OPEN:
        return False
    return services.store.write(
        lambda conn: extracts.end(conn, ref, ExtractState.CANCELLED, now=now, expires_at=now + KEPT)
    )


def take(services: Services, who: Asker, ref: int, *, now: datetime) -> tuple[Extract, Path]:
    """A finished file and where it lies, noted in the trail; raise NotFound."""
    found = one(services, who, ref)
    path = file_of(services, found)
    if found.state is not ExtractState.DONE or not path.exists():
        raise NotFound
    services.store.write(
        lambda conn: audit.note(
            conn,
            "export.take",
            at=now,
            by=who.id,
            subject=found.wish.source,
            details={"sha256": found.sha256, "size": found.size, "rows": found.rows},
            notes=found.wish.purpose,
        )
    )
    return found, path


def file_of(services: Services, extract: Extract) -> Path:
    """Where a file lies once it is whole."""
    folder = services.settings.data_dir / "extracts"
    return folder / f"{extract.id}.{extract.wish.format}"
