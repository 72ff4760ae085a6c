"""What becomes of an accepted submission: a household, rows of registers, or nothing, by its form.

To load another form into registers: `core.registers.loading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from server.answers import form_reader
from server.core.case import HOUSEHOLD_SURVEY
from server.core.errors import VersionUnknown
from server.core.registers.loading import LOADERS
from server.review import registers, surveys
from server.store import journal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.secrets import Sealer
    from server.services import Services
    from server.store.records import AnyRow

LOAD, UNLOAD = "submission.load", "submission.unload"


class Loadable(Protocol):
    """A submission read and ready to be written in the transaction of the decision."""

    @property
    def has_dibao(self) -> bool:
        """Whether the county checks a share of such records itself."""

    def load(self, conn: Connection, who: Asker, sealer: Sealer, *, now: datetime) -> int | None:
        """Write it; return the key of the household it is about, None without one."""


def prepared(services: Services, record: AnyRow, version: AnyRow) -> Loadable | None:
    """Read a submission for loading; None for forms that bring nothing into the store.

    What was sent for practice never does (domain.md 1, S21).
    Raise VersionUnknown when the form version it was made by is not here.
    """
    if record.is_training:
        return None
    if record.form_id != HOUSEHOLD_SURVEY and record.form_id not in LOADERS:
        return None
    if version.version_id is None:
        raise VersionUnknown
    reader = form_reader(services, version.version_id)
    loader = surveys if record.form_id == HOUSEHOLD_SURVEY else registers
    ready: Loadable = loader.prepare(record, version, reader)
    return Noted(ready, record.county, record.id, version.id)


@dataclass(frozen=True, slots=True)
class Noted:
    """A submission whose loading is noted in the journal, to be done again from its XML (D2)."""

    ready: Loadable
    county: str
    submission_id: int
    version_id: int

    @property
    def has_dibao(self) -> bool:
        """Whether the county checks a share of such records itself."""
        return self.ready.has_dibao

    def load(self, conn: Connection, who: Asker, sealer: Sealer, *, now: datetime) -> int | None:
        """Write it; return the key of the household it is about, None without one."""
        said = {"county": self.county, "submission": self.submission_id, "version": self.version_id}
        with journal.act(
            conn,
            LOAD,
            lambda: said,
            at=now,
            county=self.county,
            actor_id=who.id,
            actor_name=who.name,
        ):
            return self.ready.load(conn, who, sealer, now=now)


def take_back(conn: Connection, record: AnyRow, who: Asker, *, now: datetime) -> None:
    """Undo what a submission loaded; raise NothingToUndo when something newer stands on it."""
    loader = surveys if record.form_id == HOUSEHOLD_SURVEY else registers
    said = {"county": record.county, "submission": record.id}
    with journal.act(
        conn,
        UNLOAD,
        lambda: said,
        at=now,
        county=record.county,
        actor_id=who.id,
        actor_name=who.name,
    ):
        loader.unload(conn, record, who, now=now)
