"""Entities of a list as feeds and files need them: filtered, searched, sorted, page by page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from server.core.entity_feed import ASKED, ID, SYSTEM, filtered, ordered, searched
from server.core.errors import SkipTokenInvalid, SkipTokenUnknown
from server.core.odata.tree import names
from server.entities import listing, ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from server.core.caller import Caller
    from server.core.odata.options import Options
    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity

CURSOR = "uuid"

FIELDS: Mapping[str, Callable[[StoredEntity], object]] = {
    ID: lambda each: each.uuid,
    f"{SYSTEM}/createdAt": lambda each: each.created_at,
    f"{SYSTEM}/creatorId": lambda each: each.creator_id,
    f"{SYSTEM}/updatedAt": lambda each: each.updated_at,
    f"{SYSTEM}/deletedAt": lambda each: each.deleted_at,
    f"{SYSTEM}/conflict": lambda each: each.conflict,
}
"""What a filter or an order may name."""

DELETED = f"{SYSTEM}/{ASKED[3]}"


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of entities: `next_after` names the last one when more follow."""

    rows: Iterator[StoredEntity]
    total: int | None
    next_after: Mapping[str, str] | None


def rows(
    services: Services,
    who: Caller,
    found: StoredDataset,
    options: Options,
    *,
    search: str = "",
    now: datetime,
) -> Iterator[StoredEntity]:
    """All entities that fulfil the options but `top` and `skip`, newest first."""
    after = _after(services, found, options)
    stream: Iterator[StoredEntity] = chain.from_iterable(
        listing.batches(services, who, found, after=after)
    )
    if options.filter is not None:
        fulfils = filtered(options.filter, FIELDS, now=now)
        if any(name.path == DELETED for name in names(options.filter)):
            gone = listing.batches(services, who, found, is_deleted=True)
            stream = chain(stream, chain.from_iterable(gone))
        stream = filter(fulfils, stream)
    if search.strip():
        holds = searched(search)
        stream = (e for e in stream if holds([e.current.label, *e.current.values.values()]))
    return iter(ordered(list(stream), options.order, FIELDS)) if options.order else stream


def page(
    services: Services,
    who: Caller,
    found: StoredDataset,
    options: Options,
    *,
    search: str = "",
    now: datetime,
) -> Feed:
    """What the options ask for; raise what reading them raises."""
    stream = rows(services, who, found, options, search=search, now=now)
    first = next(stream, None)  # what is wrong with the filter is told before anything is written
    stream = iter(()) if first is None else chain([first], stream)
    total = (
        _total(services, who, found, options, search=search, now=now) if options.counts else None
    )
    skipped = islice(stream, options.skip, None)
    if options.top is None:
        return Feed(skipped, total, None)
    taken = list(islice(skipped, options.top + 1))
    more = len(taken) > options.top > 0 and not options.order
    some = taken[: options.top]
    return Feed(iter(some), total, {CURSOR: some[-1].uuid} if more else None)


def _total(
    services: Services,
    who: Caller,
    found: StoredDataset,
    options: Options,
    *,
    search: str,
    now: datetime,
) -> int:
    if options.filter is None and not search.strip():
        return listing.count(services, who, found)
    whole = type(options)(filter=options.filter)
    return sum(1 for _ in rows(services, who, found, whole, search=search, now=now))


def _after(services: Services, found: StoredDataset, options: Options) -> StoredEntity | None:
    if options.skip_token is None:
        return None
    uuid = options.skip_token.get(CURSOR)
    if not isinstance(uuid, str):
        raise SkipTokenInvalid
    with services.store.read() as conn:
        last = ours.table_of(found).find(conn, uuid)
    if last is None:
        raise SkipTokenUnknown
    return last


def etag(services: Services, who: Caller, found: StoredDataset, query: bytes) -> str:
    """A tag that changes with the list, with what is asked of it, and with who asks."""
    reach = who.entities(found.project_id)
    with services.store.read() as conn:
        state = ours.state_of(conn, found, reach)
    return hashlib.sha256(f"{found.id}|{state}|{reach}|{query!r}".encode()).hexdigest()[:32]
