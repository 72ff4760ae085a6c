"""Submissions with their answers as feeds and exports read them: within a reach, by a filter.

Whoever may not read a submission in full does not meet it here (domain.md 5.2); each feed that is
opened is logged.  What is read is one batch at a time, whatever the size of the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from server.answers import form_reader
from server.answers.leaves import LEAVES, Unreadable
from server.core.errors import (
    FilterFieldUnsupported,
    FilterUnsupported,
    NotAllowed,
    NotFound,
    SkipTokenInvalid,
    SkipTokenUnknown,
    TooManyAnswers,
)
from server.core.feed import Sent, Status
from server.core.instance import read_answers, read_envelope
from server.core.odata.predicate import predicate
from server.core.odata.tree import Both, conditions, names
from server.core.packed import Layout, translation
from server.core.schema import FieldType
from server.core.tables import ROOT, Found, merged, names_of, row_id, rows_in, tables_of
from server.store import audit, feeds
from server.store.odata_clauses import clause
from server.submissions.listing import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.answers.readers import FormReader, KnownForm
    from server.core.caller import Caller, Reach
    from server.core.odata.options import Options
    from server.core.odata.tree import Expression, Name
    from server.core.packed import Row
    from server.core.schema import Field
    from server.core.tables import Table
    from server.services import Services
    from server.store.feeds import AnyRow, Cursor, Wanted

BATCH = 1_000
ROOT_PREFIX = f"$root/{ROOT}/"
TYPED = frozenset({FieldType.INT, FieldType.DECIMAL, FieldType.DATE, FieldType.DATETIME})
"""Answers that are compared as what they are; all others as texts."""


class Spot(NamedTuple):
    """One row of a table, and the submission it belongs to."""

    sent: Sent
    found: Found


@dataclass(frozen=True, slots=True)
class Feed:
    """The submissions of a form that somebody may read, with the tables they are shown in."""

    services: Services
    form: KnownForm
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    reach: Reach
    now: datetime
    wanted: Wanted = field(init=False)
    _readers: dict[int | None, _Reader] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        wanted = feeds.Wanted(self.form.id, self.reach, None, deleted=False, now=self.now)
        object.__setattr__(self, "wanted", wanted)

    def table(self, name: str) -> Table:
        """The table of this name; raise NotFound."""
        for each in self.tables:
            if each.name == name:
                return each
        raise NotFound

    def batches(
        self, wanted: Wanted, *, after: Cursor | None = None, offset: int = 0, size: int = BATCH
    ) -> Iterator[list[tuple[AnyRow, Sent]]]:
        """Submissions newest first; what arrives meanwhile is not among them.

        Batches grow from `size`, so that a short page does not pay for a long one.
        """
        while True:
            with self.services.store.read() as conn:
                rows = feeds.newest_first(conn, wanted, after=after, offset=offset, limit=size)
                found = self._sent(conn, rows)
            if found:
                yield found
            if len(rows) < size:
                return
            after, offset = (rows[-1].received_at, rows[-1].id), 0
            size = min(2 * size, BATCH)

    def _sent(self, conn: Connection, rows: Sequence[AnyRow]) -> list[tuple[AnyRow, Sent]]:
        read = [self.reader(row[feeds.VERSION]).row(row[feeds.ANSWERS]) for row in rows]
        missing = [row for row, found in zip(rows, read, strict=True) if found is None]
        told = self._from_xml(conn, missing) if missing else {}
        made = []
        for row, found in zip(rows, read, strict=True):
            answers, status = (found, None) if found is not None else told[row.id]
            made.append((row, Sent._make((*row[feeds.SAID], status, answers))))
        return made

    def _from_xml(
        self, conn: Connection, rows: Sequence[AnyRow]
    ) -> Mapping[int, tuple[Row, Status | None]]:
        """Rows read from the XML itself: of versions unknown here, sealed ones, old layouts."""
        keys = [(row.county, row.current_id) for row in rows]
        xmls = feeds.xmls(conn, keys)
        files = feeds.files(conn, keys)
        found: dict[int, tuple[Row, Status | None]] = {}
        for row, key in zip(rows, keys, strict=True):
            came = {each.name for each in files.get(key, ())}
            found[row.id] = self._read_xml(row.version_id, xmls[key], came)
        return found

    def _read_xml(
        self, version_id: int | None, xml: bytes, came: set[str]
    ) -> tuple[Row, Status | None]:
        reader = self.reader(version_id)
        envelope = read_envelope(xml)
        if envelope.encrypted:
            is_there = any(name.endswith(".xml.enc") for name in came)
            return reader.empty, Status.NOT_DECRYPTED if is_there else Status.MISSING_DATA
        try:
            values = read_answers(envelope.root, reader.source.schema).values
        except TooManyAnswers:
            return reader.empty, None
        return reader.shown(reader.source.packing.row(values)), None

    def reader(self, version_id: int | None) -> _Reader:
        """How rows of a form version become rows of this feed's tables."""
        if version_id not in self._readers:
            known = version_id or self.form.current_id
            if known is None:
                raise NotFound
            source = form_reader(self.services, known)
            self._readers[version_id] = _Reader(source, self.tables[0].layout, version_id)
        return self._readers[version_id]


