"""CSV tables as ODK Briefcase and Central lay them out (protocol.md 8, OR-200 to OR-203)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from server.core.feed import Status, moment
from server.core.schema import FieldType
from server.core.tables import rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from server.core.feed import Sent
    from server.core.packed import Place, Row
    from server.core.tables import Table

    Cells = Callable[[Row], Iterable[Any]]

BOM = "\ufeff"
"""Without it Excel on the office PCs shows Chinese CSV as noise."""

BEFORE = ("SubmissionDate",)
AFTER = (
    "KEY",
    "SubmitterID",
    "SubmitterName",
    "AttachmentsPresent",
    "AttachmentsExpected",
    "Status",
    "ReviewState",
    "DeviceID",
    "Edits",
    "FormVersion",
)
KEYS = ("PARENT_KEY", "KEY")
POINT = ("Latitude", "Longitude", "Altitude", "Accuracy")
STATUSES: Mapping[Status, str] = {
    Status.NOT_DECRYPTED: "not decrypted",
    Status.MISSING_DATA: "missing encrypted form data",
}
NUMBERS = frozenset({FieldType.INT, FieldType.DECIMAL, FieldType.GEOPOINT})
FORMULA = frozenset("=+-@\t\r")
"""What makes Excel run a text cell as a formula, when a text begins with it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How columns are named and filled.

    `choices` are the values to split selects of many into, by path; `defused` puts an apostrophe
    before texts that a spreadsheet would run as a formula.
    """

    group_paths: bool = True
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    defused: bool = False
    bom: bool = False


class CsvTable:
    """One table: its header, and its lines for some submissions."""

    def __init__(self, table: Table, style: Style) -> None:
        self._table = table
        self._cells = _cells(table, style)
        self._defused = style.defused
        columns = [name for place in _answers(table) for name in _columns(table, place, style)]
        is_root = table.above is None
        self.header = [*BEFORE, *columns, *AFTER] if is_root else [*columns, *KEYS]
        self._numbers = len(BEFORE) if is_root else 0
        self._texts = frozenset(_texts(table, style))
        self._bom = style.bom

    def head(self) -> bytes:
        """The first line."""
        return ((BOM if self._bom else "") + _lines([self.header])).encode()

    def lines(self, batch: Iterable[Sent]) -> bytes:
        """Lines of these submissions."""
        rows = self._root(batch) if self._table.above is None else self._repeat(batch)
        return _lines(self._safe(rows) if self._defused else rows).encode()

    def _root(self, batch: Iterable[Sent]) -> Iterator[list[Any]]:
        cells = self._cells
        for sent in batch:
            yield [
                moment(sent.received_at),
                *cells(sent.row),
                sent.instance_id,
                sent.submitter_id,
                sent.submitter_name,
                sent.files_present,
                sent.files_expected,
                None if sent.status is None else STATUSES[sent.status],
                sent.review_state,
                sent.device_id,
                sent.edits,
                sent.form_version,
            ]

    def _repeat(self, batch: Iterable[Sent]) -> Iterator[list[Any]]:
        table, cells = self._table, self._cells
        steps = [each.step for each in table.chain[1:]]
        for sent in batch:
            for found in rows_in(table, sent.row):
                parent = sent.instance_id
                for step, place in zip(steps[:-1], found.places, strict=False):
                    parent = f"{parent}/{step}[{place + 1}]"
                yield [*cells(found.row), parent, f"{parent}/{steps[-1]}[{found.places[-1] + 1}]"]

    def _safe(self, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
        for row in rows:
            for at in self._texts:
                text = row[at]
                if text and text[0] in FORMULA:
                    row[at] = f"'{text}"
            yield row


def _lines(rows: Iterable[Sequence[Any]]) -> str:
    made = io.StringIO(newline="")
    csv.writer(made, lineterminator="\n").writerows(rows)
    return made.getvalue()


def _answers(table: Table) -> Iterator[Place]:
    return (place for place in table.layout.places if place.rows is None)


def _columns(table: Table, place: Place, style: Style) -> Iterator[str]:
    """Names of the columns of one answer: a position has four, a split select one per choice."""
    path = place.field.path[len(table.path) + 1 :]
    name = path.replace("/", "-") if style.group_paths else place.field.name
    if place.field.type is FieldType.GEOPOINT:
        yield from (f"{name}-{part}" for part in POINT)
        return
    yield name
    yield from (f"{name}/{choice}" for choice in style.choices.get(place.field.path, ()))


def _texts(table: Table, style: Style) -> Iterator[int]:
    """Columns whose texts may be taken for formulas."""
    at = 0
    if table.above is None:
        at = len(BEFORE)
    for place in _answers(table):
        width = sum(1 for _ in _columns(table, place, style))
        if place.field.type not in NUMBERS:
            yield at
        at += width
    if table.above is None:
        yield from (at + AFTER.index(name) for name in ("SubmitterName", "DeviceID", "FormVersion"))


def _cells(table: Table, style: Style) -> Cells:
    """The cells of a row: what needs no care is taken in one step."""

    def special(at: int) -> Cells | None:
        place = table.layout.places[at].field
        if place.type is FieldType.GEOPOINT:
            return lambda row: point(row[at])
        if choices := style.choices.get(place.path):
            return lambda row: split(row[at], choices)
        return None

    wanted = [at for at, place in enumerate(table.layout.places) if place.rows is None]
    parts: list[Cells] = []
    for plain, some in groupby(wanted, key=lambda at: special(at) is None):
        run = list(some)
        if not plain:
            parts.extend(made for at in run if (made := special(at)))
        elif len(run) == 1:
            parts.append(itemgetter(slice(run[0], run[0] + 1)))
        else:
            parts.append(itemgetter(*run))
    if len(parts) == 1:
        return parts[0]
    return lambda row: [cell for part in parts for cell in part(row)]


def point(text: str | None) -> list[str | None]:
    """Latitude, longitude, altitude, accuracy.

    >>> point("36.5 104.1 0 4.5"), point("36.5 104.1")
    (['36.5', '104.1', '0', '4.5'], ['36.5', '104.1', None, None])
    """
    parts: list[str | None] = [*text.split()[:4]] if text else []
    return parts + [None] * (len(POINT) - len(parts))


def split(text: str | None, choices: Sequence[str]) -> Sequence[str | int | None]:
    """What was ticked, then 1 or 0 for each choice; nothing where nothing was answered.

    >>> split("a c", ["a", "b", "c"])
    ['a c', 1, 0, 1]
    """
    if not text:
        return [text] + [None] * len(choices)
    ticked = set(text.split())
    return [text, *(int(choice in ticked) for choice in choices)]


def file_names(form_id: str, tables: Sequence[Table]) -> list[str]:
    """Names of the files: repeats of one name are numbered in the order of the form (OR-203)."""
    names = [each.path.rpartition("/")[2] for each in tables]
    counted: dict[str, int] = {}
    made = [f"{safe(form_id)}.csv"]
    for name in names[1:]:
        counted[name] = counted.get(name, 0) + 1
        number = f"~{counted[name]}" if names.count(name) > 1 else ""
        made.append(f"{safe(form_id)}-{safe(name)}{number}.csv")
    return made


def safe(name: str) -> str:
    r"""A name that no file system takes for a path.

    >>> safe("a/b\\..\\c")
    'a-b-..-c'
    """
    plain = "".join("-" if c in '/\\:*?"<>|' or c < " " else c for c in name)
    return plain if plain.strip(". ") else "-"
