"""Submissions as files: one CSV, a zip of all tables with the files, a map (protocol.md 8)."""

from __future__ import annotations

import csv
import io
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import orjson

from exports.central_csv import CsvTable, Style, file_names, safe
from exports.central_geojson import features as geojson
from exports.central_geojson import mapped
from exports.central_zip import Deflater, Gathered, ZipStream
from server.core.errors import Undecryptable
from server.core.instance import read_envelope
from server.core.schema import FieldType
from server.core.tables import rows_in
from server.store import feeds
from server.submissions.feed import BATCH
from server.submissions.selecting import Spot, selection
from server.submissions.unsealing import ENDING, plain_name, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.core.feed import Sent
    from server.core.odata.tree import Expression
    from server.core.packed import Place
    from server.store.feeds import AnyRow, Cursor
    from server.submissions.feed import Feed
    from server.submissions.selecting import Selection
    from server.submissions.unsealing import Seal

AUDIT = "audit.csv"
AUDIT_COLUMNS = (
    "instance ID",
    "event",
    "node",
    "start",
    "end",
    "latitude",
    "longitude",
    "accuracy",
    "old-value",
    "new-value",
    "user",
    "change-reason",
)
LONGEST_AUDIT = 50_000_000
MOST_CHOICES = 500
"""Columns one select is split into at most."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How somebody wants the tables: Central's options, and two of ours (`defused`, `bom`)."""

    filter: Expression | None = None
    group_paths: bool = True
    splits: bool = False
    files: bool = True
    defused: bool = False
    bom: bool = False


def csv_table(feed: Feed, wishes: Wishes) -> Iterator[bytes]:
    """The table of submissions alone; what is wrong with the filter is raised at once."""
    root = feed.tables[0]
    chosen = selection(feed, root, wishes.filter)
    table = CsvTable(root, _style(feed, chosen, wishes))
    lines = (table.lines(sent for _, sent in batch) for batch in _batches(feed, chosen))
    return chain([table.head()], lines)


def features(feed: Feed, tree: Expression | None, path: str) -> Iterator[bytes]:
    """Places of the submissions as GeoJSON; what is wrong with the question is raised at once."""
    root = feed.tables[0]
    chosen, place = selection(feed, root, tree), mapped(root, path)
    return _collection(feed, chosen, place)


def _collection(feed: Feed, chosen: Selection, place: Place | None) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    is_first = True
    if place is not None:
        for batch in _batches(feed, chosen):
            made = [*geojson(feed.tables[0], place, (sent for _, sent in batch))]
            if made:
                yield (b"" if is_first else b",") + orjson.dumps(made)[1:-1]
                is_first = False
    yield b"]}"


def csv_zip(feed: Feed, wishes: Wishes) -> Iterator[bytes]:
    """A zip of all tables and files; what is wrong with the filter is raised at once."""
    chosen = selection(feed, feed.tables[0], wishes.filter)
    style = _style(feed, chosen, wishes)
    return _zipped(feed, chosen, wishes, [CsvTable(each, style) for each in feed.tables])


def _zipped(
    feed: Feed, chosen: Selection, wishes: Wishes, tables: Sequence[CsvTable]
) -> Iterator[bytes]:
    """The first table is sent as it is made, the others wait beside it; then come the files.

    Compressing is done by a thread of its own, so that the next rows are made meanwhile.
    """
    zipped = ZipStream(feed.now)
    names = file_names(feed.form.form_id, feed.tables)
    packer = _Packer([Gathered(zipped.level) for _ in tables[1:]], Deflater(zipped.level))
    yield zipped.begin(names[0])
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="zip") as pool:
        waiting: Future[bytes] = pool.submit(packer.take, [each.head() for each in tables])
        for batch in _batches(feed, chosen):
            rows = [sent for _, sent in batch]
            texts = [each.lines(rows) for each in tables]
            yield zipped.passed(waiting.result())
            waiting = pool.submit(packer.take, texts)
        yield zipped.passed(waiting.result())
        yield zipped.passed(packer.close())
    yield zipped.finish(packer.first)
    for name, gathered in zip(names[1:], packer.others, strict=True):
        yield from zipped.gathered(name, gathered)
    if wishes.files:
        yield from _files(feed, chosen, zipped)
    yield from _audits(feed, chosen, zipped)
    yield zipped.end()


@dataclass(frozen=True, slots=True)
class _Packer:
    """Compresses the tables; runs in one thread at a time."""

    others: list[Gathered]
    first: Deflater

    def take(self, texts: Sequence[bytes]) -> bytes:
        """More of each table; compressed bytes of the first that are ready."""
        for gathered, text in zip(self.others, texts[1:], strict=True):
            gathered.feed(text)
        return self.first.feed(texts[0])

    def close(self) -> bytes:
        """The end of each table."""
        for each in self.others:
            each.close()
        return self.first.close()


def _batches(feed: Feed, chosen: Selection) -> Iterator[list[tuple[AnyRow, Sent]]]:
    root, holds = feed.tables[0], chosen.holds
    for batch in feed.batches(chosen.wanted):
        if holds is None:
            yield batch
        else:
            yield [
                each
                for each in batch
                if all(holds(Spot(each[1], found)) for found in rows_in(root, each[1].row))
            ]


def _style(feed: Feed, chosen: Selection, wishes: Wishes) -> Style:
    return Style(
        group_paths=wishes.group_paths,
        choices=_choices(feed, chosen) if wishes.splits else {},
        defused=wishes.defused,
        bom=wishes.bom,
    )


