"""Entity lists and entities under the public API's names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.api.shapes import actor, moment, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.api.shapes import Shape
    from server.core.entity_history import Version
    from server.core.entity_review import Difference
    from server.entities.datasets import DatasetView, FormName
    from server.entities.declaring import Declared
    from server.entities.listing import VersionView
    from server.store.actors import Actor
    from server.store.audit import Entry
    from server.store.datasets import StoredDataset
    from server.store.entities import DatasetFigures, StoredEntity, Written

    People = Mapping[int, Actor] | None


def dataset(found: StoredDataset, figures: DatasetFigures | None = None) -> Shape:
    """A list as lists of lists show it."""
    return {
        "name": found.name,
        "createdAt": moment(found.created_at),
        "projectId": found.project_id,
        "approvalRequired": found.approval_required,
        "ownerOnly": found.owner_only,
        **({} if figures is None else _figures(figures)),
    }


def _figures(figures: DatasetFigures) -> Shape:
    return {
        "lastEntity": moment(figures.last_at),
        "entities": figures.entities,
        "conflicts": figures.conflicts,
    }


def metadata(view: DatasetView, held: DatasetFigures, *, extended: bool = False) -> Shape:
    """A list with its properties and forms; its last update as far as it is seen."""
    last = max(filter(None, (view.stored.updated_at, held.changed_at)))
    return {
        **dataset(view.stored, held if extended else None),
        "lastUpdate": moment(last),
        "linkedForms": _forms(view.linked_forms),
        "sourceForms": _forms(view.source_forms),
        "properties": [
            {
                "name": each.name,
                "odataName": each.odata_name,
                "publishedAt": moment(each.published_at),
                "forms": _forms(each.forms),
            }
            for each in view.properties
        ],
    }


def _forms(found: Iterable[FormName]) -> list[Shape]:
    return [{"xmlFormId": each.form_id, "name": title(each.titles)} for each in found]


def declared(found: Declared, *, is_draft: bool = False) -> Shape:
    """A list that a form fills; of a draft with what is new."""
    return {
        "name": found.name,
        **({"isNew": found.is_new} if is_draft else {}),
        "properties": [
            {"name": each.name, "inForm": each.in_form}
            | ({"isNew": each.is_new} if is_draft else {})
            for each in found.properties
        ],
    }


def entity(found: StoredEntity, people: People = None, *, with_data: bool = True) -> Shape:
    """An entity with its newest version; `people` are extended metadata."""
    current = _version(found.current, found.written, people, with_data=with_data)
    shown: Shape = {
        "uuid": found.uuid,
        "createdAt": moment(found.created_at),
        "updatedAt": moment(found.updated_at),
        "deletedAt": moment(found.deleted_at),
        "creatorId": found.creator_id,
        "conflict": found.conflict,
        "currentVersion": current | {"current": True},
    }
    if people is not None:
        shown["creator"] = _who(people, found.creator_id)
    return shown


def version(view: VersionView, people: People = None) -> Shape:
    """One of an entity's versions, with what it changed."""
    looked = view.looked
    return {
        **_version(looked.version, view.written, people, with_data=True),
        "current": view.is_current,
        "conflict": looked.version.conflict,
        "resolved": looked.version.is_resolved,
        "lastGoodVersion": looked.is_last_good,
        "relevantToConflict": looked.is_relevant,
        "baseDiff": list(looked.base_diff),
        "serverDiff": list(looked.server_diff),
        "source": dict(view.written.source),
    }


def _version(found: Version, written: Written, people: People, *, with_data: bool) -> Shape:
    clashing = list(found.conflicting) if found.conflict else None
    shown: Shape = {
        "label": found.label,
        "createdAt": moment(written.at),
        "creatorId": written.by,
        "userAgent": written.user_agent,
        "version": found.number,
        "baseVersion": found.base,
        "branchId": found.branch_id or None,
        "trunkVersion": found.trunk,
        "branchBaseVersion": found.branch_base,
        "conflictingProperties": clashing,
    }
    if with_data:
        shown |= {"data": dict(found.values), "dataReceived": dict(found.received)}
    if people is not None:
        shown["creator"] = _who(people, written.by)
    return shown


def _who(people: Mapping[int, Actor], actor_id: int) -> Shape | None:
    found = people.get(actor_id)
    return None if found is None else actor(found)


def difference(found: Difference) -> Shape:
    """One property that changed."""
    return {"propertyName": found.name, "old": found.old, "new": found.new}


def audit(entry: Entry, people: People) -> Shape:
    """One line of an entity's log."""
    shown: Shape = {
        "actorId": entry.actor_id,
        "action": entry.action,
        "acteeId": None,
        "details": dict(entry.details or {}),
        "loggedAt": moment(entry.at),
        "notes": entry.notes,
    }
    if people is not None:
        shown["actor"] = _who(people, entry.actor_id or 0)
    return shown


def odata(found: StoredEntity, names: Mapping[str, str], wanted: frozenset[str]) -> Shape:
    """An entity in a feed; `names` are its properties' names there, `wanted` empty for all."""
    system: dict[str, Any] = {
        "createdAt": moment(found.created_at),
        "creatorId": str(found.creator_id),
        "creatorName": found.creator_name,
        "updates": found.updates,
        "updatedAt": moment(found.updated_at),
        "deletedAt": moment(found.deleted_at),
        "version": found.current.number,
        "conflict": found.conflict,
    }
    values = found.current.values
    whole: Shape = {
        "__id": found.uuid,
        "label": found.current.label,
        "__system": system,
        **{shown: values.get(name) for name, shown in names.items()},
    }
    if not wanted:
        return whole
    some = {name: system[name] for name in system if f"__system/{name}" in wanted}
    picked = {name: value for name, value in whole.items() if name in wanted}
    return {**picked, **({"__system": some} if some and "__system" not in wanted else {})}
