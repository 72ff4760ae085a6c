"""Entities of a list as one table: an OData feed, CSV, GeoJSON."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode
from xml.sax.saxutils import quoteattr

import orjson
from flask import Blueprint, Response, request

from server.api import entity_shapes as shapes
from server.api.answers import answer, disposition
from server.api.asking import argument, caller, now, services
from server.api.datasets import DATASET
from server.api.entities import ENTITIES, ENTITY
from server.api.shapes import moment
from server.core.entity_feed import GEOMETRY, geometry_of
from server.core.errors import FeatureUnsupported, PropertyNotFound
from server.core.odata.options import read_options, skip_token
from server.core.odata_names import identifier
from server.entities import datasets, feed, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.api.shapes import Shape
    from server.core.odata.options import Options
    from server.entities.datasets import DatasetView
    from server.store.entities import StoredEntity

SERVICE = f"{DATASET}.svc"
TABLE = "Entities"
SEARCH = "$search"
CSV_MIME = "text/csv; charset=utf-8"
SYSTEM_FIELDS = (
    ("createdAt", "DateTimeOffset"),
    ("creatorId", "String"),
    ("creatorName", "String"),
    ("updates", "Int64"),
    ("updatedAt", "DateTimeOffset"),
    ("deletedAt", "DateTimeOffset"),
    ("version", "Int64"),
    ("conflict", "String"),
)
CSV_SYSTEM = (
    "__createdAt",
    "__creatorId",
    "__creatorName",
    "__updates",
    "__updatedAt",
    "__version",
)
ROWS_A_PIECE = 200

bp = Blueprint("entity_tables", __name__)


def _view(project_id: int, name: str) -> DatasetView:
    return datasets.view(services(), datasets.one(services(), caller(), project_id, name))


def _base(view: DatasetView) -> str:
    public = services().settings.public_url.rstrip("/")
    name = quote(view.stored.name, safe="")
    return f"{public}/v1/projects/{view.stored.project_id}/datasets/{name}.svc"


def _odata(made: Response) -> Response:
    made.headers["OData-Version"] = "4.0"
    return made


@bp.get(SERVICE)
@bp.get(f"{SERVICE}/")
def service(project_id: int, name: str) -> Response:
    """The tables of a list's feed: one."""
    view = _view(project_id, name)
    made = answer(
        {
            "@odata.context": f"{_base(view)}/$metadata",
            "value": [{"name": TABLE, "kind": "EntitySet", "url": TABLE}],
        }
    )
    made.content_type = "application/json; charset=utf-8; odata.metadata=minimal"
    return _odata(made)


@bp.get(f"{SERVICE}/$metadata")
def metadata(project_id: int, name: str) -> Response:
    """What the feed's table looks like, in CSDL."""
    view = _view(project_id, name)
    return _odata(Response(_csdl(view), content_type="application/xml; charset=utf-8"))


def _csdl(view: DatasetView) -> str:
    name = identifier(view.stored.name)
    space = f"org.opendatakit.user.{name}"
    system = "".join(
        f'<Property Name="{field}" Type="Edm.{kind}"/>' for field, kind in SYSTEM_FIELDS
    )
    own = [each.odata_name for each in view.properties]
    properties = "".join(f'<Property Name={quoteattr(n)} Type="Edm.String"/>' for n in own)
    closed = "".join(f"<PropertyPath>{each}</PropertyPath>" for each in own)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<edmx:Edmx xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx" Version="4.0">'
        "<edmx:DataServices>"
        '<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" '
        'Namespace="org.opendatakit.entity">'
        f'<ComplexType Name="metadata">{system}</ComplexType></Schema>'
        f'<Schema xmlns="http://docs.oasis-open.org/odata/ns/edm" Namespace={quoteattr(space)}>'
        f'<EntityType Name="{TABLE}"><Key><PropertyRef Name="__id"/></Key>'
        '<Property Name="__id" Type="Edm.String"/>'
        '<Property Name="__system" Type="org.opendatakit.entity.metadata"/>'
        f'<Property Name="label" Type="Edm.String"/>{properties}</EntityType>'
        f"<EntityContainer Name={quoteattr(name)}>"
        f'<EntitySet Name="{TABLE}" EntityType={quoteattr(f"{space}.{TABLE}")}>'
        '<Annotation Term="Org.OData.Capabilities.V1.ConformanceLevel" '
        'EnumMember="Org.OData.Capabilities.V1.ConformanceLevelType/Minimal"/>'
        '<Annotation Term="Org.OData.Capabilities.V1.BatchSupported" Bool="false"/>'
        '<Annotation Term="Org.OData.Capabilities.V1.CountRestrictions"><Record>'
        '<PropertyValue Property="Countable" Bool="true"/></Record></Annotation>'
        '<Annotation Term="Org.OData.Capabilities.V1.FilterRestrictions"><Record>'
        '<PropertyValue Property="Filterable" Bool="true"/>'
        '<PropertyValue Property="RequiresFilter" Bool="false"/>'
        '<PropertyValue Property="NonFilterableProperties">'
        f"<Collection>{closed}</Collection></PropertyValue></Record></Annotation>"
        '<Annotation Term="Org.OData.Capabilities.V1.SortRestrictions"><Record>'
        '<PropertyValue Property="Sortable" Bool="true"/></Record></Annotation>'
        '<Annotation Term="Org.OData.Capabilities.V1.ExpandRestrictions"><Record>'
        '<PropertyValue Property="Expandable" Bool="false"/></Record></Annotation>'
        "</EntitySet></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>"
    )


