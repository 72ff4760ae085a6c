"""What the rules say of an application: B-01 to B-17 on its household, A-06 and O on its course."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server import thresholds
from server.core.benefit import Benefit, BenefitCase
from server.core.facts import Facts
from server.core.procedures.amounts import Claim, amount_of
from server.core.rules.records import examine_benefit
from server.core.types import Issue, Severity, UnitCode
from server.families import assisted
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.core.standards import Standards
    from server.families import Family
    from server.services import Services
    from server.store.named import Named


def issues_of(
    services: Services, conn: Connection, application: Named, known: Family | None, day: date
) -> tuple[Issue, ...]:
    """What the rules say on a day, the benefit applied for counted as if it ran."""
    if known is None:
        return ()
    row = {**application, "is_on_register": _is_on_register(conn, application)}
    household = assisted(known, row, services.sealer)
    proposed = _proposed(application, day)
    if proposed is not None:
        others = [each for each in household.benefits if each.kind != proposed.kind]
        household = replace(household, benefits=(*others, proposed))
    village = UnitCode(application["unit_code"])
    case = BenefitCase(
        household,
        survey_date=day,
        village=village,
        facts=Facts(standards=thresholds.standards_of(services, village), last_checked=day),
        limits=thresholds.limits_on(services, village, day),
    )
    return _once(examine_benefit(case))


def _once(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Each finding once, errors first."""
    found = {(each.rule, tuple(sorted(each.values.items()))): each for each in issues}
    return tuple(sorted(found.values(), key=_weight))


def _weight(issue: Issue) -> tuple[bool, str]:
    return issue.severity is not Severity.ERROR, issue.rule


def _proposed(application: Named, day: date) -> Benefit | None:
    """The benefit as it would run; none for what was refused, paid once or ended."""
    if application["state"] in {"refused", "withdrawn", "stopped"}:
        return None
    return Benefit(
        application["kind"],
        path="",
        class_=application["class"] or "",
        persons_covered=application["persons_covered"] or application["persons"],
        amount=application["amount"],
        start_date=day,
    )


def _is_on_register(conn: Connection, application: Named) -> bool:
    rows = procedures.records(
        conn,
        "relative_register",
        (application["unit_code"],),
        hh_no=application["hh_no"],
        kind=application["kind"],
    )
    return bool(rows)


def care_level(application: Named, known: Family | None) -> str:
    """How much care the applicant needs, as the last survey says."""
    person = None if known is None else known.applicant(application)
    return "" if person is None else str(person.doc.get("m_care_level", ""))


def amount_for(
    services: Services,
    application: Named,
    known: Family | None,
    *,
    class_: str,
    persons: int,
    income: Decimal | None,
    day: date,
) -> Decimal | None:
    """Yuan a month by the county's standards; None where they do not say (rule B-17)."""
    standards: Standards = thresholds.standards_of(services, UnitCode(application["unit_code"]))
    if income is None and known is not None:
        income = known.row.income_pc_month
    return amount_of(
        Claim(
            county=f"{application['county']}000000",
            kind=application["kind"],
            day=day,
            persons=persons,
            class_=class_,
            income_pc_month=income,
            care_level=care_level(application, known),
        ),
        standards,
    )
