"""Questions and orders about entities and their versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, true, update
from sqlalchemy.exc import IntegrityError

from server.core.entity_history import Conflict, History, Version
from server.core.errors import NotUnique
from server.store.clauses import within
from server.store.ids import new_id
from server.store.tables.entities import entity, entity_version
from server.store.tables.users import actor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row, Select

    from server.core.caller import Reach

    AnyRow = Row[*tuple[Any, ...]]

MOST_AT_ONCE = 500

NO_PLACE = ""
"""Unit of an entity that belongs nowhere in particular: it is on everybody's list."""

UNPLACED = "000000000000"
"""Unit of an entity whose submission could not be placed: on no tablet's list."""


@dataclass(frozen=True, slots=True)
class Written:
    """Who wrote a version, when, with what, and what it came from."""

    by: int
    at: datetime
    user_agent: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """An entity with its newest version; `updates` counts the versions behind the first."""

    id: int
    uuid: str
    unit_code: str
    conflict: str | None
    creator_id: int
    creator_name: str
    created_at: datetime
    updated_at: datetime | None
    deleted_at: datetime | None
    current: Version
    written: Written

    @property
    def updates(self) -> int:
        """How often it was changed."""
        return self.current.number - 1


_ENTITY = (
    entity.c.id,
    entity.c.uuid,
    entity.c.unit_code,
    entity.c.conflict,
    entity.c.creator_id,
    actor.c.display_name,
    entity.c.created_at,
    entity.c.updated_at,
    entity.c.deleted_at,
)
_VERSION = (
    entity_version.c.version,
    entity_version.c.label,
    entity_version.c.data,
    entity_version.c.received,
    entity_version.c.base_version,
    entity_version.c.branch_id,
    entity_version.c.trunk_version,
    entity_version.c.branch_base,
    entity_version.c.conflict.label("version_conflict"),
    entity_version.c.conflicting,
    entity_version.c.is_resolved,
    entity_version.c.is_forced,
)
_WRITTEN = (
    entity_version.c.creator_id.label("writer_id"),
    entity_version.c.created_at.label("written_at"),
    entity_version.c.user_agent,
    entity_version.c.source,
)

LISTED: Select[Any] = (
    select(*_ENTITY, *_VERSION, *_WRITTEN)
    .join(
        entity_version,
        (entity_version.c.entity_id == entity.c.id)
        & (entity_version.c.version == entity.c.version),
    )
    .outerjoin(actor, actor.c.id == entity.c.creator_id)
)
"""Entities with their newest versions."""


def entity_of(row: Sequence[Any]) -> StoredEntity:
    """A row of `LISTED`."""
    size, end = len(_ENTITY), len(_ENTITY) + len(_VERSION)
    key, uuid, unit, conflict, creator, name, made, changed, gone = row[:size]
    return StoredEntity(
        id=key,
        uuid=uuid,
        unit_code=unit,
        conflict=conflict,
        creator_id=creator,
        creator_name=name or "",
        created_at=made,
        updated_at=changed,
        deleted_at=gone,
        current=_version(row[size:end]),
        written=Written(*row[end:]),
    )


def _version(row: Sequence[Any]) -> Version:
    return Version(
        number=row[0],
        label=row[1],
        values=row[2],
        received=row[3],
        base=row[4],
        branch_id=row[5],
        trunk=row[6],
        branch_base=row[7],
        conflict=None if row[8] is None else Conflict(row[8]),
        conflicting=tuple(row[9] or ()),
        is_resolved=row[10],
        is_forced=row[11],
    )


def reached(reach: Reach) -> ColumnElement[bool]:
    """Entities in the reach: those of its units and of no place, and those somebody made."""
    if reach.everywhere:
        return true()
    own = entity.c.creator_id == reach.own
    if not reach.units:
        return own
    return or_(own, within(entity.c.unit_code, reach.units), entity.c.unit_code == NO_PLACE)


def carried(
    units: Iterable[str], *, owner: int | None, with_deleted: bool = False
) -> ColumnElement[bool]:
    """Entities on the list of a tablet of these units; with `owner` only those it made itself."""
    on_list = or_(within(entity.c.unit_code, units), entity.c.unit_code == NO_PLACE)
    mine = true() if owner is None else entity.c.creator_id == owner
    there = true() if with_deleted else entity.c.deleted_at.is_(None)
    return and_(on_list, mine, there)


