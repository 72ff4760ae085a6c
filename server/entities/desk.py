"""Entity lists for people at a desk: what there is, one list, one entity and its conflict."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from server.core.caller import Caller
from server.core.desk.people import May
from server.core.entity_feed import searched
from server.core.entity_names import LABEL
from server.core.errors import ChangedMeanwhile, NotAllowed, NotFound
from server.core.rights import Sender
from server.entities import changing, datasets, listing, ours
from server.entities.changing import Asked, Given

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from server.core.desk.people import Asker
    from server.entities.datasets import DatasetView
    from server.entities.listing import VersionView
    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One list with what it holds within the area; None for whoever reads no entities."""

    view: DatasetView
    is_ours: bool
    entities: int | None
    conflicts: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """Some entities of a list; `more` when others follow."""

    view: DatasetView
    is_ours: bool
    may_change: bool
    rows: tuple[StoredEntity, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entity with all its versions, and those that matter to its conflict."""

    dataset: StoredDataset
    entity: StoredEntity
    versions: tuple[VersionView, ...]
    may_change: bool
    names: tuple[str, ...]
    people: Mapping[int, str]

    @property
    def relevant(self) -> tuple[VersionView, ...]:
        """Versions side by side while there is a conflict."""
        return tuple(each for each in self.versions if each.looked.is_relevant)


def _caller(who: Asker) -> Caller:
    return Caller(Sender(who.id, who.name, is_app_user=False), who)


def lists(services: Services, who: Asker, project_id: int) -> tuple[Line, ...]:
    """The lists of a project with their figures; raise NotFound, NotAllowed."""
    caller = _caller(who)
    found = datasets.all_of(services, caller, project_id)
    reads = bool(caller.entities(project_id).units)
    held = datasets.figures(services, caller, project_id, found) if reads else {}
    nothing = 0 if reads else None
    return tuple(
        Line(
            view=datasets.view(services, each),
            is_ours=ours.is_ours(each),
            entities=held[each.id].entities if each.id in held else nothing,
            conflicts=held[each.id].conflicts if each.id in held else nothing,
        )
        for each in found
    )


def page(
    services: Services,
    who: Asker,
    project_id: int,
    name: str,
    *,
    text: str = "",
    only_conflicts: bool = False,
) -> Page:
    """The newest entities of a list, narrowed to a text or to those in conflict."""
    caller = _caller(who)
    found = datasets.one(services, caller, project_id, name)
    rows = list(
        islice(_rows(services, caller, found, text, only_conflicts=only_conflicts), SHOWN + 1)
    )
    return Page(
        view=datasets.view(services, found),
        is_ours=ours.is_ours(found),
        may_change=May.MANAGE_FORMS in who.may and not ours.is_ours(found),
        rows=tuple(rows[:SHOWN]),
        more=len(rows) > SHOWN,
    )


def _rows(
    services: Services, caller: Caller, found: StoredDataset, text: str, *, only_conflicts: bool
) -> Iterator[StoredEntity]:
    holds = searched(text)
    for batch in listing.batches(services, caller, found):
        for each in batch:
            if only_conflicts and each.conflict is None:
                continue
            if holds([each.current.label, *each.current.values.values()]):
                yield each


def sheet(services: Services, who: Asker, project_id: int, name: str, uuid: str) -> Sheet:
    """One entity; raise NotFound outside the area."""
    caller = _caller(who)
    found = datasets.one(services, caller, project_id, name)
    entity = listing.one(services, caller, found, uuid)
    versions = listing.versions(services, found, entity)
    writers = listing.people(services, {each.written.by for each in versions})
    known = [each.name for each in datasets.view(services, found).properties]
    return Sheet(
        dataset=found,
        entity=entity,
        versions=versions,
        may_change=caller.changes_entities(project_id) and not ours.is_ours(found),
        names=(LABEL, *known),
        people={key: each.name for key, each in writers.items()},
    )


def resolve(
    services: Services,
    who: Asker,
    project_id: int,
    name: str,
    uuid: str,
    *,
    base: int,
    chosen: Mapping[str, int],
    now: datetime,
) -> None:
    """Settle a conflict; `chosen` names the version whose value a property takes, if another.

    Raise NotFound, NotAllowed, ChangedMeanwhile when a newer version came since `base` was shown.
    """
    seen = sheet(services, who, project_id, name, uuid)
    if not seen.may_change:
        raise NotAllowed
    if seen.entity.current.number != base:
        raise ChangedMeanwhile
    now_is = seen.entity.current.all_values
    by_number = {each.looked.version.number: each.looked.version for each in seen.versions}
    values: dict[str, str] = {}
    for key, number in chosen.items():
        if key not in seen.names or number not in by_number:
            raise NotFound
        value = by_number[number].all_values.get(key, "")
        if value != now_is.get(key, ""):
            values[key] = value
    label = values.pop(LABEL, None)
    changing.update(
        services,
        Asked(who=_caller(who), now=now, user_agent=""),
        project_id,
        name,
        uuid,
        given=Given(None, label, values),
        base=str(base),
        resolves=True,
    )


def change(
    services: Services,
    who: Asker,
    project_id: int,
    name: str,
    *,
    approval_required: bool,
    owner_only: bool,
    now: datetime,
) -> None:
    """Set when entities are made and whose a tablet gets; raise NotFound, NotAllowed."""
    datasets.change(
        services,
        _caller(who),
        project_id,
        name,
        approval_required=approval_required,
        owner_only=owner_only,
        now=now,
    )
