"""Entity lists of a project: made, changed, told with the forms that fill and use them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.answers import form_reader, known_forms
from server.core.entity_names import dataset_name, property_name
from server.core.errors import KeptByRegisters, NotAllowed, NotFound
from server.core.odata_names import sibling_names
from server.entities import ours
from server.store import audit, datasets, entities, forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.caller import Caller
    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entities import DatasetFigures


@dataclass(frozen=True, slots=True)
class FormName:
    """A form by id and title."""

    form_id: str
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PropertyView:
    """A property with its name in OData and the forms that save to it."""

    name: str
    odata_name: str
    published_at: datetime
    forms: tuple[FormName, ...]


@dataclass(frozen=True, slots=True)
class DatasetView:
    """A list with its properties, the forms that fill it and those that carry it along."""

    stored: StoredDataset
    properties: tuple[PropertyView, ...]
    source_forms: tuple[FormName, ...]
    linked_forms: tuple[FormName, ...]


def all_of(services: Services, who: Caller, project_id: int) -> tuple[StoredDataset, ...]:
    """Lists of a project by name, ours among them; raise NotFound, NotAllowed."""
    require_reader(services, who, project_id)
    with services.store.read() as conn:
        stored = datasets.datasets_of(conn, project_id)
        made = ours.datasets_of(conn, project_id)
    return tuple(sorted((*stored, *made), key=lambda each: each.name))


def figures(
    services: Services, who: Caller, project_id: int, found: tuple[StoredDataset, ...]
) -> Mapping[int, DatasetFigures]:
    """What the lists hold within the caller's reach, by list."""
    reach = who.entities(project_id)
    with services.store.read() as conn:
        stored = entities.figures(conn, [each.id for each in found], reach)
        return stored | ours.figures(conn, found, reach)


def one(services: Services, who: Caller, project_id: int, name: str) -> StoredDataset:
    """A list by name; raise NotFound, NotAllowed."""
    require_reader(services, who, project_id)
    with services.store.read() as conn:
        found = named(conn, project_id, name)
    if found is None:
        raise NotFound
    return found


def named(conn: Connection, project_id: int, name: str) -> StoredDataset | None:
    """A list of the project, ours or stored."""
    return ours.named(conn, project_id, name) or datasets.find(conn, project_id, name)


def view(services: Services, found: StoredDataset) -> DatasetView:
    """A list with its properties and forms."""
    with services.store.read() as conn:
        properties = (
            ours.properties_of(found)
            if ours.is_ours(found)
            else datasets.properties_of(conn, found.id)
        )
    names = sibling_names(each.name for each in properties)
    savers = tuple(_savers(services, found))
    return DatasetView(
        stored=found,
        properties=tuple(
            PropertyView(
                each.name,
                names[each.name],
                each.published_at,
                tuple(form for form, saved in savers if each.name in saved),
            )
            for each in properties
        ),
        source_forms=tuple(form for form, _ in savers),
        linked_forms=_linked(services, found),
    )


def _savers(services: Services, found: StoredDataset) -> Iterator[tuple[FormName, frozenset[str]]]:
    """Published forms that create or update entities of a list, with the properties they save."""
    for form_id, reader in _readers(services, found.project_id):
        declared = [each for each in reader.schema.entities if each.dataset == found.name]
        if declared:
            saved = frozenset(name for each in declared for name in each.properties)
            yield FormName(form_id, reader.titles), saved


def _linked(services: Services, found: StoredDataset) -> tuple[FormName, ...]:
    readers = dict(_readers(services, found.project_id))
    with services.store.read() as conn:
        files = forms.files_of_versions(conn, [each.version_id for each in readers.values()])
    return tuple(
        FormName(form_id, reader.titles)
        for form_id, reader in readers.items()
        if any(file.source == found.name for file in files.get(reader.version_id, ()))
    )


def _readers(services: Services, project_id: int) -> Iterator[tuple[str, FormReader]]:
    for (project, form_id), form in sorted(known_forms(services).items()):
        if project == project_id and form.current_id is not None:
            yield form_id, form_reader(services, form.current_id)


def create(
    services: Services,
    who: Caller,
    project_id: int,
    name: str,
    *,
    approval_required: bool,
    owner_only: bool,
    now: datetime,
) -> StoredDataset:
    """A new list without properties.

    Raise NotFound, NotAllowed, UnexpectedValue for its name, NotUnique, DatasetNameConflict.
    """
    require_manager(services, who, project_id)
    dataset_name(name)

    def work(conn: Connection) -> StoredDataset:
        ours.refuse_name(name)
        made = datasets.add(
            conn,
            project_id,
            name,
            approval_required=approval_required,
            owner_only=owner_only,
            by=who.id,
            now=now,
        )
        audit.note(conn, "dataset.create", at=now, by=who.id, subject=name)
        return made

    return services.store.write(work)


def change(
    services: Services,
    who: Caller,
    project_id: int,
    name: str,
    *,
    approval_required: bool | None,
    owner_only: bool | None,
    now: datetime,
) -> StoredDataset:
    """Set when entities are made and whose a tablet gets.

    Raise NotFound, NotAllowed, KeptByRegisters.
    """
    found = writable(services, who, project_id, name)
    values: dict[str, object] = {
        key: value
        for key, value in (("approval_required", approval_required), ("owner_only", owner_only))
        if value is not None
    }

    def work(conn: Connection) -> None:
        datasets.change(conn, found.id, now=now, **values)
        audit.note(conn, "dataset.update", at=now, by=who.id, subject=name, details=values)

    if values:
        services.store.write(work)
    return one(services, who, project_id, name)


def add_property(
    services: Services, who: Caller, project_id: int, name: str, wanted: str, *, now: datetime
) -> None:
    """A new property of a list.

    Raise NotFound, NotAllowed, KeptByRegisters, UnexpectedValue, NotUnique, PropertyNameConflict.
    """
    found = writable(services, who, project_id, name)
    property_name(wanted)

    def work(conn: Connection) -> None:
        datasets.add_property(conn, found.id, wanted, now=now)
        details = {"properties": [wanted]}
        audit.note(conn, "dataset.update", at=now, by=who.id, subject=name, details=details)

    services.store.write(work)


def writable(services: Services, who: Caller, project_id: int, name: str) -> StoredDataset:
    """A list whose form managers may change; raise NotFound, NotAllowed, KeptByRegisters."""
    require_manager(services, who, project_id)
    found = one(services, who, project_id, name)
    if ours.is_ours(found):
        raise KeptByRegisters(dataset=name)
    return found


def require_reader(services: Services, who: Caller, project_id: int) -> None:
    """Raise NotFound for the project, NotAllowed for whom it is closed."""
    with services.store.read() as conn:
        if forms.find_project(conn, project_id) is None:
            raise NotFound
    if not who.belongs_to(project_id):
        raise NotAllowed


def require_manager(services: Services, who: Caller, project_id: int) -> None:
    """Raise NotFound, and NotAllowed for whoever does not manage the project's forms."""
    require_reader(services, who, project_id)
    if not who.manages_forms(project_id):
        raise NotAllowed
