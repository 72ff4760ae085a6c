"""A list of places (CSV) read into centres of units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.areas import sentences as say
from server.areas.tables import read_rows
from server.core.datum import Datum, datum, gcj02_to_wgs84
from server.core.errors import DatumNotSupported
from server.core.geotag import in_city_frame
from server.core.limits import Limits
from server.core.types import GeoPoint, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.areas.tables import Row
    from server.core.area import AreaTree
    from server.core.finding import Finding
    from server.core.types import AdminUnit

DEFAULTS = Limits()


@dataclass(frozen=True, slots=True)
class Places:
    """Centres by unit, WGS84, and what to tell the owner of the list."""

    centres: Mapping[UnitCode, GeoPoint]
    findings: tuple[Finding, ...]


def read_places(content: bytes, tree: AreaTree, *, limits: Limits = DEFAULTS) -> Places:
    """Read a list with the columns `code`, `lat` and `lon`, and perhaps `datum` (WGS84).

    Raise TooLarge or DivisionsUnreadable when the file is no such table.
    """
    centres: dict[UnitCode, GeoPoint] = {}
    findings: list[Finding] = []
    for row in read_rows(content, needed=("code", "lat", "lon")):
        code = UnitCode(row.get("code"))
        if code not in tree:
            findings.append(say.UNKNOWN_UNIT.at(row.number, "code", code=code[:20]))
            continue
        centre = _centre(row, findings, limits)
        if centre is not None:
            centres[code] = centre
    return Places(centres, tuple(findings))


def with_centres(
    units: Iterable[AdminUnit], centres: Mapping[UnitCode, GeoPoint]
) -> tuple[AdminUnit, ...]:
    """The units, with the centres that are known in place of their own."""
    return tuple(replace(unit, centre=centres.get(unit.code, unit.centre)) for unit in units)


def _centre(row: Row, findings: list[Finding], limits: Limits) -> GeoPoint | None:
    code, lat, lon = row.get("code"), row.get("lat"), row.get("lon")
    try:
        given = GeoPoint(float(lat), float(lon))
        stated = datum(row.get("datum") or Datum.WGS84)
    except ValueError:
        findings.append(say.BAD_POSITION.at(row.number, "lat", code=code, lat=lat, lon=lon))
        return None
    except DatumNotSupported as err:
        zh, en = err.sentence("zh"), err.sentence("en")
        findings.append(say.BAD_DATUM.at(row.number, "datum", code=code, zh=zh, en=en))
        return None
    if in_city_frame(GeoPoint(given.lon, given.lat), limits):
        findings.append(say.SWAPPED.at(row.number, "lat", code=code))
        given = GeoPoint(given.lon, given.lat)
    centre = gcj02_to_wgs84(given) if stated is Datum.GCJ02 else given
    if in_city_frame(centre, limits):
        return centre
    where = f"{centre.lat:.4f}, {centre.lon:.4f}"
    findings.append(say.OUT_OF_FRAME.at(row.number, "lat", code=code, where=where))
    return None
