"""Loading submissions again as the journal tells it: read from their XML, not from a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.people import Asker, Post
from server.review import loading
from server.store import records

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from server.services import Services
    from server.store.journal import Entry

    Replay = Callable[[Services, Connection, Entry], object]


def _who(entry: Entry) -> Asker:
    """Whoever decided then, as far as loading asks."""
    return Asker(
        id=entry.actor_id or 0,
        login="",
        name=entry.actor_name,
        post=Post.TOWNSHIP_CLERK,
        units=(),
        may=frozenset(),
        csrf="",
    )


def _load(services: Services, conn: Connection, entry: Entry) -> None:
    said = entry.payload
    record = records.by_key(conn, said["county"], said["submission"])
    version = records.version(conn, said["county"], said["version"])
    ready = loading.prepared(services, record, version)
    if ready is not None:
        ready.load(conn, _who(entry), services.sealer, now=entry.at)


def _unload(_services: Services, conn: Connection, entry: Entry) -> None:
    record = records.by_key(conn, entry.payload["county"], entry.payload["submission"])
    loading.take_back(conn, record, _who(entry), now=entry.at)


REPLAYS: Mapping[str, Replay] = {loading.LOAD: _load, loading.UNLOAD: _unload}
"""By the kind of act."""
