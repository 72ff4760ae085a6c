"""Entities of a list: listed, made one by one or many at once, changed, deleted, brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, request

from server.api import entity_shapes as shapes
from server.api.answers import answer, listed, success
from server.api.asking import (
    argument,
    body,
    caller,
    fields,
    is_extended,
    is_true,
    notes,
    now,
    paging,
    services,
    whole,
)
from server.api.datasets import DATASET
from server.api.schemas import EntityIds
from server.api.shapes import actor
from server.core.entity_csv import read_entities
from server.core.errors import MissingParameter, UnexpectedAttributes, WrongDataType
from server.entities import changing, datasets
from server.entities import listing as reading
from server.entities.changing import Asked, Given

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.api.shapes import Shape
    from server.store.actors import Actor
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity

ENTITIES = f"{DATASET}/entities"
ENTITY = f"{ENTITIES}/<uuid>"
BULK_LIMIT = 20_000_000
PLACE_IN_BODY = ("uuid", "label", "data")

bp = Blueprint("entities", __name__)


@bp.get(ENTITIES)
def everything(project_id: int, name: str) -> Response:
    """Entities of a list without their properties, newest first; deleted ones if asked for."""
    found = datasets.one(services(), caller(), project_id, name)
    offset, limit = paging()
    batches = reading.batches(
        services(), caller(), found, is_deleted=is_true("deleted"), offset=offset, limit=limit
    )
    opened, extended = services(), is_extended()

    def shape(batch: tuple[StoredEntity, ...]) -> list[Shape]:
        ids = {i for each in batch for i in (each.creator_id, each.written.by)}
        people = reading.people(opened, ids) if extended else None
        return [shapes.entity(each, people, with_data=False) for each in batch]

    return listed(batches, shape)


def _people(ids: Iterable[int]) -> Mapping[int, Actor] | None:
    return reading.people(services(), ids) if is_extended() else None


@bp.post(ENTITIES)
def create(project_id: int, name: str) -> Response:
    """A new entity, or with ``entities`` many of them; a table of them may come as CSV."""
    who = caller()
    datasets.one(services(), who, project_id, name)  # before the body is read
    if request.mimetype == "text/csv":
        return _create_from_csv(project_id, name)
    given = body(BULK_LIMIT)
    if "entities" not in given:
        made = changing.create(services(), _asked(), project_id, name, _given(given))
        return answer(_one(made))
    _expect(given, ("entities", "source"))
    rows = given["entities"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise WrongDataType(field="entities", value="", expected="array of objects")
    source = _source(given.get("source"))
    changing.create_many(
        services(), _asked(), project_id, name, [*map(_given, rows)], source=source
    )
    return success()


def _create_from_csv(project_id: int, name: str) -> Response:
    content = whole(BULK_LIMIT)
    source = {"name": argument("name") or f"{name}.csv", "size": len(content)}
    givens = [Given(*row) for row in read_entities(content)]
    changing.create_many(services(), _asked(), project_id, name, givens, source=source)
    return success()


def _source(given: object) -> dict[str, Any]:
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise MissingParameter(field="source.name")
    return {key: given[key] for key in ("name", "size") if given.get(key) is not None}


def _given(row: Mapping[str, Any]) -> Given:
    """What a body says of one entity; raise UnexpectedAttributes, WrongDataType."""
    _expect(row, PLACE_IN_BODY)
    for key in ("uuid", "label"):
        if row.get(key) is not None and not isinstance(row[key], str):
            raise WrongDataType(field=key, value=str(row[key]), expected="string")
    values = row.get("data") or {}
    if not isinstance(values, dict):
        raise WrongDataType(field="data", value=str(values), expected="object")
    for key, value in values.items():
        if not isinstance(value, str) or "\0" in value:
            raise WrongDataType(field=key, value=str(value), expected="string")
    return Given(row.get("uuid"), row.get("label"), values)


def _expect(row: Mapping[str, Any], expected: tuple[str, ...]) -> None:
    actual = [key for key in row if key != "__csrf"]
    if not set(actual) <= set(expected):
        raise UnexpectedAttributes(expected=", ".join(expected), actual=", ".join(actual))


@bp.get(ENTITY)
def get(project_id: int, name: str, uuid: str) -> Response:
    """One entity with its properties."""
    return answer(_one(_found(project_id, name, uuid)[1]))


@bp.patch(ENTITY)
def change(project_id: int, name: str, uuid: str) -> Response:
    """Other values as a new version, and with ``resolve=true`` the end of a conflict."""
    given = body(BULK_LIMIT)
    if "label" in given and given["label"] is None:
        raise WrongDataType(field="label", value="null", expected="string")
    changed = changing.update(
        services(),
        _asked(),
        project_id,
        name,
        uuid,
        given=replace(_given(given), uuid=None),
        base=argument("baseVersion") or None,
        is_forced=is_true("force"),
        resolves=is_true("resolve"),
    )
    return answer(_one(changed))


@bp.delete(ENTITY)
def delete(project_id: int, name: str, uuid: str) -> Response:
    """Delete an entity so that it can be restored."""
    changing.delete(services(), _asked(), project_id, name, uuid)
    return success()


@bp.post(f"{ENTITY}/restore")
def restore(project_id: int, name: str, uuid: str) -> Response:
    """Bring a deleted entity back."""
    changing.restore(services(), _asked(), project_id, name, uuid)
    return success()


@bp.post(f"{ENTITIES}/bulk-delete")
def delete_many(project_id: int, name: str) -> Response:
    """Delete several entities, all or none."""
    ids = fields(EntityIds())["ids"]
    changing.delete_many(services(), _asked(), project_id, name, ids)
    return success()


@bp.post(f"{ENTITIES}/bulk-restore")
def restore_many(project_id: int, name: str) -> Response:
    """Bring several entities back, all or none."""
    ids = fields(EntityIds())["ids"]
    changing.restore_many(services(), _asked(), project_id, name, ids)
    return success()


@bp.get(f"{ENTITIES}/creators")
def creators(project_id: int, name: str) -> Response:
    """Who made entities of the list."""
    found = datasets.one(services(), caller(), project_id, name)
    return answer([actor(each) for each in reading.creators(services(), caller(), found)])


@bp.get(f"{ENTITY}/versions")
def versions(project_id: int, name: str, uuid: str) -> Response:
    """All versions, oldest first; with ``relevantToConflict`` those that matter to one."""
    found, entity = _found(project_id, name, uuid)
    views = reading.versions(services(), found, entity)
    if is_true("relevantToConflict"):
        views = tuple(view for view in views if view.looked.is_relevant)
    people = _people(view.written.by for view in views)
    return answer([shapes.version(view, people) for view in views])


@bp.get(f"{ENTITY}/diffs")
def diffs(project_id: int, name: str, uuid: str) -> Response:
    """What changed from each version to the next."""
    found, entity = _found(project_id, name, uuid)
    steps = reading.diffs(services(), found, entity)
    return answer([[shapes.difference(each) for each in step] for step in steps])


@bp.get(f"{ENTITY}/audits")
def audits(project_id: int, name: str, uuid: str) -> Response:
    """What was done to an entity, newest first."""
    found, entity = _found(project_id, name, uuid)
    entries = reading.audits(services(), found, entity)
    people = _people(each.actor_id for each in entries if each.actor_id is not None)
    return answer([shapes.audit(each, people) for each in entries])


def _found(project_id: int, name: str, uuid: str) -> tuple[StoredDataset, StoredEntity]:
    found = datasets.one(services(), caller(), project_id, name)
    return found, reading.one(services(), caller(), found, uuid)


def _one(entity: StoredEntity) -> Shape:
    return shapes.entity(entity, _people((entity.creator_id, entity.written.by)))


def _asked() -> Asked:
    return Asked(who=caller(), now=now(), user_agent=request.user_agent.string[:255], notes=notes())