@bp.get(f"{SERVICE}/{TABLE}")
def table(project_id: int, name: str) -> Response:
    """The entities themselves."""
    view = _view(project_id, name)
    options = _options()
    names = {each.name: each.odata_name for each in view.properties}
    _check_select(options, names)
    found = feed.page(
        services(), caller(), view.stored, options, search=argument(SEARCH), now=now()
    )
    base = _base(view)
    about = {"@odata.context": f"{base}/$metadata#{TABLE}"}
    if found.next_after is not None:
        about["@odata.nextLink"] = _next(base, found.next_after)
    more = {} if found.total is None else {"@odata.count": found.total}
    wanted = frozenset(options.select)
    rows = (shapes.odata(each, names, wanted) for each in found.rows)
    made = Response(_document(rows, {**about, **more}), content_type="application/json")
    return _odata(made)


def _options() -> Options:
    options = read_options(request.args, more=frozenset({SEARCH}))
    if options.expands or options.wkt:
        raise FeatureUnsupported(feature="$expand" if options.expands else "$wkt")
    return options


def _check_select(options: Options, names: Mapping[str, str]) -> None:
    system = {f"__system/{field}" for field, _ in SYSTEM_FIELDS}
    for each in options.select:
        if each not in {"__id", "label", "__system", *system, *names.values()}:
            raise PropertyNotFound(property=each)


def _document(rows: Iterable[Shape], about: Mapping[str, object]) -> Iterator[bytes]:
    yield b'{"value":['
    piece: list[bytes] = []
    comma = b""
    for row in rows:
        piece.append(orjson.dumps(row))
        if len(piece) == ROWS_A_PIECE:
            yield comma + b",".join(piece)
            comma, piece = b",", []
    if piece:
        yield comma + b",".join(piece)
    yield b"]," + orjson.dumps(dict(about))[1:]


def _next(base: str, after: Mapping[str, str]) -> str:
    asked = {
        key: value for key, value in request.args.items() if key not in {"$skip", "$skiptoken"}
    }
    asked["$skiptoken"] = skip_token(after)
    return f"{base}/{TABLE}?{urlencode(asked)}"


@bp.get(f"{ENTITIES}.csv")
def as_csv(project_id: int, name: str) -> Response:
    """The entities as a table for spreadsheets."""
    view = _view(project_id, name)
    options = read_options(request.args, more=frozenset({SEARCH}))
    rows = feed.page(services(), caller(), view.stored, options, search=argument(SEARCH), now=now())
    made = Response(_csv(view, rows.rows), content_type=CSV_MIME)
    made.headers["Content-Disposition"] = disposition(f"{name}.csv")
    made.set_etag(feed.etag(services(), caller(), view.stored, request.query_string), weak=True)
    made.make_conditional(request)
    return made


def _csv(view: DatasetView, rows: Iterable[StoredEntity]) -> Iterator[bytes]:
    names = [each.name for each in view.properties]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["__id", "label", *names, *CSV_SYSTEM])
    for at, each in enumerate(rows, 1):
        writer.writerow(
            [
                each.uuid,
                each.current.label,
                *(each.current.values.get(name, "") for name in names),
                moment(each.created_at),
                each.creator_id,
                each.creator_name,
                each.updates,
                moment(each.updated_at) or "",
                each.current.number,
            ]
        )
        if at % ROWS_A_PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    written = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return written


@bp.get(f"{ENTITIES}.geojson")
def as_geojson(project_id: int, name: str) -> Response:
    """Where the entities are."""
    view = _view(project_id, name)
    options = read_options(request.args, more=frozenset({SEARCH}))
    rows = feed.page(services(), caller(), view.stored, options, search=argument(SEARCH), now=now())
    return Response(_features(rows.rows), content_type="application/json")


@bp.get(f"{ENTITY}/geojson")
def one_as_geojson(project_id: int, name: str, uuid: str) -> Response:
    """Where one entity is."""
    found = datasets.one(services(), caller(), project_id, name)
    entity = listing.one(services(), caller(), found, uuid)
    return Response(_features([entity]), content_type="application/json")


def _features(rows: Iterable[StoredEntity]) -> Iterator[bytes]:
    yield b'{"type":"FeatureCollection","features":['
    comma = b""
    for each in rows:
        geometry = geometry_of(each.current.values.get(GEOMETRY, ""))
        if geometry is not None:
            feature = {
                "type": "Feature",
                "id": each.uuid,
                "properties": None,
                "geometry": geometry,
            }
            yield comma + orjson.dumps(feature)
            comma = b","
    yield b"]}"
