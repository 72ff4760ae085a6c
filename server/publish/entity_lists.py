"""Entity lists as tablets fetch them: households of their villages, and lists kept as such.

A list holds what the next visit needs and no more: a lost tablet must not lose a township.  No
identity numbers, incomes, accounts, and of the members the head's name alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from server.core.caller import Role
from server.core.days import local_date
from server.entities import ours
from server.entities.datasets import named
from server.entities.listing import normal
from server.store import datasets, entities, household_list, list_changes
from server.store.list_changes import HOUSEHOLDS, SHOWN_WITH_HOUSEHOLDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entities import StoredEntity

    Cells = Sequence[object]

OWN = ("name", "label", "__version")
HOUSEHOLD_COLUMNS = (*OWN, *household_list.PROPERTIES)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Carried:
    """An entity list as one sender carries it."""

    dataset: StoredDataset
    sender: Sender

    @property
    def kind(self) -> str:
        """How a manifest calls it: whether what a tablet makes waits for approval (OR-157)."""
        is_waiting = self.dataset.approval_required and not ours.is_ours(self.dataset)
        return "approvalEntityList" if is_waiting else "entityList"

    @property
    def owner(self) -> int | None:
        """Whose entities alone are on it; None for everybody's."""
        return self.sender.id if self.dataset.owner_only and self._is_collector else None

    @property
    def _is_collector(self) -> bool:
        """Tablets and data collectors reach a list by its file only."""
        roles = {grant.role for grant in self.sender.grants}
        return self.sender.is_app_user or Role.FORM_FILL.system in roles


def carried(conn: Connection, sender: Sender, project_id: int, name: str) -> Carried | None:
    """The list of this name as the sender carries it; None without such a list."""
    found = named(conn, project_id, name)
    return None if found is None else Carried(found, sender)


def token(conn: Connection, about: Carried) -> str:
    """A change token: other whenever the list would be other (OR-147).

    Made of counters, so that asking costs the same for a village and for a city.
    """
    units = about.sender.units
    names: tuple[str, ...]
    columns: tuple[str, ...]
    if ours.is_ours(about.dataset):
        names, columns = (HOUSEHOLDS, *SHOWN_WITH_HOUSEHOLDS), HOUSEHOLD_COLUMNS
        month = f"{local_date(datetime.now(UTC)):%Y-%m}"  # the day of the next visit may move on
    else:
        names, month = (about.dataset.list_name,), ""
        columns = _columns(conn, about.dataset)
    count = list_changes.total_of(conn, names, units)
    text = (
        f"{about.dataset.project_id}|{about.dataset.name}|{about.dataset.id}|{about.kind}|"
        f"{about.owner}|{','.join(sorted(units))}|{','.join(columns)}|{count}|{month}"
    )
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _columns(conn: Connection, dataset: StoredDataset) -> tuple[str, ...]:
    return (*OWN, *(each.name for each in datasets.properties_of(conn, dataset.id)))


def rows(services: Services, about: Carried) -> Iterator[Cells]:
    """Header and rows, read as they are sent, so that memory does not grow with the list."""
    if ours.is_ours(about.dataset):
        return _households(services, about.sender)
    return _entities(services, about)


def _households(services: Services, sender: Sender) -> Iterator[Cells]:
    day = local_date(datetime.now(UTC))
    yield HOUSEHOLD_COLUMNS
    with services.store.read() as conn:
        villages = household_list.villages_of(conn, sender.units)
    for village in villages:
        with services.store.read() as conn:
            for each in household_list.of_village(conn, village, day):
                yield (each.uuid, each.label, each.version, *each.values.values())


def _entities(services: Services, about: Carried) -> Iterator[Cells]:
    with services.store.read() as conn:
        header = _columns(conn, about.dataset)
    yield header
    where = entities.carried(about.sender.units, owner=about.owner)
    last: StoredEntity | None = None
    while True:
        behind = () if last is None else (entities.behind(last),)
        with services.store.read() as conn:
            batch = entities.page(conn, about.dataset.id, (where, *behind), limit=BATCH)
        for each in batch:
            values = each.current.values
            cells = (values.get(name, "") for name in header[len(OWN) :])
            yield (each.uuid, each.current.label, each.current.number, *cells)
        if len(batch) < BATCH:
            return
        last = batch[-1]


def deleted(conn: Connection, about: Carried, ids: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """Whether each known entity is gone, in the order asked; without ids all of them (OR-155)."""
    wanted = [normal(each) for each in ids]
    if ours.is_ours(about.dataset):
        gone = household_list.statuses(conn, about.sender.units, wanted or None)
        return tuple((uuid, gone[uuid]) for uuid in (wanted or gone) if uuid in gone)
    where = entities.carried(about.sender.units, owner=about.owner, with_deleted=True)
    found = entities.everything(conn, about.dataset.id, wanted or None, (where,))
    known = {row.uuid: row.deleted_at is not None for row in found}
    return tuple((uuid, known[uuid]) for uuid in (wanted or known) if uuid in known)
