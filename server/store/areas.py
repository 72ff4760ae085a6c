"""Administrative units in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from sqlalchemy import case, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from server.core.types import AdminUnit, GeoPoint, Level, UnitCode
from server.store.tables.areas import admin_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shapely import Geometry
    from sqlalchemy import Connection


def save_units(conn: Connection, units: Iterable[AdminUnit]) -> None:
    """Add units, or change those with the same code; an outline that is not given stays.

    Whether an outline is made up is a property of the outline: it changes only with it.
    """
    rows = [_row(unit) for unit in units]
    if not rows:
        return
    dialect = postgresql if conn.dialect.name == "postgresql" else sqlite
    adding = dialect.insert(admin_unit)
    changes = {
        column.name: adding.excluded[column.name]
        for column in admin_unit.columns
        if column.name not in {"code", "outline", "outline_is_synthetic"}
    }
    changes["outline"] = func.coalesce(adding.excluded.outline, admin_unit.c.outline)
    changes["outline_is_synthetic"] = case(
        (adding.excluded.outline.is_(None), admin_unit.c.outline_is_synthetic),
        else_=adding.excluded.outline_is_synthetic,
    )
    conn.execute(adding.on_conflict_do_update(index_elements=["code"], set_=changes), rows)


def _row(unit: AdminUnit) -> dict[str, object]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": unit.level,
        "unit_kind": unit.unit_kind,
        "parent_code": unit.parent_code,
        "urban_rural_code": unit.urban_rural_code,
        "centre_lat": unit.centre.lat if unit.centre else None,
        "centre_lon": unit.centre.lon if unit.centre else None,
        "outline": None if unit.outline is None else shapely.to_wkb(unit.outline),
        "outline_is_synthetic": unit.outline_is_synthetic,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successor_code": unit.successor_code,
    }


def save_outlines(
    conn: Connection, outlines: Mapping[UnitCode, Geometry], *, synthetic: bool
) -> None:
    """Set the outlines of known units."""
    for code, outline in outlines.items():
        conn.execute(
            update(admin_unit)
            .where(admin_unit.c.code == code)
            .values(outline=shapely.to_wkb(outline), outline_is_synthetic=synthetic)
        )


def all_units(conn: Connection) -> tuple[AdminUnit, ...]:
    """Every unit with its outline, by code."""
    rows = conn.execute(select(admin_unit).order_by(admin_unit.c.code)).all()
    return tuple(
        AdminUnit(
            code=UnitCode(row.code),
            name=row.name,
            level=Level(row.level),
            unit_kind=row.unit_kind,
            parent_code=UnitCode(row.parent_code) if row.parent_code else None,
            urban_rural_code=row.urban_rural_code,
            centre=None
            if row.centre_lat is None
            else GeoPoint(lat=row.centre_lat, lon=row.centre_lon),
            outline=None if row.outline is None else shapely.from_wkb(row.outline),
            outline_is_synthetic=row.outline_is_synthetic,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            successor_code=UnitCode(row.successor_code) if row.successor_code else None,
        )
        for row in rows
    )
