"""Rows of feeds as OData's JSON: typed, nested as the form is (protocol.md 7, OR-188 to OR-195)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from urllib.parse import quote

from server.core.errors import PropertyNotFound
from server.core.feed import Sent, moment
from server.core.odata_names import sibling_names
from server.core.schema import FieldType
from server.core.tables import ROOT, Found, row_id, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from server.core.packed import Row
    from server.core.schema import Field
    from server.core.tables import Table

    Convert = Callable[[str], Any]

Shape: TypeAlias = "dict[str, Any]"

SYSTEM = (
    "submissionDate",
    "updatedAt",
    "deletedAt",
    "submitterId",
    "submitterName",
    "attachmentsPresent",
    "attachmentsExpected",
    "status",
    "reviewState",
    "deviceId",
    "edits",
    "formVersion",
)
LARGEST_INT = 2**63 - 1
ACCURACY = 3
"""Where the accuracy stands behind latitude, longitude and altitude."""

ENDS, CORNERS = 2, 3
"""Points that make a line, and an area."""

_WHOLE = re.compile(r"[+-]?\d{1,30}(?:\.0+)?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?(?:\d{2})?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Look:
    """How rows are to look."""

    select: tuple[str, ...] = ()
    expands: bool = False
    wkt: bool = False


class _Context(NamedTuple):
    """Where the row being written stands."""

    sent: Sent
    places: tuple[int, ...]
    table: Table


class RowWriter:
    """Writes the rows of one table; raise PropertyNotFound for a `select` of something else."""

    def __init__(self, table: Table, tables: Sequence[Table], look: Look) -> None:
        self._table = table
        self._tables = {each.path: each for each in tables}
        self._look = look
        self._wanted = frozenset(look.select)
        self._group = self._compiled(table, table.fields, "")
        self._require_known()
        self._system = [each for each in SYSTEM if self._is_wanted(f"__system/{each}")]

    def row(self, sent: Sent, found: Found) -> Shape:
        """One row."""
        table = self._table
        made: Shape = {}
        own = row_id(table, sent.instance_id, found.places)
        if self._is_wanted("__id"):
            made["__id"] = own
        if table.above is None:
            if self._system:
                made["__system"] = self._said(sent)
            if sent.status is not None:
                return made
        else:
            above = table.above
            key = f"__{above.name.replace('.', '-')}-id"
            if self._is_wanted(key):
                made[key] = row_id(above, sent.instance_id, found.places[:-1])
        made.update(self._group(found.row, _Context(sent, found.places, table)))
        return made

    def _said(self, sent: Sent) -> Shape:
        everything = {
            "submissionDate": moment(sent.received_at),
            "updatedAt": moment(sent.updated_at),
            "deletedAt": moment(sent.deleted_at),
            "submitterId": str(sent.submitter_id),
            "submitterName": sent.submitter_name,
            "attachmentsPresent": sent.files_present,
            "attachmentsExpected": sent.files_expected,
            "status": sent.status,
            "reviewState": sent.review_state,
            "deviceId": sent.device_id or None,
            "edits": sent.edits,
            "formVersion": sent.form_version,
        }
        if len(self._system) == len(SYSTEM):
            return everything
        return {name: everything[name] for name in self._system}

    def _compiled(
        self, table: Table, fields: Iterable[Field], above: str
    ) -> Callable[[Row, _Context], Shape]:
        """Writes the fields of one group; what is not selected is left out."""
        fields = tuple(fields)
        names = sibling_names(each.name for each in fields)
        parts = [(names[each.name], f"{above}{names[each.name]}", each) for each in fields]
        leaves = [
            (name, table.layout.index[each.path], converter(each, wkt=self._look.wkt))
            for name, path, each in parts
            if not each.children and self._is_wanted(path)
        ]
        groups = [
            (name, self._compiled(table, each.children, f"{path}/"))
            for name, path, each in parts
            if each.children
            and each.type is not FieldType.REPEAT
            and self._is_wanted(path, inside=True)
        ]
        repeats = [
            self._repeat(name, path, self._tables[each.path])
            for name, path, each in parts
            if each.children and each.type is FieldType.REPEAT and not self._wanted
        ]
        order = {name: None for name, _, each in parts if each.type is not FieldType.REPEAT}
        kept = {name for name, *_ in (*leaves, *groups)}
        blank = {name: None for name in order if name in kept}

        def write(row: Row, context: _Context) -> Shape:
            made: Shape = blank.copy()
            for name, place, convert in leaves:
                text = row[place]
                if text is not None:
                    made[name] = text if convert is None else convert(text)
            for name, group in groups:
                made[name] = group(row, context)
            for repeat in repeats:
                repeat(made, row, context)
            return made

        return write

    def _repeat(
        self, name: str, path: str, inside: Table
    ) -> Callable[[Shape, Row, _Context], None]:
        """Writes what a row says of a repeat: where its rows are, and the rows if asked for."""
        write = self._compiled(inside, inside.fields, "") if self._look.expands else None
        link = f"{name}@odata.navigationLink"

        def said(made: Shape, row: Row, context: _Context) -> None:
            rows = row[inside.place]
            if write is not None:
                made[name] = self._expanded(write, inside, rows, context)
            if rows:
                made[link] = f"{_link(context)}/{path}"

        return said

    def _expanded(
        self,
        write: Callable[[Row, _Context], Shape],
        table: Table,
        rows: Iterable[Row] | None,
        context: _Context,
    ) -> list[Shape]:
        """Rows of a repeat inside the row they belong to."""
        made = []
        for place, row in enumerate(rows or ()):
            places = (*context.places, place)
            inside = _Context(context.sent, places, table)
            key = row_id(table, context.sent.instance_id, places)
            made.append({"__id": key, **write(row, inside)})
        return made

    def _is_wanted(self, path: str, *, inside: bool = False) -> bool:
        """Whether a field, a group above it or (`inside`) a field below it was selected."""
        wanted = self._wanted
        if not wanted or path in wanted:
            return True
        steps = path.split("/")
        if any("/".join(steps[:depth]) in wanted for depth in range(1, len(steps))):
            return True
        return inside and any(each.startswith(f"{path}/") for each in wanted)

    def _require_known(self) -> None:
        known = {"__id", *self._own_names()}
        for each in self._look.select:
            if each not in known:
                raise PropertyNotFound(property=each)

    def _own_names(self) -> set[str]:
        table = self._table
        found = {path for path, _ in _paths(table.fields, "")}
        if table.above is None:
            return found | {"__system", *(f"__system/{each}" for each in SYSTEM)}
        return found | {f"__{table.above.name.replace('.', '-')}-id"}


def _link(context: _Context) -> str:
    """The address of a row, from below the service root."""
    sent = context.sent
    link = f"{ROOT}('{quote(sent.instance_id, safe='')}')"
    for depth, each in enumerate(context.table.chain[1:], start=1):
        key = row_id(each, sent.instance_id, context.places[:depth])
        last = each.name.removeprefix(f"{each.above.name}." if each.above else "")
        link += f"/{last.replace('.', '/')}('{key}')"
    return link


def _paths(fields: Iterable[Field], above: str) -> Iterable[tuple[str, Field]]:
    fields = tuple(fields)
    names = sibling_names(each.name for each in fields)
    for each in fields:
        path = f"{above}{names[each.name]}"
        if each.type is FieldType.REPEAT and each.children:
            continue
        yield path, each
        yield from _paths(each.children, f"{path}/")


def one_row(table: Table, sent: Sent, key: str) -> Found | None:
    """The row of this id; None when the submission has none."""
    rows = rows_in(table, sent.row)
    return next(
        (each for each in rows if row_id(table, sent.instance_id, each.places) == key), None
    )


def converter(field: Field, *, wkt: bool) -> Convert | None:
    """From the text of an answer to JSON; None where it stays a text.

    What is no value of its kind is null: OData's clients take the whole table for broken else.
    """
    return (WKT if wkt else GEOJSON).get(field.type) or PLAIN.get(field.type)


def whole(text: str) -> int | None:
    """A whole number of 64 bits."""
    plain = text.strip()
    if not _WHOLE.fullmatch(plain):
        return None
    number = int(plain.partition(".")[0])
    return number if abs(number) <= LARGEST_INT else None


def decimal(text: str) -> float | None:
    """A number."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in text else None


