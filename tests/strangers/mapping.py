"""What the township drew on its map and the figures it keeps: ids for addresses."""

from __future__ import annotations

from datetime import UTC, datetime

from server.core.desk.mapping import MapFilter, PointLayer
from server.figures import saved
from server.figures.asking import FigureAsk
from server.maps import selecting
from tests.builders.office import NOW

LINE = [[103.9, 36.4], [104.2, 36.4], [104.2, 36.6], [103.9, 36.6]]


def mapped(office, clerk):
    """Values of the slots of maps and statistics."""
    drawn = selecting.select(
        office, clerk, PointLayer.RECORDS, MapFilter(), LINE, now=datetime.now(UTC)
    )
    saved.keep(office, clerk, "x", FigureAsk(("persons",)), shared=True, now=NOW)
    (kept,) = saved.saved(office, clerk)
    layers = [
        {"layer": layer.value, "zoom": 0, "x": 0, "y": 0, "ref": drawn.id} for layer in PointLayer
    ]
    return {"maps": layers, "statistics": [{"ref": kept.id}]}


def _drawn(_values, _story, csrf):
    return {"data": {"csrf": csrf, "layer": "records", "line": str(LINE)}}


def _kept(_values, _story, csrf):
    return {"data": {"csrf": csrf, "name": "x", "figures": "persons"}}


BODIES = {"maps.select": _drawn, "statistics.keep": _kept}
