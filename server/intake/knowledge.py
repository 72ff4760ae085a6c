"""Asking the store what the rules of one submission want to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.facts import Facts
from server.store import facts

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.core.types import UnitCode
    from server.intake.reading import Reading
    from server.services import Services


def facts_for(
    services: Services, conn: Connection, reading: Reading, sender: Sender, *, known_version: bool
) -> Facts:
    """The facts of one submission, in a number of statements that does not grow with the store."""
    case, uuid = reading.case, reading.household_uuid
    now = (
        facts.household_now(conn, case.village[:6], uuid)
        if uuid and case.village and case.household_uuid
        else None
    )
    opened = services.sealer.open
    household = case.household
    numbers = {
        services.sealer.digest(m.identity.number): m.identity.number
        for m in case.members
        if m.identity.number
    }
    people = {(m.name, m.birth_date) for m in case.members if m.name and m.birth_date}
    return Facts(
        version_is_unknown=not known_version,
        writable_units=_writable(sender),
        entity_base=reading.base_version,
        entity_current=None if now is None else now.version,
        other_visits=facts.other_visits(
            conn, sender.id, case.start, instance_id=reading.instance_id
        )
        if case.start
        else (),
        persons_by_id=facts.persons_by_digest(conn, numbers, household_uuid=uuid)
        if numbers
        else {},
        namesakes=facts.namesakes(conn, case.village, people, household_uuid=uuid)
        if people and case.village
        else (),
        phone_households=facts.phone_households(conn, household.phone, household_uuid=uuid)
        if household and household.phone
        else 0,
        hh_no_taken=facts.owner_of_number(conn, household.hh_no) not in {None, uuid}
        if household and household.hh_no
        else False,
        last_survey=None
        if now is None or household is None
        else facts.last_survey(conn, now, opened),
        registered_position=None if now is None else facts.position_of(now),
    )


def _writable(sender: Sender) -> frozenset[UnitCode] | None:
    """Units the sender may write to; None for somebody whose right has no area."""
    return frozenset(sender.units) if sender.units else None
