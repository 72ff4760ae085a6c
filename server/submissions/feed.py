"""Submissions with their answers as feeds and exports read them: within a reach, by a filter.

Whoever may not read a submission in full does not meet it here (domain.md 5.2); each feed that is
opened is logged.  What is read is one batch at a time, whatever the size of the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from server.answers import form_reader
from server.core.errors import (
    NotAllowed,
    NotFound,
    TooManyAnswers,
)
from server.core.feed import Sent, Status
from server.core.instance import read_answers, read_envelope
from server.core.packed import Layout, translation
from server.core.tables import merged, tables_of
from server.store import audit, feeds
from server.submissions.listing import form_of
from server.submissions.unsealing import Keyring, answers_in, open_keys

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.answers.readers import FormReader, KnownForm
    from server.core.caller import Caller, Reach
    from server.core.instance import Envelope
    from server.core.packed import Row
    from server.core.schema import Field
    from server.core.tables import Table
    from server.services import Services
    from server.store.feeds import AnyRow, Cursor, Wanted

BATCH = 1_000
NO_KEYS = Keyring()


@dataclass(frozen=True, slots=True)
class Feed:
    """The submissions of a form that somebody may read, with the tables they are shown in."""

    services: Services
    form: KnownForm
    fields: tuple[Field, ...]
    tables: tuple[Table, ...]
    reach: Reach
    now: datetime
    keyring: Keyring = NO_KEYS
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
                found = self.sent(conn, rows)
            if found:
                yield found
            if len(rows) < size:
                return
            after, offset = (rows[-1].received_at, rows[-1].id), 0
            size = min(2 * size, BATCH)

    def sent(self, conn: Connection, rows: Sequence[AnyRow]) -> list[tuple[AnyRow, Sent]]:
        """Stored rows with their answers in the layout of this feed."""
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
            came = {each.name: each.digest for each in files.get(key, ())}
            found[row.id] = self._read_xml(row.version_id, xmls[key], came)
        return found

    def _read_xml(
        self, version_id: int | None, xml: bytes, came: Mapping[str, str]
    ) -> tuple[Row, Status | None]:
        reader = self.reader(version_id)
        envelope: Envelope | None = read_envelope(xml)
        if envelope is not None and envelope.encrypted:
            if not any(name.endswith(".xml.enc") for name in came):
                return reader.empty, Status.MISSING_DATA
            envelope = self._opened(version_id, envelope, came)
        if envelope is None:
            return reader.empty, Status.NOT_DECRYPTED
        try:
            values = read_answers(envelope.root, reader.source.schema).values
        except TooManyAnswers:
            return reader.empty, None
        return reader.shown(reader.source.packing.row(values)), None

    def _opened(
        self, version_id: int | None, envelope: Envelope, came: Mapping[str, str]
    ) -> Envelope | None:
        """The instance that an envelope seals; None where no key of this feed opens it."""
        seal = self.keyring.seal(version_id, envelope)
        if seal is None:
            return None
        limit = self.services.settings.max_xml_bytes
        return answers_in(self.services, seal, came, limit_bytes=limit)

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
    secrets: Mapping[int, str] | None = None,
) -> Feed:
    """The submissions of a form, in the tables of its version in force.

    With `old_fields` columns of all versions stand in them; `secrets` open sealed ones, by the
    number of the key.  Raise NotFound, also while nothing is published; NotAllowed for whoever
    reads no submissions here; Undecryptable for a wrong secret.
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
    keyring = open_keys(services, form.id, secrets or {})
    return Feed(services, form, fields, tables_of(fields), reach, now, keyring)


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


def one(feed: Feed, instance_id: str, *, deleted: bool = False) -> Sent | None:
    """The submission whose first version has this id, if the feed holds it."""
    with feed.services.store.read() as conn:
        rows = feeds.by_instance(conn, replace(feed.wanted, deleted=deleted), instance_id)
        found = feed.sent(conn, rows)
    return found[0][1] if found else None