def day(text: str) -> str | None:
    """A calendar day."""
    found = _DAY.fullmatch(text.strip())
    return found[1] if found else None


def instant(text: str) -> str | None:
    """A point in time as RFC 3339 has it; old tablets wrote ``+08`` (OR-195).

    >>> instant("2026-11-23T13:45:00.000+08"), instant("2026-11-23T13:45:00.000Z")
    ('2026-11-23T13:45:00.000+08:00', '2026-11-23T13:45:00.000Z')
    """
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return None
    date, minutes, seconds, offset = found.groups()
    zone = offset or "+08:00"  # office time where none is written
    if zone != "Z":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        zone = f"{zone[0]}{digits[:2]}:{digits[2:]}"
    return f"{date}T{minutes}{seconds or ':00'}{zone}"


def _point(text: str) -> list[float] | None:
    """Latitude, longitude, then what else there is."""
    try:
        numbers = [float(part) for part in text.split()[:4]]
    except ValueError:
        return None
    return numbers if len(numbers) > 1 and all(map(isfinite, numbers)) else None


def _position(numbers: Sequence[float]) -> list[float]:
    """GeoJSON's order: longitude, latitude, altitude (OR-194)."""
    return [numbers[1], numbers[0], *numbers[2:3]]


def _points(text: str) -> list[list[float]] | None:
    """Points of a line; a semicolon at its end makes none."""
    found = [_point(part) for part in text.split(";") if part.strip()]
    return None if None in found or not found else [each for each in found if each]


