"""Entities made, changed, deleted and restored by programs and people (not by submissions)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from server import places
from server.core.entity_history import Version, changed
from server.core.entity_names import LABEL
from server.core.errors import (
    EntityInvalid,
    EntityVersionConflict,
    KeptByRegisters,
    NotAllowed,
    NotFound,
    NotUnique,
)
from server.core.types import UnitCode
from server.entities import datasets as lists
from server.entities import ours
from server.entities.listing import normal, sees
from server.store import audit, datasets, entities
from server.store.entities import NO_PLACE, NewEntity, Written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity

VILLAGE = "village"
"""The property that tells where an entity belongs."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a program says of an entity; None for what it leaves as it is."""

    uuid: str | None
    label: str | None
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a change, when, with what program, and what shall stand in the log."""

    who: Caller
    now: datetime
    user_agent: str = ""
    notes: str | None = None


def create(
    services: Services, asked: Asked, project_id: int, name: str, given: Given
) -> StoredEntity:
    """A new entity; an id is made for one without.

    Raise NotFound, NotAllowed, KeptByRegisters, EntityInvalid, NotUnique.
    """
    found = _writable(services, asked.who, project_id, name)
    new = _new(services, found, given)

    def work(conn: Connection) -> StoredEntity:
        _add(conn, found, [new], asked, {})
        _log(conn, "entity.create", new.uuid, asked, {"entity": {"uuid": new.uuid}})
        return _there(conn, found, new.uuid)

    return services.store.write(work)


def create_many(
    services: Services,
    asked: Asked,
    project_id: int,
    name: str,
    givens: Sequence[Given],
    *,
    source: Mapping[str, Any],
) -> int:
    """Many new entities, all or none; returns how many.

    Raise NotFound, NotAllowed, KeptByRegisters, EntityInvalid, NotUnique.
    """
    found = _writable(services, asked.who, project_id, name)
    news = [_new(services, found, given) for given in givens]

    def work(conn: Connection) -> int:
        _add(conn, found, news, asked, {"type": "api", "details": dict(source)})
        details = {"source": dict(source), "entities": len(news)}
        _log(conn, "entity.bulk.create", name, asked, details)
        return len(news)

    return services.store.write(work)


def _new(services: Services, found: StoredDataset, given: Given) -> NewEntity:
    label = given.label or ""
    if not label.strip():
        raise EntityInvalid(reason_zh="没有标签（label）", reason_en="Label cannot be blank.")
    _check_names(services, found, given.values)
    uuid = str(uuid4()) if given.uuid is None else uuid_of(given.uuid)
    values = dict(given.values)
    version = Version(number=1, label=label, values=values, received={**values, LABEL: label})
    return NewEntity(uuid, _place(services, values), version)


def uuid_of(text: str) -> str:
    """An entity's id in the form it is stored in; raise EntityInvalid for what is none."""
    try:
        return str(UUID(normal(text)))
    except ValueError as error:
        raise EntityInvalid(
            reason_zh=f"编号“{text}”不是 UUID",
            reason_en=f"Invalid input data type: expected uuid {text} to be a valid UUID.",
        ) from error


def _check_names(services: Services, found: StoredDataset, values: Mapping[str, str]) -> None:
    with services.store.read() as conn:
        known = {each.name for each in datasets.properties_of(conn, found.id)}
    for name in values:
        if name not in known:
            raise EntityInvalid(
                reason_zh=f"列表没有属性“{name}”",
                reason_en=f"You specified the dataset property [{name}] which does not exist.",
            )


def _place(services: Services, values: Mapping[str, str]) -> str:
    """The unit an entity is filed under: that of its property `village`, if there is such one."""
    code = values.get(VILLAGE, "")
    return code if UnitCode(code) in places.tree(services) else NO_PLACE


def _add(
    conn: Connection,
    found: StoredDataset,
    news: Sequence[NewEntity],
    asked: Asked,
    source: Mapping[str, Any],
) -> None:
    ids = [each.uuid for each in news]
    taken = sorted(entities.known(conn, found.id, ids)) or _doubles(ids)
    if taken:
        raise NotUnique(field="uuid", value=",".join(taken))
    if news:
        entities.add_all(conn, found.id, news, _written(asked, source))
        datasets.touch(conn, found, {each.unit_code for each in news})


def _doubles(ids: Sequence[str]) -> list[str]:
    return [each for each, times in Counter(ids).items() if times > 1]


