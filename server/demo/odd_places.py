"""Positions that are not where the house is (rules S)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.datum import wgs84_to_gcj02
from server.core.geodesy import LocalPlane
from server.core.types import GeoPoint
from server.demo.drafts import fix
from server.demo.oddities import odd

if TYPE_CHECKING:
    from server.demo.drafts import Draft

XI_AN = (34.2583, 108.9286)
HUINING, JINGTAI = (35.6920, 105.0535), (37.1836, 104.0632)
HUINING_COUNTY = "620422"
OFFICE_M = 3_200


def _gps(draft: Draft) -> GeoPoint:
    """The fix as it was to be."""
    given = draft.answers.get("gps")
    return given if isinstance(given, GeoPoint) else draft.door


def _at(draft: Draft, place: GeoPoint) -> None:
    draft.answers["gps"] = place


def _whole_form_at(draft: Draft, place: GeoPoint) -> None:
    draft.answers.update(gps=place, start_point=place)


@odd("S-01", often=1)
def no_fix(draft: Draft) -> None:
    """Nothing but roofs overhead."""
    draft.answers["gps"] = None


@odd("S-02")
def null_island(draft: Draft) -> None:
    """What some tablets give before the first fix."""
    _at(draft, GeoPoint(0.0, 0.0, 0.0, 0.0))


@odd("S-03")
def another_province(draft: Draft) -> None:
    """Filled in from memory, far away."""
    _whole_form_at(draft, fix(*XI_AN, draft.dice))


@odd("S-04", often=1)
def another_county(draft: Draft) -> None:
    """Filled in at a county town that is not one's own."""
    town = JINGTAI if draft.village.code.startswith(HUINING_COUNTY) else HUINING
    _whole_form_at(draft, fix(*town, draft.dice))


def _has_other_village(draft: Draft) -> bool:
    return any(unit.code != draft.village.code and unit.centre for unit in draft.tablet.villages)


@odd("S-05", fits=_has_other_village, often=3)
def the_other_village(draft: Draft) -> None:
    """The village above chosen in the list: the house stands in the other one."""
    centres = [unit.centre for unit in draft.tablet.villages if unit.code != draft.village.code]
    if centres and centres[0]:
        _whole_form_at(draft, fix(centres[0].lat, centres[0].lon, draft.dice))


@odd("", often=2)
def read_off_a_web_map(draft: Draft) -> None:
    """Coordinates of the shifted datum of web maps (GCJ-02)."""
    _whole_form_at(draft, wgs84_to_gcj02(_gps(draft)))


@odd("S-06", often=7)
def between_walls(draft: Draft) -> None:
    """A fix in a narrow yard."""
    _at(draft, replace(_gps(draft), accuracy_m=round(draft.dice.uniform(34, 96), 1)))


@odd("S-06")
def behind_closed_doors(draft: Draft) -> None:
    """A fix inside the house: the error beyond which nothing can be said."""
    _at(draft, replace(_gps(draft), accuracy_m=223.5))


@odd("S-07", often=2)
def set_by_hand(draft: Draft) -> None:
    """A point set on the map: accuracy nought."""
    _at(draft, replace(_gps(draft), accuracy_m=0.0))


@odd("S-08")
def longitude_first(draft: Draft) -> None:
    """Latitude and longitude exchanged by somebody's script."""
    here = _gps(draft)
    _at(draft, replace(here, lat=here.lon, lon=here.lat))


@odd("S-11", often=2)
def opened_at_the_office(draft: Draft) -> None:
    """The form was opened before the way there."""
    away = LocalPlane.at(draft.door).point((OFFICE_M * 0.8, OFFICE_M * 0.6))
    draft.answers["start_point"] = fix(away.lat, away.lon, draft.dice)


ODDITIES = (
    no_fix,
    null_island,
    another_province,
    another_county,
    the_other_village,
    read_off_a_web_map,
    between_walls,
    behind_closed_doors,
    set_by_hand,
    longitude_first,
    opened_at_the_office,
)