def page(
    conn: Connection,
    dataset_id: int,
    where: Iterable[ColumnElement[bool]],
    *,
    offset: int = 0,
    limit: int,
) -> tuple[StoredEntity, ...]:
    """Entities of a list, newest first."""
    query = (
        LISTED.where(entity.c.dataset_id == dataset_id, *where)
        .order_by(entity.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(entity_of(row) for row in conn.execute(query))


def behind(last: StoredEntity) -> ColumnElement[bool]:
    """What comes after an entity in the order newest first."""
    return entity.c.id < last.id


def is_deleted() -> ColumnElement[bool]:
    """Entities that were deleted and can be restored."""
    return entity.c.deleted_at.is_not(None)


def is_live() -> ColumnElement[bool]:
    """Entities that were not deleted."""
    return entity.c.deleted_at.is_(None)


def count(conn: Connection, dataset_id: int, where: Iterable[ColumnElement[bool]]) -> int:
    """How many entities of a list there are."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(entity.outerjoin(actor, actor.c.id == entity.c.creator_id))
            .where(entity.c.dataset_id == dataset_id, *where)
        ).scalar_one()
    )


def find(conn: Connection, dataset_id: int, uuid: str) -> StoredEntity | None:
    """The entity with this id, deleted or not; None without one."""
    row = conn.execute(
        LISTED.where(entity.c.dataset_id == dataset_id, entity.c.uuid == uuid)
    ).first()
    return None if row is None else entity_of(row)


def held(conn: Connection, dataset_id: int, uuid: str) -> StoredEntity | None:
    """The same with its row locked: two changes of one entity make two versions (OR-160)."""
    conn.execute(
        select(entity.c.id)
        .where(entity.c.dataset_id == dataset_id, entity.c.uuid == uuid)
        .with_for_update()
    )
    return find(conn, dataset_id, uuid)


def versions_of(conn: Connection, entity_id: int) -> tuple[tuple[Version, Written], ...]:
    """All versions of an entity, oldest first, with who wrote them."""
    rows = conn.execute(
        select(*_VERSION, *_WRITTEN)
        .where(entity_version.c.entity_id == entity_id)
        .order_by(entity_version.c.version)
    )
    size = len(_VERSION)
    return tuple((_version(row[:size]), Written(*row[size:])) for row in rows)


def history(conn: Connection, found: StoredEntity | None) -> History:
    """What the entity has been so far; empty for none."""
    if found is None:
        return History()
    versions = tuple(version for version, _ in versions_of(conn, found.id))
    return History(versions, is_deleted=found.deleted_at is not None)


@dataclass(frozen=True, slots=True)
class NewEntity:
    """An entity to be stored with its first version."""

    uuid: str
    unit_code: str
    version: Version


def add_all(
    conn: Connection, dataset_id: int, news: Sequence[NewEntity], written: Written
) -> tuple[int, ...]:
    """Store entities with their first versions; return their keys.

    Raise NotUnique when another writer was quicker with one of the ids.
    """
    keys = tuple(new_id() for _ in news)
    rows = [
        {
            "id": key,
            "dataset_id": dataset_id,
            "uuid": each.uuid,
            "unit_code": each.unit_code,
            "version": each.version.number,
            "creator_id": written.by,
            "created_at": written.at,
        }
        for key, each in zip(keys, news, strict=True)
    ]
    try:
        with conn.begin_nested():
            conn.execute(insert(entity), rows)
    except IntegrityError as error:
        raise NotUnique(field="uuid", value=",".join(each.uuid for each in news)) from error
    conn.execute(
        insert(entity_version),
        [_row(key, each.version, written) for key, each in zip(keys, news, strict=True)],
    )
    return keys


def add_version(
    conn: Connection,
    entity_id: int,
    version: Version,
    written: Written,
    *,
    conflict: str | None,
    unit_code: str | None = None,
) -> None:
    """Store the next version and leave the entity in `conflict`."""
    conn.execute(insert(entity_version), [_row(entity_id, version, written)])
    place = {} if unit_code is None else {"unit_code": unit_code}
    conn.execute(
        update(entity)
        .where(entity.c.id == entity_id)
        .values(version=version.number, conflict=conflict, updated_at=written.at, **place)
    )


def _row(entity_id: int, version: Version, written: Written) -> dict[str, Any]:
    return {
        "entity_id": entity_id,
        "version": version.number,
        "label": version.label,
        "data": dict(version.values),
        "received": dict(version.received),
        "creator_id": written.by,
        "user_agent": written.user_agent[:255],
        "created_at": written.at,
        "base_version": version.base,
        "branch_id": version.branch_id,
        "trunk_version": version.trunk,
        "branch_base": version.branch_base,
        "conflict": version.conflict,
        "conflicting": list(version.conflicting) or None,
        "is_resolved": version.is_resolved,
        "is_forced": version.is_forced,
        "source": dict(written.source),
    }


def resolve(conn: Connection, entity_id: int, *, now: datetime) -> None:
    """Note that somebody looked at the conflict of an entity and settled it."""
    conn.execute(
        update(entity).where(entity.c.id == entity_id).values(conflict=None, updated_at=now)
    )
    conn.execute(
        update(entity_version)
        .where(entity_version.c.entity_id == entity_id, entity_version.c.conflict.is_not(None))
        .values(is_resolved=True)
    )


def mark(conn: Connection, entity_ids: Sequence[int], deleted_at: datetime | None) -> None:
    """Delete entities so that they can be restored, or restore them."""
    for start in range(0, len(entity_ids), MOST_AT_ONCE):
        some = entity_ids[start : start + MOST_AT_ONCE]
        conn.execute(update(entity).where(entity.c.id.in_(some)).values(deleted_at=deleted_at))


def known(conn: Connection, dataset_id: int, uuids: Sequence[str]) -> dict[str, AnyRow]:
    """Rows of the entities with these ids: id, uuid, unit_code, creator_id, deleted_at."""
    found: dict[str, AnyRow] = {}
    for start in range(0, len(uuids), MOST_AT_ONCE):
        rows = conn.execute(
            select(
                entity.c.id,
                entity.c.uuid,
                entity.c.unit_code,
                entity.c.creator_id,
                entity.c.deleted_at,
            ).where(
                entity.c.dataset_id == dataset_id,
                entity.c.uuid.in_(list(uuids[start : start + MOST_AT_ONCE])),
            )
        )
        found |= {row.uuid: row for row in rows}
    return found


def everything(
    conn: Connection,
    dataset_id: int,
    uuids: Sequence[str] | None,
    where: Iterable[ColumnElement[bool]],
) -> list[AnyRow]:
    """Ids and deletion times of the entities with these ids, or of all entities of a list."""
    query = (
        select(entity.c.uuid, entity.c.deleted_at)
        .where(entity.c.dataset_id == dataset_id, *where)
        .order_by(entity.c.id)
    )
    if uuids is None:
        return list(conn.execute(query).all())
    found: list[AnyRow] = []
    for start in range(0, len(uuids), MOST_AT_ONCE):
        some = list(uuids[start : start + MOST_AT_ONCE])
        found += conn.execute(query.where(entity.c.uuid.in_(some))).all()
    return found


def creators(conn: Connection, dataset_id: int, where: ColumnElement[bool]) -> tuple[int, ...]:
    """Who made entities of a list."""
    rows = conn.execute(
        select(entity.c.creator_id).where(entity.c.dataset_id == dataset_id, where).distinct()
    )
    return tuple(rows.scalars())


@dataclass(frozen=True, slots=True)
class DatasetFigures:
    """How many entities a list has, how many of them in conflict, and when the last came."""

    entities: int
    conflicts: int
    last_at: datetime | None
    changed_at: datetime | None = None


def figures(
    conn: Connection, dataset_ids: Sequence[int], reach: Reach
) -> dict[int, DatasetFigures]:
    """What these lists hold of entities within reach, by list; empty ones are left out."""
    rows = conn.execute(
        select(
            entity.c.dataset_id,
            func.count(),
            func.count(entity.c.conflict),
            func.max(entity.c.created_at),
            func.max(func.coalesce(entity.c.updated_at, entity.c.created_at)),
        )
        .where(
            entity.c.dataset_id.in_(list(dataset_ids)),
            entity.c.deleted_at.is_(None),
            reached(reach),
        )
        .group_by(entity.c.dataset_id)
    )
    return {row[0]: DatasetFigures(int(row[1]), int(row[2]), row[3], row[4]) for row in rows}


def own_state(conn: Connection, dataset_id: int, own: int) -> str:
    """A text that changes with the entities somebody made, wherever they belong."""
    found = conn.execute(
        select(func.count(), func.sum(entity.c.version), func.count(entity.c.deleted_at)).where(
            entity.c.dataset_id == dataset_id, entity.c.creator_id == own
        )
    ).one()
    return "|".join(map(str, found))
