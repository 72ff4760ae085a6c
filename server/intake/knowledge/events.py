"""What a disaster report and an assessment of damage want to know."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server.core.case import DISASTER_REPORT, HOUSE_DAMAGE
from server.core.disaster_report import Stage
from server.store import event_facts, facts, filings, village_facts

if TYPE_CHECKING:
    from server.core.facts import Facts, OtherDamage
    from server.intake.knowledge.asking import Asking


def damage(asking: Asking, common: Facts) -> Facts:
    """D-32, D-33, D-38, P-10, P-11, S-10."""
    now, answers = asking.household(), asking.case.damage
    if answers is None:
        return common
    return replace(
        common,
        event=event_facts.event(asking.conn, answers.event_id) if answers.event_id else None,
        other_damages=_others(asking) if answers.event_id else (),
        persons_by_id=asking.persons_by_id(),
        namesakes=asking.namesakes(),
        last_survey=None if now is None else facts.house_before(now),
        registered_position=None if now is None else facts.position_of(now),
    )


def _others(asking: Asking) -> tuple[OtherDamage, ...]:
    case, answers = asking.case, asking.case.damage
    if answers is None or case.village is None:
        return ()
    head_id = answers.head.id_number if answers.head else ""
    return filings.other_damages(
        asking.conn,
        answers.event_id,
        case.village,
        form_id=HOUSE_DAMAGE,
        own=asking.own,
        household_uuid=answers.entity_uuid,
        head=(head_id, asking.services.sealer.digest(head_id) if head_id else None),
        here=case.position,
        within_m=case.limits.same_house_m,
    )


def report(asking: Asking, common: Facts) -> Facts:
    """D-10 to D-14, D-18 to D-23."""
    case, conn, answers = asking.case, asking.conn, asking.case.report
    if answers is None or case.village is None:
        return common
    population, farmland = village_facts.people_and_land(conn, case.village)
    found = replace(common, village_population=population, village_farmland_mu=farmland)
    if not answers.event_id:
        return found
    found = replace(
        found,
        event=event_facts.event(conn, answers.event_id),
        village_reports=filings.village_reports(
            conn, answers.event_id, case.village, form_id=DISASTER_REPORT, own=asking.own
        ),
    )
    if answers.stage != Stage.VERIFIED:
        return found
    return replace(
        found,
        house_checks=event_facts.house_checks(conn, answers.event_id, case.village),
        casualties=event_facts.casualties(conn, answers.event_id, case.village),
    )
