"""What an appraisal of applications and an objection to a list want to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server import thresholds
from server.store import list_facts

if TYPE_CHECKING:
    from server.core.facts import Facts
    from server.intake.knowledge.asking import Asking


def appraisal(asking: Asking, common: Facts) -> Facts:
    """A-06."""
    answers = asking.case.appraisal
    numbers = (
        sorted({each.application for each in answers.applicants if each.application})
        if (answers)
        else []
    )
    if not numbers or not asking.county:
        return common
    return replace(
        common,
        application_surveys=list_facts.application_surveys(asking.conn, asking.county, numbers),
    )


def objection(asking: Asking, common: Facts) -> Facts:
    """O-01, O-02, O-03."""
    case, conn, answers = asking.case, asking.conn, asking.case.objection
    if answers is None:
        return common
    found = replace(common, calendar=thresholds.calendar_of(asking.services))
    if answers.list_id:
        ends = list_facts.list_ends(conn, asking.county, answers.list_id)
        found = replace(found, list_end_date=ends)
    if not answers.checkers:
        return found
    return replace(
        found,
        village_assistants=list_facts.village_assistants(
            conn, case.village, on=answers.check_date or case.as_of
        )
        if case.village
        else frozenset(),
        concerned_names=list_facts.concerned_names(
            conn, asking.county, answers.list_id, answers.item_id
        )
        if answers.item_id
        else frozenset(),
    )