def _choices(feed: Feed, chosen: Selection) -> Mapping[str, Sequence[str]]:
    """What was ticked in each select of many, in the order of first use."""
    selects = [
        (table, place.field.path, table.layout.index[place.field.path])
        for table in feed.tables
        for place in table.layout.places
        if place.field.type is FieldType.SELECT_MULTIPLE
    ]
    seen: dict[str, dict[str, None]] = {path: {} for _, path, _ in selects}
    for batch in _batches(feed, chosen) if selects else ():
        for table, path, at in selects:
            for _, sent in batch:
                for found in rows_in(table, sent.row):
                    if found.row[at]:
                        seen[path].update(dict.fromkeys(found.row[at].split()))
    return {path: sorted(names)[:MOST_CHOICES] for path, names in seen.items()}


def _files(feed: Feed, chosen: Selection, zipped: ZipStream) -> Iterator[bytes]:
    """All files flat in one folder; a name that two contents bear goes into a folder by its own."""
    known: dict[int, int] = {}  # hashes only: there may be a million names
    before = 0
    for file in _came(feed, chosen):
        if file.name == AUDIT:
            continue
        name, content = safe(file.name), hash(file.digest)
        taken = known.setdefault(hash(name), content)
        if taken != content:
            name = f"{safe(file.instance_id)}/{name}"
        elif len(known) == before:
            continue
        before = len(known)
        yield from _stored(feed, zipped, f"media/{name}", file)


def _stored(feed: Feed, zipped: ZipStream, name: str, file: _Came) -> Iterator[bytes]:
    """One file; one that cannot be opened stays sealed, and the others follow all the same."""
    with feed.services.vault.open(file.digest) as content:
        if file.seal is None:
            yield from zipped.stored(name, content)
            return
        pieces = zipped.stored(name, file.seal.opened(file.sealed_name, content))
        try:
            first = next(pieces)  # it has been read to its end before anything is sent
        except Undecryptable:
            content.seek(0)
            yield from zipped.stored(f"{name}{ENDING}", content)
            return
        yield first
        yield from pieces


class _Came(NamedTuple):
    """A file that has come; `seal` opens it, and `sealed_name` is what the envelope calls it."""

    instance_id: str
    name: str
    digest: str
    sealed_name: str
    seal: Seal | None


def _came(feed: Feed, chosen: Selection, name: str | None = None) -> Iterator[_Came]:
    """Files that have come with the submissions, each with the submission's id."""
    for batch in _with_files(feed, chosen):
        keys = [(row.county, row.current_id) for row in batch]
        with feed.services.store.read() as conn:
            found = feeds.files(conn, keys, None if feed.keyring else name)
            seals = _seals(feed, conn, keys)
        for row, key in zip(batch, keys, strict=True):
            for file in found.get(key, ()):
                made = _file(row.instance_id, file, seals.get(key))
                if made is not None and name in {None, made.name}:
                    yield made


def _seals(
    feed: Feed, conn: Connection, keys: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Seal]:
    """What opens the files of those submissions that this feed has a key to."""
    if not feed.keyring:
        return {}
    found = {
        key: feed.keyring.seal(version_id, read_envelope(xml))
        for key, (version_id, xml) in feeds.envelopes(conn, keys).items()
    }
    return {key: seal for key, seal in found.items() if seal is not None}


def _file(instance_id: str, file: AnyRow, seal: Seal | None) -> _Came | None:
    """The file by its name before it was sealed; None for the answers, which tables hold."""
    if seal is None or not seal.holds(file.name):
        return _Came(instance_id, file.name, file.digest, file.name, None)
    if file.name == seal.answers:
        return None
    return _Came(instance_id, plain_name(file.name), file.digest, file.name, seal)


def _with_files(feed: Feed, chosen: Selection) -> Iterator[Sequence[AnyRow]]:
    """Submissions with files; their answers are read only where the filter speaks of them."""
    if chosen.holds is not None:
        for batch in _batches(feed, chosen):
            yield [row for row, _ in batch]
        return
    after: Cursor | None = None
    while True:
        with feed.services.store.read() as conn:
            rows = feeds.with_files(conn, chosen.wanted, after=after, limit=BATCH)
        if rows:
            yield rows
        if len(rows) < BATCH:
            return
        after = (rows[-1].received_at, rows[-1].id)


def _audits(feed: Feed, chosen: Selection, zipped: ZipStream) -> Iterator[bytes]:
    """The tablets' logs of all submissions in one table, if there is any."""
    if not any(place.field.path == "/meta/audit" for place in feed.tables[0].layout.places):
        return
    gathered: Gathered | None = None
    for file in _came(feed, chosen, AUDIT):
        if gathered is None:
            gathered = Gathered(zipped.level)
            gathered.feed(f"{','.join(AUDIT_COLUMNS)}\n".encode())
        gathered.feed(_events(file.instance_id, _content(feed, file)))
    if gathered is not None:
        gathered.close()
        yield from zipped.gathered(f"{safe(feed.form.form_id)} - audit.csv", gathered)


def _content(feed: Feed, file: _Came) -> bytes:
    """A short file; nothing where it cannot be opened."""
    with feed.services.vault.open(file.digest) as content:
        if file.seal is None:
            return content.read()
        try:
            return whole(file.seal.opened(file.sealed_name, content), LONGEST_AUDIT)
        except Undecryptable:
            return b""


def _events(instance_id: str, content: bytes) -> bytes:
    """A log's lines under common columns; ragged ones are taken as far as they go."""
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    text = io.StringIO(content.decode("utf-8-sig", errors="replace"), newline="")
    for row in csv.DictReader(text, restval=""):
        writer.writerow([instance_id, *(row.get(name) or "" for name in AUDIT_COLUMNS[1:])])
    return made.getvalue().encode()
