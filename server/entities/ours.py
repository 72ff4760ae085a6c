"""Lists that follow from the registers: shown as entity lists, changed only by what is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.entity_history import Version
from server.core.entity_names import LABEL, folded
from server.core.errors import DatasetNameConflict, NotUnique
from server.entities.tables import StoredTable
from server.store import entities, forms, household_list, households, list_changes
from server.store.datasets import StoredDataset, StoredProperty
from server.store.entities import DatasetFigures, StoredEntity, Written
from server.store.list_changes import HOUSEHOLDS
from server.store.snapshots import unpacked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection

    from server.core.caller import Reach
    from server.entities.tables import EntityTable
    from server.store.household_list import ListedHousehold

OURS = 0
"""Key of a list that has no rows of its own."""

NAMES = (HOUSEHOLDS,)


def is_ours(found: StoredDataset) -> bool:
    """Whether a list follows from the registers."""
    return found.id <= OURS


def datasets_of(conn: Connection, project_id: int) -> tuple[StoredDataset, ...]:
    """Our lists as a project has them."""
    project = forms.find_project(conn, project_id)
    if project is None:
        return ()
    return tuple(
        StoredDataset(
            id=OURS,
            project_id=project_id,
            name=name,
            approval_required=True,  # a household comes by review alone
            owner_only=False,
            created_at=project.created_at,
            created_by=None,
            updated_at=project.updated_at or project.created_at,
        )
        for name in NAMES
    )


def named(conn: Connection, project_id: int, name: str) -> StoredDataset | None:
    """Our list of this name, or None."""
    if name not in NAMES:
        return None
    return next((each for each in datasets_of(conn, project_id) if each.name == name), None)


def refuse_name(name: str) -> None:
    """Raise NotUnique or DatasetNameConflict for a name that one of ours has."""
    for taken in NAMES:
        if name == taken:
            raise NotUnique(field="name", value=name)
        if folded(name) == folded(taken):
            raise DatasetNameConflict(current=taken, provided=name)


def properties_of(found: StoredDataset) -> tuple[StoredProperty, ...]:
    """The properties of one of ours."""
    return tuple(StoredProperty(name, found.created_at) for name in household_list.PROPERTIES)


def figures(
    conn: Connection, found: tuple[StoredDataset, ...], reach: Reach
) -> dict[int, DatasetFigures]:
    """What ours hold within reach."""
    if not any(map(is_ours, found)):
        return {}
    return {OURS: DatasetFigures(HouseholdTable().count(conn, reach), 0, None)}


def table_of(found: StoredDataset) -> EntityTable:
    """Where the entities of a list are."""
    return HouseholdTable() if is_ours(found) else StoredTable(found.id)


def state_of(conn: Connection, found: StoredDataset, reach: Reach) -> str:
    """A text that changes whenever the list does as far as it is seen."""
    units = None if reach.everywhere else reach.units
    if is_ours(found):
        names = (HOUSEHOLDS, *list_changes.SHOWN_WITH_HOUSEHOLDS)
        return f"{list_changes.total_of(conn, names, units)}|{local_date(datetime.now(UTC))}"
    seen = list_changes.total(conn, found.list_name, units)
    return f"{seen}|{entities.own_state(conn, found.id, reach.own)}|{found.updated_at}"


@dataclass(frozen=True, slots=True)
class HouseholdTable:
    """Households of the central store as entities, in order of village and number."""

    def page(
        self,
        conn: Connection,
        reach: Reach,
        *,
        is_deleted: bool,
        after: StoredEntity | None,
        offset: int,
        limit: int,
    ) -> tuple[StoredEntity, ...]:
        """Households behind `after`; those that have left if `is_deleted`."""
        found = household_list.page_of(
            conn,
            _within(reach),
            local_date(datetime.now(UTC)),
            after=None if after is None else (after.unit_code, after.current.values["hh_no"]),
            offset=offset,
            limit=limit,
            is_active=not is_deleted,
        )
        return tuple(map(_entity, found))

    def count(self, conn: Connection, reach: Reach) -> int:
        """How many there are."""
        return household_list.count(conn, _within(reach))

    def find(self, conn: Connection, uuid: str) -> StoredEntity | None:
        """The household of an entity."""
        found = household_list.find(conn, uuid, local_date(datetime.now(UTC)))
        return None if found is None else _entity(found)

    def versions_of(
        self, conn: Connection, entity: StoredEntity
    ) -> tuple[tuple[Version, Written], ...]:
        """The households's loads and corrections that stand, oldest first, numbered anew."""
        county = entity.unit_code[:6]
        rows = households.versions_of(conn, county, entity.id)
        made = [
            (_version_of(unpacked(row.snapshot).household, number), _written(row))
            for number, row in enumerate(rows, 1)
        ]
        return (*made[:-1], (entity.current, made[-1][1] if made else entity.written))

    def creators(self, conn: Connection, reach: Reach) -> tuple[int, ...]:
        """Who loaded households first."""
        return household_list.makers_in(conn, _within(reach))


def _within(reach: Reach) -> ColumnElement[bool]:
    return household_list.in_units(None if reach.everywhere else reach.units)


def _entity(found: ListedHousehold) -> StoredEntity:
    is_there = found.status == household_list.ACTIVE
    return StoredEntity(
        id=found.id,
        uuid=found.uuid,
        unit_code=found.village,
        conflict=None,
        creator_id=found.creator_id,
        creator_name=found.creator_name,
        created_at=found.created_at,
        updated_at=found.updated_at if found.version > 1 else None,
        deleted_at=None if is_there else found.updated_at,
        current=Version(found.version, found.label, found.values),
        written=Written(found.creator_id, found.updated_at, source={"type": "register"}),
    )


def _version_of(row: Mapping[str, object], number: int) -> Version:
    lat, lon = row["lat"], row["lon"]
    values = {
        "geometry": "" if lat is None else f"{lat} {lon} 0 {row['accuracy_m'] or 0}",
        "village": str(row["village"]),
        "township": f"{str(row['village'])[:9]}000",
        **{
            name: str(row[name])
            for name in ("hh_no", "group_no", "head_name", "member_count", "benefits")
        },
    }
    label = f"{values['head_name']} {values['group_no']} {values['member_count']}人"
    return Version(number, label, values, {LABEL: label, **values})


def _written(row: households.AnyRow) -> Written:
    source = {"type": "register"} if row.submission_id is None else {"type": "submission"}
    return Written(row.actor_id or 0, row.at, source=source)
