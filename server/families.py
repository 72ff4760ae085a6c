"""Who is named by an application: the household and the person, as the store knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.benefit import Application, Assisted, Benefit
from server.core.household import Member, PersonStatus, identify
from server.store import households, procedures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.types import UnitCode
    from server.secrets import Sealer
    from server.store.households import AnyRow
    from server.store.named import Named

STATUSES = frozenset(PersonStatus)


@dataclass(frozen=True, slots=True)
class Family:
    """A household with its persons and running benefits as rows."""

    row: AnyRow
    persons: Sequence[AnyRow]
    benefits: Sequence[Named]

    def applicant(self, application: Named) -> AnyRow | None:
        """The person an application is for, else the member of the applicant's name."""
        wanted, name = application["person_id"], application["applicant"]
        for person in self.persons:
            if str(person.id) == wanted:
                return person
        return next((person for person in self.persons if person.name == name), None)

    @property
    def living(self) -> list[AnyRow]:
        """Persons who live there."""
        return [person for person in self.persons if person.status == PersonStatus.ALIVE]


def family(conn: Connection, hh_no: str, units: Sequence[UnitCode], day: date) -> Family | None:
    """The household of a number inside these units; or None."""
    row = households.by_number(conn, hh_no, units)
    if row is None:
        return None
    return Family(
        row,
        households.persons_of(conn, row.county, row.id),
        procedures.running_benefits(conn, row.county, hh_no, day),
    )


def assisted(known: Family, application: Named | None, sealer: Sealer) -> Assisted:
    """The household as rules on assistance look at it, with an application that is not decided."""
    members = tuple(member(person, at, sealer) for at, person in enumerate(known.persons, 1))
    by_id = {str(person.id): each for person, each in zip(known.persons, members, strict=True)}
    asked = None
    if application is not None:
        asked = Application(
            application["kind"],
            is_relative=application["relative"],
            is_on_register=bool(application["relative"] and application.get("is_on_register")),
        )
    return Assisted(
        members=members,
        benefits=tuple(
            Benefit(
                row["kind"],
                path=f"/benefit/{row['kind']}",
                person=by_id.get(row["person_id"] or ""),
                class_=row["class"] or "",
                persons_covered=row["persons_covered"],
                amount=row["amount"],
                amount_reason=row["amount_reason"] or "",
                start_date=row["start_date"],
                end_date=row["end_date"],
            )
            for row in known.benefits
        ),
        hukou_type=str(known.row.doc.get("hukou_type", "")),
        asset_items=tuple(str(known.row.doc.get("asset_items", "")).split()),
        income_pc_month=known.row.income_pc_month,
        application=asked,
    )


def member(person: AnyRow, position: int, sealer: Sealer) -> Member:
    """A person of the store as rules look at one."""
    doc = person.doc
    return Member(
        path=f"/member[{position}]",
        position=position,
        name=person.name,
        relation=person.relation,
        identity=identify(sealer.open(person.id_sealed) if person.id_sealed else ""),
        birth_date=person.birth_date,
        sex=person.sex,
        labour=doc.get("m_labour", ""),
        disability_type=doc.get("m_disability_type", ""),
        disability_grade=doc.get("m_disability_grade", ""),
        youfu=doc.get("m_youfu", ""),
        status=PersonStatus(person.status) if person.status in STATUSES else PersonStatus.ALIVE,
    )