def update(
    services: Services,
    asked: Asked,
    project_id: int,
    name: str,
    uuid: str,
    *,
    given: Given,
    base: str | None,
    is_forced: bool = False,
    resolves: bool = False,
) -> StoredEntity:
    """Give an entity other values as a new version, settle its conflict, or both.

    `base` is the version the caller knows.  Raise NotFound, NotAllowed, KeptByRegisters,
    EntityInvalid, and EntityVersionConflict for another version than the newest.
    """
    found = _writable(services, asked.who, project_id, name)
    _check_names(services, found, given.values)
    if given.label is not None and not given.label.strip():
        raise EntityInvalid(reason_zh="没有标签（label）", reason_en="Label cannot be blank.")

    def work(conn: Connection) -> StoredEntity:
        entity = _seen(conn, asked.who, found, uuid)
        number = entity.current.number
        if not is_forced and base != str(number):
            raise EntityVersionConflict(current=number, provided=base or "undefined")
        if given.values or given.label is not None:
            _add_version(services, conn, found, entity, given=given, asked=asked, resolves=resolves)
        elif not resolves:
            return entity
        if resolves:
            entities.resolve(conn, entity.id, now=asked.now)
            _log(conn, "entity.update.resolve", entity.uuid, asked, {})
            datasets.touch(conn, found, {entity.unit_code})
        return _there(conn, found, entity.uuid)

    return services.store.write(work)


def _add_version(
    services: Services,
    conn: Connection,
    found: StoredDataset,
    entity: StoredEntity,
    *,
    given: Given,
    asked: Asked,
    resolves: bool,
) -> None:
    current = entity.current
    sent = dict(given.values) | ({} if given.label is None else {LABEL: given.label})
    values = {**current.values, **given.values}
    version = Version(
        number=current.number + 1,
        label=sent.get(LABEL, current.label),
        values=values,
        received=sent,
        base=current.number,
    )
    unit = _place(services, values) if VILLAGE in given.values else entity.unit_code
    entities.add_version(
        conn,
        entity.id,
        version,
        _written(asked, {}),
        conflict=None if resolves else entity.conflict,
        unit_code=unit,
    )
    details = {"entity": {"uuid": entity.uuid}, "changed": list(changed(current, version))}
    _log(conn, "entity.update.version", entity.uuid, asked, details)
    datasets.touch(conn, found, {entity.unit_code, unit})


def delete(services: Services, asked: Asked, project_id: int, name: str, uuid: str) -> None:
    """Delete an entity; it can be restored.  Raise NotFound, NotAllowed, KeptByRegisters."""
    _mark(services, asked, project_id, name, [uuid], is_deleted=True)


def restore(services: Services, asked: Asked, project_id: int, name: str, uuid: str) -> None:
    """Bring a deleted entity back.  Raise NotFound, NotAllowed, KeptByRegisters."""
    _mark(services, asked, project_id, name, [uuid], is_deleted=False)


def delete_many(
    services: Services, asked: Asked, project_id: int, name: str, uuids: Sequence[str]
) -> None:
    """Delete several entities, all or none."""
    _mark(services, asked, project_id, name, uuids, is_deleted=True)


def restore_many(
    services: Services, asked: Asked, project_id: int, name: str, uuids: Sequence[str]
) -> None:
    """Bring several deleted entities back, all or none."""
    _mark(services, asked, project_id, name, uuids, is_deleted=False)


def _mark(
    services: Services,
    asked: Asked,
    project_id: int,
    name: str,
    uuids: Sequence[str],
    *,
    is_deleted: bool,
) -> None:
    found = _writable(services, asked.who, project_id, name)
    wanted = list(dict.fromkeys(normal(each) for each in uuids))

    def work(conn: Connection) -> None:
        rows = entities.known(conn, found.id, wanted)
        for uuid in wanted:
            row = rows.get(uuid)
            if row is None or (row.deleted_at is None) is not is_deleted:
                raise NotFound
            if not sees(asked.who, found, row.unit_code, row.creator_id):
                raise NotFound
        entities.mark(conn, [row.id for row in rows.values()], asked.now if is_deleted else None)
        datasets.touch(conn, found, {row.unit_code for row in rows.values()})
        for uuid in wanted:
            _log(conn, "entity.delete" if is_deleted else "entity.restore", uuid, asked, {})

    services.store.write(work)


def _writable(services: Services, who: Caller, project_id: int, name: str) -> StoredDataset:
    found = lists.one(services, who, project_id, name)
    if not who.changes_entities(project_id):
        raise NotAllowed
    if ours.is_ours(found):
        raise KeptByRegisters(dataset=name)
    return found


def _seen(conn: Connection, who: Caller, found: StoredDataset, uuid: str) -> StoredEntity:
    """The entity, held until this transaction ends; raise NotFound outside the reach."""
    entity = entities.held(conn, found.id, normal(uuid))
    if entity is None or entity.deleted_at is not None:
        raise NotFound
    if not sees(who, found, entity.unit_code, entity.creator_id):
        raise NotFound
    return entity


def _there(conn: Connection, found: StoredDataset, uuid: str) -> StoredEntity:
    entity = entities.find(conn, found.id, uuid)
    if entity is None:
        raise NotFound
    return entity


def _written(asked: Asked, source: Mapping[str, Any]) -> Written:
    return Written(asked.who.id, asked.now, asked.user_agent, source or {"type": "api"})


def _log(
    conn: Connection, action: str, subject: str, asked: Asked, details: Mapping[str, Any]
) -> None:
    audit.note(
        conn,
        action,
        at=asked.now,
        by=asked.who.id,
        subject=subject,
        details=details,
        notes=asked.notes,
    )
