"""Reading entities within what the caller may see: pages, one, its versions, who made them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from server.core.entity_review import differences, looked_at
from server.core.errors import NotFound
from server.entities import ours
from server.store import actors, audit, entities
from server.store.audit import Entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.core.caller import Caller
    from server.core.entity_review import Difference, Looked
    from server.services import Services
    from server.store.actors import Actor
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity, Written

BATCH = 500


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version with what it changed and who wrote it."""

    looked: Looked
    written: Written
    is_current: bool


def batches(
    services: Services,
    who: Caller,
    found: StoredDataset,
    *,
    is_deleted: bool = False,
    offset: int = 0,
    limit: int | None = None,
    after: StoredEntity | None = None,
) -> Iterator[tuple[StoredEntity, ...]]:
    """Entities of a list in batches, newest first."""
    table, reach = ours.table_of(found), who.entities(found.project_id)
    while limit is None or limit > 0:
        size = BATCH if limit is None else min(BATCH, limit)
        with services.store.read() as conn:
            batch = table.page(
                conn, reach, is_deleted=is_deleted, after=after, offset=offset, limit=size
            )
        if batch:
            yield batch
        if len(batch) < size:
            return
        after, offset = batch[-1], 0
        limit = None if limit is None else limit - len(batch)


def count(services: Services, who: Caller, found: StoredDataset) -> int:
    """How many entities of a list the caller may see."""
    with services.store.read() as conn:
        return ours.table_of(found).count(conn, who.entities(found.project_id))


def one(
    services: Services, who: Caller, found: StoredDataset, uuid: str, *, is_deleted: bool = False
) -> StoredEntity:
    """An entity of a list; raise NotFound, also for one outside the caller's reach."""
    table = ours.table_of(found)
    with services.store.read() as conn:
        entity = table.find(conn, normal(uuid))
    if entity is None or (entity.deleted_at is not None) is not is_deleted:
        raise NotFound
    if not sees(who, found, entity.unit_code, entity.creator_id):
        raise NotFound
    return entity


def sees(who: Caller, found: StoredDataset, unit_code: str, creator_id: int) -> bool:
    """Whether an entity filed under a unit is within the caller's reach."""
    reach = who.entities(found.project_id)
    if unit_code == entities.NO_PLACE:
        return reach.everywhere or bool(reach.units) or creator_id == reach.own
    return reach.holds(unit_code, creator_id)


def normal(uuid: str) -> str:
    """An entity's id as it is stored: lower case, without prefix.

    >>> normal("uuid:24B47424-CCF8-4F4B-B4CD-34FF5C71EDDD")
    '24b47424-ccf8-4f4b-b4cd-34ff5c71eddd'
    """
    return uuid.strip().lower().removeprefix("uuid:")


def versions(
    services: Services, found: StoredDataset, entity: StoredEntity
) -> tuple[VersionView, ...]:
    """All versions of an entity, oldest first, with what each changed."""
    with services.store.read() as conn:
        stored = ours.table_of(found).versions_of(conn, entity)
    looked = looked_at([version for version, _ in stored])
    return tuple(
        VersionView(each, written, each.version.number == entity.current.number)
        for each, (_, written) in zip(looked, stored, strict=True)
    )


def diffs(
    services: Services, found: StoredDataset, entity: StoredEntity
) -> tuple[tuple[Difference, ...], ...]:
    """What changed from each version to the next, oldest first."""
    seen = [each.looked.version for each in versions(services, found, entity)]
    return tuple(differences(*pair) for pair in pairwise(seen))


def audits(services: Services, found: StoredDataset, entity: StoredEntity) -> tuple[Entry, ...]:
    """What was done to an entity, newest first; one of many is told as their making.

    Lines about the making of many stand in the log once for all, so this one is made here.
    """
    with services.store.read() as conn:
        said = audit.about(conn, "entity", entity.uuid)
        _, first = ours.table_of(found).versions_of(conn, entity)[0]
    if any(each.action == "entity.create" for each in said):
        return said
    details = {"entity": {"uuid": entity.uuid}, "source": dict(first.source)}
    made = Entry(0, first.at, first.by, None, "entity.bulk.create", entity.uuid, details, None)
    return (*said, made)


def creators(services: Services, who: Caller, found: StoredDataset) -> tuple[Actor, ...]:
    """Who made entities of a list, by name."""
    reach = who.entities(found.project_id)
    with services.store.read() as conn:
        ids: Iterable[int] = ours.table_of(found).creators(conn, reach)
        return tuple(sorted(actors.actors(conn, ids).values(), key=lambda each: each.name))


def people(services: Services, ids: Iterable[int | None]) -> Mapping[int, Actor]:
    """Who these actors are."""
    with services.store.read() as conn:
        return actors.actors(conn, ids)
