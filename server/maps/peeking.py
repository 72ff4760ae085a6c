"""What a point on the map is: the card of a household or a record, within the asker's rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from server.core.desk.mapping import PointLayer
from server.maps.points import area
from server.store import points as stored

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from server.core.desk.mapping import MapFilter
    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.points import AnyRow

MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Card:
    """One point: `key` opens its page, `number` is what people call it by."""

    key: str
    unit: str
    group: str
    number: str
    title: str
    state: str
    errors: int
    warnings: int
    at: datetime | None
    lat: float | None
    lon: float | None
    form: tuple[int, str] | None = None


def cards(
    services: Services, who: Asker, layer: PointLayer, asked: MapFilter, refs: Collection[int]
) -> tuple[Card, ...]:
    """Cards of these keys that lie in the asker's area; others are left out.  Raise as `area`."""
    units = area(who, layer, asked)
    some = list(refs)[:MOST]
    with services.store.read() as conn:
        if layer is PointLayer.HOUSEHOLDS:
            return tuple(_household(row) for row in stored.household_cards(conn, units, some))
        return tuple(_record(row) for row in stored.record_cards(conn, units, some))


def _household(row: AnyRow) -> Card:
    return Card(
        key=row.hh_no,
        unit=row.village,
        group=row.group_no,
        number=row.hh_no,
        title=row.head_name,
        state=row.benefits,
        errors=0,
        warnings=0,
        at=row.last_visit_at,
        lat=row.lat,
        lon=row.lon,
    )


def _record(row: AnyRow) -> Card:
    return Card(
        key=str(row.id),
        unit=row.unit_code,
        group=row.group_no,
        number=row.instance_id,
        title=row.title,
        state=row.state,
        errors=row.errors,
        warnings=row.warnings,
        at=row.received_at,
        lat=row.lat,
        lon=row.lon,
        form=(row.project_id, row.form_id),
    )
