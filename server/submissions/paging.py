"""Rows of a feed's tables, page by page: each page begins behind the last row of the one before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from server.core.errors import (
    FilterFieldUnsupported,
    SkipTokenInvalid,
    SkipTokenUnknown,
)
from server.core.tables import row_id, rows_in
from server.store import feeds
from server.submissions.feed import BATCH, one
from server.submissions.selecting import Spot, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.feed import Sent
    from server.core.odata.options import Options
    from server.core.tables import Table
    from server.store.feeds import Cursor
    from server.submissions.feed import Feed
    from server.submissions.selecting import Selection


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of a table, and whether more follow."""

    spots: tuple[Spot, ...]
    has_more: bool = False


def spots(feed: Feed, table: Table, options: Options, chosen: Selection) -> Iterator[Spot]:
    """All rows asked for, behind `$skiptoken` and `$skip`, without regard to `$top`."""
    direct = table.above is None and chosen.holds is None
    offset = options.skip if direct else 0
    rows = _all_spots(feed, table, options, chosen, offset)
    if chosen.holds is not None:
        rows = filter(chosen.holds, rows)
    return rows if direct else islice(rows, options.skip, None)


def _all_spots(
    feed: Feed, table: Table, options: Options, chosen: Selection, offset: int
) -> Iterator[Spot]:
    if options.order:
        yield from _ordered(feed, table, options, chosen, offset)
        return
    after: Cursor | None = None
    if options.skip_token is not None:
        after, rest = _behind(feed, table, options.skip_token)
        yield from rest
    size = BATCH if options.top is None else min(BATCH, options.top // (1 + table.depth) + 1)
    for batch in feed.batches(chosen.wanted, after=after, offset=offset, size=size):
        for _, sent in batch:
            yield from _in(table, sent)


def spots_of(table: Table, sent: Sent) -> Iterator[Spot]:
    """Rows of a table that belong to one submission; none while it is sealed."""
    return _in(table, sent)


def _in(table: Table, sent: Sent) -> Iterator[Spot]:
    return (Spot(sent, found) for found in rows_in(table, sent.row))


def _ordered(
    feed: Feed, table: Table, options: Options, chosen: Selection, offset: int
) -> Iterator[Spot]:
    order = [replace(each, path=plain(each.path)) for each in options.order]
    for each in order:
        if each.path not in feeds.COLUMNS:
            raise FilterFieldUnsupported(text=each.path, at=each.at)
    direct = table.above is None and chosen.holds is None
    limit = options.top + 1 if direct and options.top is not None else None
    with feed.services.store.read() as conn:
        rows = feeds.ordered(conn, chosen.wanted, order, offset=offset, limit=limit)
        while batch := list(islice(rows, BATCH)):
            for _, sent in feed.sent(conn, batch):
                yield from _in(table, sent)


def _behind(feed: Feed, table: Table, token: Mapping[str, Any]) -> tuple[Cursor, Iterator[Spot]]:
    """Where a page goes on: rows of the same submission first, then those of later ones."""
    instance_id, key = token.get("instanceId"), token.get("repeatId")
    if not isinstance(instance_id, str) or "\0" in instance_id:
        raise SkipTokenInvalid if key is None else SkipTokenUnknown
    with feed.services.store.read() as conn:
        cursor = feeds.cursor_of(conn, feed.form.id, instance_id)
    if cursor is None:
        raise SkipTokenUnknown
    if table.above is None:
        return cursor, iter(())
    sent = one(feed, instance_id, deleted=True)
    rest = list(_in(table, sent)) if sent is not None else []
    ids = [row_id(table, instance_id, each.found.places) for each in rest]
    if key not in ids:
        raise SkipTokenUnknown
    return cursor, iter(rest[ids.index(key) + 1 :])


def page(feed: Feed, table: Table, options: Options, chosen: Selection) -> Page:
    """`$top` rows at most."""
    top = options.top or 0
    rows = tuple(islice(spots(feed, table, options, chosen), top + 1)) if top else ()
    return Page(rows[:top], has_more=len(rows) > top)


def behind(table: Table, last: Spot) -> Mapping[str, str]:
    """What names the last row of a page."""
    if table.above is None:
        return {"instanceId": last.sent.instance_id}
    key = row_id(table, last.sent.instance_id, last.found.places)
    return {"repeatId": key, "instanceId": last.sent.instance_id}


def total(feed: Feed, table: Table, chosen: Selection) -> int:
    """How many rows there are by the filter, whatever page is asked for."""
    if table.above is None and chosen.holds is None:
        with feed.services.store.read() as conn:
            return feeds.count(conn, chosen.wanted)
    rows = (
        spot
        for batch in feed.batches(chosen.wanted)
        for _, sent in batch
        for spot in _in(table, sent)
    )
    return sum(1 for spot in rows if chosen.holds is None or chosen.holds(spot))
