"""The map (地图): units coloured by a figure, all points, what lies inside a line; its tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson
from flask import Blueprint, Response, render_template, request, url_for

from server.answers import known_forms
from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.console.views import figures as figure_view
from server.console.views import maps as view
from server.core.desk.mapping import MapFilter, PointLayer
from server.core.desk.people import May
from server.core.errors import NotFound, UnexpectedValue
from server.core.tiling import Tile
from server.figures import asking
from server.figures.table import table
from server.maps import basemap, outlines, peeking, points, selecting

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.core.types import UnitCode
    from server.maps.encoding import Encoded
    from server.maps.selecting import Selection

bp = Blueprint("maps", __name__)

SECTION = "maps"
VECTOR: Final = "application/vnd.mapbox-vector-tile"
LAYER: Final = "layer"
A_DAY_S: Final = 24 * 3600
MOST_CARDS: Final = 20
LONGEST_ID: Final = 19


@bp.get("/map")
@signed_in(*asking.SEES)
def page() -> ResponseReturnValue:
    """The map with its table beside it."""
    person = asker()
    ask = asking.FigureAsk.asked(request.args)
    found = table(services(), person, ask, now=now())
    language = wording.language()
    units = asking.units_of(services(), person, ask.filter.unit)
    layers = points.open_layers(person)
    layer = request.args.get(LAYER, layers[0].value if layers else "")
    if layer and layer not in layers:
        raise NotFound
    drawn = _selection(request.args.get("selection", ""))
    return render_template(
        "maps/map.html",
        section=SECTION,
        figures=figure_view.page(found, language),
        ask=ask,
        kept=ask.filter.args,
        offered=[(each.name, each.label(language)) for each in asking.offered(person)],
        layers=layers,
        layer=layer,
        forms=_forms(language),
        map=map_settings(units, layer, ask.filter),
        drawn=drawn,
        links=_links(drawn) if drawn else (),
        queue=""
        if layer != PointLayer.RECORDS or person.may.isdisjoint({May.REVIEW, May.AUDIT})
        else view.queue_link(ask.filter),
    )


def map_settings(units: tuple[UnitCode, ...], layer: str, asked: MapFilter) -> str:
    """What the browser's map is told, as JSON: addresses, where to look, the base map."""
    box = outlines.box(services(), units)
    base = basemap.base(services())
    language = wording.language()
    told: dict[str, Any] = {
        "areas": _template("maps.areas"),
        "points": _template("maps.points_of", layer=layer, **asked.args) if layer else "",
        "cards": url_for("maps.cards", layer=layer, **asked.args) if layer else "",
        "select": url_for("maps.select") if layer else "",
        "layer": layer,
        "box": box,
        "schematic": outlines.is_schematic(services(), units),
        "fault": base.fault.sentence(language) if base.fault else "",
        "base": None
        if base.map is None
        else {
            "tiles": _template("maps.base"),
            "vector": base.map.is_vector,
            "least": base.map.least_zoom,
            "most": base.map.most_zoom,
            "attribution": base.map.attribution,
            "layers": base.map.layers,
        },
    }
    return orjson.dumps(told).decode()


def _template(endpoint: str, **values: Any) -> str:  # noqa: ANN401  # parts of an address
    """An address with places for zoom, column and row."""
    address = url_for(endpoint, zoom=0, x=1, y=2, **values)
    return address.replace("/0/1/2", "/{z}/{x}/{y}", 1)


def _forms(language: str) -> list[tuple[str, str]]:
    return view.forms(known_forms(services()).values(), language)


@bp.get("/tiles/areas/<int:zoom>/<int:x>/<int:y>.mvt")
@signed_in(*asking.SEES)
def areas(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Outlines of one's own area."""
    units = asking.units_of(services(), asker(), None)
    return _sent(outlines.tile(services(), units, Tile.at(zoom, x, y)))


@bp.get("/tiles/points/<layer>/<int:zoom>/<int:x>/<int:y>.mvt")
@signed_in(*points.NEEDS.values())
def points_of(layer: str, zoom: int, x: int, y: int) -> ResponseReturnValue:
    """Points of one's own area under a filter."""
    wanted = Tile.at(zoom, x, y)
    asked = MapFilter.asked(request.args)
    return _sent(points.tile(services(), asker(), _layer(layer), asked, wanted))


@bp.get("/tiles/base/<int:zoom>/<int:x>/<int:y>")
@signed_in(*asking.SEES)
def base(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """A tile of the office's base map; where it has none, nothing."""
    found, mime = basemap.tile(services(), Tile.at(zoom, x, y))
    answer = Response(found.content, mimetype=mime)
    if found.is_gzipped:
        answer.content_encoding = "gzip"
    answer.headers["Cache-Control"] = f"private, max-age={A_DAY_S}"
    return answer


def _sent(tile: Encoded) -> ResponseReturnValue:
    """A tile; the browser asks each time whether its copy still holds, and for whom."""
    answer = Response(tile.content, mimetype=VECTOR)
    if not tile.content:
        answer.status_code = 204
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.vary.add("Cookie")
    answer.set_etag(tile.tag)
    return answer.make_conditional(request.environ)


def _layer(name: str) -> PointLayer:
    if name not in set(PointLayer):
        raise NotFound
    return PointLayer(name)


@bp.get("/map/cards/<layer>")
@signed_in(*points.NEEDS.values())
def cards(layer: str) -> ResponseReturnValue:
    """What some points are: a part of the page."""
    refs = [int(ref) for ref in request.args.get("refs", "").split(",") if _is_id(ref)]
    asked = MapFilter.asked(request.args)
    found = peeking.cards(services(), asker(), _layer(layer), asked, refs[:MOST_CARDS])
    shown = view.cards(services(), found, _layer(layer), wording.language())
    return render_template("maps/_cards.html", cards=shown, more=max(0, len(refs) - MOST_CARDS))


@bp.post("/map/selections")
@signed_in(*points.NEEDS.values())
def select() -> ResponseReturnValue:
    """Keep what lies inside a line: how much, and where to go on with it."""
    try:
        line = orjson.loads(request.form.get("line", ""))
    except orjson.JSONDecodeError:
        raise UnexpectedValue(field="line", reason="JSON") from None
    drawn = selecting.select(
        services(),
        asker(),
        _layer(request.form.get(LAYER, "")),
        MapFilter.asked(request.form),
        line,
        now=now(),
    )
    return render_template("maps/_selection.html", drawn=drawn, links=_links(drawn))


@bp.get("/map/selections/<int:ref>")
@signed_in(*points.NEEDS.values())
def selection(ref: int) -> ResponseReturnValue:
    """One of one's own selections again."""
    drawn = selecting.find(services(), asker(), ref, now=now())
    return render_template("maps/_selection.html", drawn=drawn, links=_links(drawn))


def _selection(text: str) -> Selection | None:
    return selecting.find(services(), asker(), int(text), now=now()) if _is_id(text) else None


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) <= LONGEST_ID


def _links(drawn: Selection) -> list[view.Link]:
    return list(view.links(asker(), drawn.layer, drawn.asked, drawn.id))
