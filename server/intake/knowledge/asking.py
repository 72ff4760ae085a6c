"""One submission whose rules want to know something, and questions several forms share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.store import facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.case import Case
    from server.core.facts import KnownPerson
    from server.intake.reading import Reading
    from server.services import Services

COUNTY = 6


@dataclass(frozen=True, slots=True)
class Asking:
    """The submission, and where to ask."""

    services: Services
    conn: Connection
    reading: Reading

    @property
    def case(self) -> Case:
        """What the submission says."""
        return self.reading.case

    @property
    def county(self) -> str:
        """The county it is about by its village, else by its place; empty without either."""
        return (self.case.village or self.case.tag.unit or "")[:COUNTY]

    @property
    def own(self) -> tuple[str, ...]:
        """Its own instance id and that of the version it replaces."""
        before = self.reading.envelope.deprecated_id
        return (self.reading.instance_id, before) if before else (self.reading.instance_id,)

    def household(self) -> Any | None:  # noqa: ANN401  # a row of facts.household_now
        """What the store says of the household it is about, or None."""
        uuid = self.reading.household_uuid
        if not (uuid and self.case.village and self.case.household_uuid):
            return None
        return facts.household_now(self.conn, self.county, uuid)

    def persons_by_id(self) -> Mapping[str, tuple[KnownPerson, ...]]:
        """Persons of other households with a number of this submission (P-10)."""
        digest = self.services.sealer.digest
        numbers = {digest(m.id_number): m.id_number for m in self.case.members if m.id_number}
        if not numbers:
            return {}
        return facts.persons_by_digest(
            self.conn, numbers, household_uuid=self.reading.household_uuid
        )

    def namesakes(self) -> tuple[KnownPerson, ...]:
        """Persons of the village's other households with name and birth date of a member (P-11)."""
        people = {(m.name, m.birth_date) for m in self.case.members if m.name and m.birth_date}
        if not people or not self.case.village:
            return ()
        return facts.namesakes(
            self.conn, self.case.village, people, household_uuid=self.reading.household_uuid
        )