def geo_point(text: str) -> Shape | None:
    """A position as GeoJSON."""
    numbers = _point(text)
    if numbers is None:
        return None
    made: Shape = {"type": "Point", "coordinates": _position(numbers)}
    if len(numbers) > ACCURACY:
        made["properties"] = {"accuracy": numbers[ACCURACY]}
    return made


def geo_line(text: str) -> Shape | None:
    """A line as GeoJSON."""
    points = _line(text)
    if points is None:
        return None
    shape = [_position(each) for each in points]
    return {"type": "LineString", "coordinates": shape, **_accuracies(points)}


def geo_shape(text: str) -> Shape | None:
    """An outline as GeoJSON, closed."""
    points = _closed(text)
    if points is None:
        return None
    ring = [_position(each) for each in points]
    return {"type": "Polygon", "coordinates": [ring], **_accuracies(points)}


def _accuracies(points: Sequence[Sequence[float]]) -> Shape:
    """How exact the points are, where tablets said so."""
    found = [each[ACCURACY] if len(each) > ACCURACY else None for each in points]
    return {"properties": {"accuracies": found}} if any(each is not None for each in found) else {}


def _line(text: str) -> list[list[float]] | None:
    points = _points(text)
    return None if points is None or len(points) < ENDS else points


def _closed(text: str) -> list[list[float]] | None:
    points = _points(text)
    if points is None or len(points) < CORNERS:
        return None
    return points if points[0] == points[-1] else [*points, points[0]]


def _wkt(points: Iterable[Sequence[float]]) -> str:
    return ",".join(" ".join(f"{number:.15g}" for number in _position(each)) for each in points)


def wkt_point(text: str) -> str | None:
    """A position as well-known text.

    >>> wkt_point("36.5 104.1 1700 4.5")
    'POINT (104.1 36.5 1700)'
    """
    numbers = _point(text)
    return None if numbers is None else f"POINT ({_wkt([numbers])})"


def wkt_line(text: str) -> str | None:
    """A line as well-known text."""
    points = _line(text)
    return None if points is None else f"LINESTRING ({_wkt(points)})"


def wkt_shape(text: str) -> str | None:
    """An outline as well-known text."""
    points = _closed(text)
    return None if points is None else f"POLYGON (({_wkt(points)}))"


PLAIN: Mapping[FieldType, Convert] = {
    FieldType.INT: whole,
    FieldType.DECIMAL: decimal,
    FieldType.DATE: day,
    FieldType.DATETIME: instant,
}
GEOJSON: Mapping[FieldType, Convert] = {
    FieldType.GEOPOINT: geo_point,
    FieldType.GEOTRACE: geo_line,
    FieldType.GEOSHAPE: geo_shape,
}
WKT: Mapping[FieldType, Convert] = {
    FieldType.GEOPOINT: wkt_point,
    FieldType.GEOTRACE: wkt_line,
    FieldType.GEOSHAPE: wkt_shape,
}