class _Reader:
    """Reads the flat rows of one form version into the layout of a feed."""

    def __init__(self, source: FormReader, target: Layout, version_id: int | None) -> None:
        self.source = source
        self._is_known = version_id is not None
        self._translate = translation(source.packing.layout, target)
        self.empty: Row = [None if each.rows is None else [] for each in target.places]

    def row(self, kept: bytes | None) -> Row | None:
        """The row as kept; None when the XML has to be read."""
        found = self.source.packing.unpack(kept) if self._is_known else None
        return None if found is None else self.shown(found)

    def shown(self, row: list[Any]) -> Row:
        """A row of this version as the feed has it."""
        return row if self._translate is None else self._translate(row)


def open_feed(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    *,
    now: datetime,
    old_fields: bool = False,
) -> Feed:
    """The submissions of a form, in the tables of its version in force.

    With `old_fields` columns of all versions stand in them.  Raise NotFound, also while nothing
    is published; NotAllowed for whoever reads no submissions here.
    """
    form = form_of(services, who, project_id, form_id)
    reach = who.read(project_id)
    if not (reach.everywhere or reach.units or who.submits(project_id)):
        raise NotAllowed
    if form.current_id is None:
        raise NotFound
    fields = form_reader(services, form.current_id).schema.fields
    if old_fields:
        older = sorted(each for each in form.versions.values() if each != form.current_id)
        others = [form_reader(services, each).schema.fields for each in reversed(older)]
        fields = merged(fields, *others)
    return Feed(services, form, fields, tables_of(fields), reach, now)


