"""Where the entities of a list are: in its own rows, or in the registers it is a view of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from server.store import entities

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.core.caller import Reach
    from server.core.entity_history import Version
    from server.store.entities import StoredEntity, Written


class EntityTable(Protocol):
    """Reading the entities of one list, newest first, within what somebody may see."""

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
        """Entities behind `after`, `offset` of them passed over."""

    def count(self, conn: Connection, reach: Reach) -> int:
        """How many there are that were not deleted."""

    def find(self, conn: Connection, uuid: str) -> StoredEntity | None:
        """The entity with this id, deleted or not."""

    def versions_of(
        self, conn: Connection, entity: StoredEntity
    ) -> tuple[tuple[Version, Written], ...]:
        """All versions of an entity, oldest first."""

    def creators(self, conn: Connection, reach: Reach) -> tuple[int, ...]:
        """Who made entities."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A list that has rows of its own."""

    dataset_id: int

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
        """Entities behind `after`, `offset` of them passed over."""
        state = entities.is_deleted() if is_deleted else entities.is_live()
        behind = () if after is None else (entities.behind(after),)
        return entities.page(
            conn,
            self.dataset_id,
            (state, entities.reached(reach), *behind),
            offset=offset,
            limit=limit,
        )

    def count(self, conn: Connection, reach: Reach) -> int:
        """How many there are that were not deleted."""
        where = (entities.is_live(), entities.reached(reach))
        return entities.count(conn, self.dataset_id, where)

    def find(self, conn: Connection, uuid: str) -> StoredEntity | None:
        """The entity with this id, deleted or not."""
        return entities.find(conn, self.dataset_id, uuid)

    def versions_of(
        self, conn: Connection, entity: StoredEntity
    ) -> tuple[tuple[Version, Written], ...]:
        """All versions of an entity, oldest first."""
        return entities.versions_of(conn, entity.id)

    def creators(self, conn: Connection, reach: Reach) -> tuple[int, ...]:
        """Who made entities."""
        return entities.creators(conn, self.dataset_id, entities.reached(reach))
