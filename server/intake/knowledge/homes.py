"""What a home survey and a visit want to know of the household in the store."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from server import thresholds
from server.core.bankaccount import is_account, normalise
from server.core.standards import NO_STANDARDS
from server.store import benefit_facts, facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.facts import Facts, LastSurvey
    from server.intake.knowledge.asking import Asking


def survey(asking: Asking, common: Facts) -> Facts:
    """B-04, H-09, H-11, H-14, H-15, P-10, P-11, P-16, P-25, P-27, S-10, W-06."""
    case, conn, uuid = asking.case, asking.conn, asking.reading.household_uuid
    household, now = case.household, asking.household()
    if household is None:
        return common
    average = case.limits.average_income_yuan
    return replace(
        common,
        entity_base=asking.reading.base_version,
        entity_current=None if now is None else now.listed,
        persons_by_id=asking.persons_by_id(),
        namesakes=asking.namesakes(),
        phone_households=facts.phone_households(conn, household.phone, household_uuid=uuid)
        if household.phone
        else 0,
        accounts_elsewhere=_accounts(asking),
        hh_no_taken=facts.owner_of_number(conn, household.hh_no) not in {None, uuid}
        if household.hh_no
        else False,
        last_survey=None if now is None else _without_reported(asking, now, _before(asking, now)),
        county_income_pc_year=Decimal(average) if average else None,
        registered_position=None if now is None else facts.position_of(now),
        standards=thresholds.standards_of(asking.services, case.village)
        if case.assisted and case.village
        else NO_STANDARDS,
    )


def visit(asking: Asking, common: Facts) -> Facts:
    """P-16 when somebody died, S-10, W-06."""
    now = asking.household()
    return replace(
        common,
        entity_base=asking.reading.base_version,
        entity_current=None if now is None else now.listed,
        last_survey=_before(asking, now) if now is not None and asking.case.members else None,
        registered_position=None if now is None else facts.position_of(now),
    )


def _before(asking: Asking, now: Any) -> LastSurvey:  # noqa: ANN401  # a row of household_now
    somebody_died = any(not member.is_living for member in asking.case.members)
    return facts.last_survey(
        asking.conn, now, asking.services.sealer.open, with_benefits=somebody_died
    )


def _without_reported(
    asking: Asking,
    now: Any,  # noqa: ANN401  # a row of household_now
    last: LastSurvey,
) -> LastSurvey:
    """Without members whose death a visit has reported: H-11 asks for no other reason."""
    members = asking.case.members
    missing = {p.name for p in last.members if not any(p.is_same(m) for m in members)}
    if not missing:
        return last
    known = missing & benefit_facts.reported_dead(asking.conn, now.county, now.hh_no)
    left = tuple(each for each in last.members if each.name not in known)
    return replace(last, members=left)


def _accounts(asking: Asking) -> Mapping[str, str]:
    """Other households with a bank account of this one, found by keyed digest."""
    given = (normalise(member.bank_account) for member in asking.case.members)
    digest = asking.services.sealer.digest
    digests = {digest(account): account for account in given if is_account(account)}
    if not digests:
        return {}
    return facts.accounts_elsewhere(
        asking.conn, digests, household_uuid=asking.reading.household_uuid
    )