def note(feed: Feed, who: Caller, what: str, *, purpose: str | None, now: datetime) -> None:
    """Log that somebody reads these submissions; the answer does not wait for it."""

    def work(conn: Connection) -> None:
        audit.note(
            conn,
            "form.submission.export",
            at=now,
            by=who.id,
            subject=feed.form.form_id,
            details={"what": what, "project": feed.form.project_id},
            notes=purpose,
        )

    feed.services.store.soon(work)


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter taken apart: what columns answer, and what each row is asked."""

    wanted: Wanted
    holds: Callable[[Spot], bool] | None


def selection(feed: Feed, table: Table, tree: Expression | None) -> Selection:
    """The filter of a feed over a table.

    Raise FilterFieldUnsupported, FilterUnsupported with the place.
    """
    if tree is None:
        return Selection(feed.wanted, None)
    deleted = any(_plain(each.path) == feeds.DELETED_AT for each in names(tree))
    wanted = replace_deleted(feed.wanted, deleted=deleted)
    columns: list[Expression] = []
    others: list[Expression] = []
    for each in conditions(tree):
        (columns if _is_of_columns(each, table, feed.now) else others).append(each)
    if columns:
        wanted = replace(wanted, filter=_all(columns))
    if not others:
        return Selection(wanted, None)
    getter = _getter(table, feed.tables[0])
    return Selection(wanted, predicate(_all(others), getter, now=feed.now))


def replace_deleted(wanted: Wanted, *, deleted: bool) -> Wanted:
    """The same, with deleted submissions or without."""
    return replace(wanted, deleted=deleted)


def _all(parts: Sequence[Expression]) -> Expression:
    return reduce(lambda left, right: Both("and", left, right, right.at), parts)


def _plain(path: str) -> str:
    return path.removeprefix(ROOT_PREFIX)


def _is_of_columns(tree: Expression, table: Table, now: datetime) -> bool:
    """Whether the database can answer this by itself."""
    for each in names(tree):
        is_own_id = each.path == "__id" and table.above is not None
        if is_own_id or each.path not in feeds.COLUMNS:
            return False
    try:
        clause(tree, feeds.COLUMNS, now=now)
    except FilterUnsupported:
        return False
    return True


SYSTEM: Mapping[str, Callable[[Sent], Any]] = {
    "__id": lambda sent: sent.instance_id,
    "__system/submissionDate": lambda sent: sent.received_at,
    "__system/updatedAt": lambda sent: sent.updated_at,
    "__system/deletedAt": lambda sent: sent.deleted_at,
    "__system/submitterId": lambda sent: str(sent.submitter_id),
    "__system/submitterName": lambda sent: sent.submitter_name,
    "__system/attachmentsPresent": lambda sent: sent.files_present,
    "__system/attachmentsExpected": lambda sent: sent.files_expected,
    "__system/status": lambda sent: sent.status,
    "__system/reviewState": lambda sent: sent.review_state,
    "__system/deviceId": lambda sent: sent.device_id or None,
    "__system/edits": lambda sent: sent.edits,
    "__system/formVersion": lambda sent: sent.form_version,
}


def _getter(table: Table, root: Table) -> Callable[[Name], Callable[[Spot], Any]]:
    """Finds what a filter speaks of: system fields, answers of the row, answers of the root."""
    own = {path: (table, each) for path, each in names_of(table.fields)}
    whole = {f"{ROOT_PREFIX}{path}": (root, each) for path, each in names_of(root.fields)}

    def getter(name: Name) -> Callable[[Spot], Any]:
        if name.path == "__id" and table.above is not None:
            return lambda spot: row_id(table, spot.sent.instance_id, spot.found.places)
        said = SYSTEM.get(_plain(name.path))
        if said is not None:
            return lambda spot: said(spot.sent)
        answer = own.get(name.path) or whole.get(name.path)
        if answer is None:
            raise FilterFieldUnsupported(text=name.path, at=name.at)
        return _answer(*answer, is_root=name.path in whole)

    return getter


def _answer(table: Table, field: Field, *, is_root: bool) -> Callable[[Spot], Any]:
    place = table.layout.index[field.path]
    typed = LEAVES[field.type] if field.type in TYPED else None

    def value(spot: Spot) -> Any:  # noqa: ANN401  # any answer
        text = (spot.sent.row if is_root else spot.found.row)[place]
        if typed is None or text is None:
            return text
        try:
            return typed(text)
        except Unreadable:
            return text

    return value


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
    order = [replace(each, path=_plain(each.path)) for each in options.order]
    for each in order:
        if each.path not in feeds.COLUMNS:
            raise FilterFieldUnsupported(text=each.path, at=each.at)
    direct = table.above is None and chosen.holds is None
    limit = options.top + 1 if direct and options.top is not None else None
    with feed.services.store.read() as conn:
        rows = feeds.ordered(conn, chosen.wanted, order, offset=offset, limit=limit)
        while batch := list(islice(rows, BATCH)):
            for _, sent in feed._sent(conn, batch):  # noqa: SLF001  # the feed's own module
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


def one(feed: Feed, instance_id: str, *, deleted: bool = False) -> Sent | None:
    """The submission whose first version has this id, if the feed holds it."""
    with feed.services.store.read() as conn:
        rows = feeds.by_instance(conn, replace_deleted(feed.wanted, deleted=deleted), instance_id)
        found = feed._sent(conn, rows)  # noqa: SLF001  # the feed's own module
    return found[0][1] if found else None


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


def mark(feed: Feed, chosen: Selection) -> str:
    """A text that changes with any of these submissions, for cheap 304 answers."""
    with feed.services.store.read() as conn:
        return feeds.mark(conn, chosen.wanted)
