"""Asking the store what the rules of one submission want to know.

Each kind of form asks its own questions, each in one statement that does not grow with the store;
what every form is asked stands here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.case import (
    DIBAO_APPRAISAL,
    DISASTER_REPORT,
    HOUSE_DAMAGE,
    HOUSEHOLD_SURVEY,
    OBJECTION,
    VILLAGE_PROFILE,
    VISIT_FOLLOWUP,
)
from server.core.facts import Facts
from server.intake.knowledge import events, homes, lists, villages
from server.intake.knowledge.asking import Asking
from server.store import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.core.types import UnitCode
    from server.intake.reading import Reading
    from server.services import Services

BY_FORM: Mapping[str, Callable[[Asking, Facts], Facts]] = {
    HOUSEHOLD_SURVEY: homes.survey,
    VISIT_FOLLOWUP: homes.visit,
    HOUSE_DAMAGE: events.damage,
    DISASTER_REPORT: events.report,
    VILLAGE_PROFILE: villages.profile,
    DIBAO_APPRAISAL: lists.appraisal,
    OBJECTION: lists.objection,
}
"""What a form asks beyond what all do; to ask more, see the docstrings of `core.facts.Facts`."""


def facts_for(
    services: Services, conn: Connection, reading: Reading, sender: Sender, *, known_version: bool
) -> Facts:
    """The facts of one submission, in a number of statements that does not grow with the store."""
    case = reading.case
    common = Facts(
        version_is_unknown=not known_version,
        writable_units=_writable(sender),
        other_visits=facts.other_visits(
            conn, sender.id, case.start, instance_id=reading.instance_id
        )
        if case.start
        else (),
    )
    ask = BY_FORM.get(case.form_id) if case.is_read else None
    if ask is None:
        return common
    return ask(Asking(services, conn, reading), common)


def _writable(sender: Sender) -> frozenset[UnitCode] | None:
    """Units the sender may write to; None for somebody whose right has no area."""
    return frozenset(sender.units) if sender.units else None
