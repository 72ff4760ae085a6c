"""Boundaries as GeoJSON (RFC 7946): read from a file, and written for the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import shapely

from server.areas.features import Feature, MapFile
from server.core.errors import OutlinesUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from server.core.types import AdminUnit


MOST_OBJECTS, MOST_LISTS = 200_000, 2_000_000
"""A feature is three objects and a point is one list; parsed, either takes 100 bytes and more."""


def read_geojson(content: bytes) -> MapFile:
    """The features of a FeatureCollection; raise OutlinesUnreadable if it is none."""
    if content.count(b"{") > MOST_OBJECTS or content.count(b"[") > MOST_LISTS:
        raise OutlinesUnreadable(
            reason_zh="图形或节点过多，请先简化边界",
            reason_en="too many features or points; simplify",
        )
    try:
        collection = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as err:
        raise OutlinesUnreadable(
            reason_zh=f"第 {err.lineno} 行第 {err.colno} 列不是有效的 JSON",
            reason_en=f"line {err.lineno}, column {err.colno} is no JSON",
        ) from err
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise OutlinesUnreadable(
            reason_zh="不是 GeoJSON 的 FeatureCollection",
            reason_en="it is no GeoJSON FeatureCollection",
        )
    return MapFile(_named_crs(collection), _features(features))


def _named_crs(collection: dict[str, Any]) -> str | None:
    """The member `crs` of the first edition of GeoJSON, which older programs still write."""
    crs = collection.get("crs")
    if crs is None:
        return None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else "?"


def _features(features: list[Any]) -> Iterator[Feature]:
    for number, feature in enumerate(features, start=1):
        if not isinstance(feature, dict):
            yield Feature(number, {}, None, "no object")
            continue
        properties = feature.get("properties")
        named = dict(properties) if isinstance(properties, dict) else {}
        named.setdefault("code", feature.get("id"))
        yield _with_geometry(number, named, feature.get("geometry"))


def _with_geometry(number: int, properties: dict[str, Any], geometry: object) -> Feature:
    if geometry is None:
        return Feature(number, properties, None, "null")
    try:
        return Feature(number, properties, shapely.from_geojson(orjson.dumps(geometry)))
    except shapely.GEOSException as err:
        return Feature(number, properties, None, str(err)[:100])


def to_geojson(units: Iterable[AdminUnit]) -> bytes:
    """Units with their outlines as a FeatureCollection, WGS84, that `read_outlines` takes back."""
    features = b",\n".join(_feature(unit) for unit in units if unit.outline is not None)
    return b'{"type":"FeatureCollection","features":[\n' + features + b"\n]}\n"


def _feature(unit: AdminUnit) -> bytes:
    properties = {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level.value,
        "synthetic": unit.outline_is_synthetic,
        "centre": list(unit.centre.lon_lat) if unit.centre else None,
    }
    geometry = orjson.Fragment(shapely.to_geojson(unit.outline) or "null")
    return orjson.dumps({"type": "Feature", "properties": properties, "geometry": geometry})
