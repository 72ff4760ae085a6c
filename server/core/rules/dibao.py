"""Rules on Dibao: income, assets, persons, amount, visits: B-04, B-05, B-14 to B-18 (4.4)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.area import county_of
from server.core.benefit import ANY_DIBAO, DIBAO, RURAL
from server.core.days import months_after
from server.core.rules.printing import plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.benefit import Assisted, AssistedLike, Benefit, VillageShare

TOO_MUCH = ("car", "house2", "shop", "company")
"""Codes of the list `assets` that exclude from Dibao."""

PERCENT = 100


def income_above_standard(case: AssistedLike) -> Iterator[Issue]:
    """B-04  The income per head is above the line; an error in an application."""
    assisted = case.assisted
    if assisted is None or assisted.income_pc_month is None:
        return
    for kind, path, severity in _claims(assisted, case):
        standard = _standard(case, kind)
        if standard is not None and assisted.income_pc_month > standard:
            values = {
                "benefit": kind,
                "income": plain(assisted.income_pc_month, 2),
                "standard": plain(standard, 2),
            }
            yield Issue("B-04", severity, path, values)


def _claims(assisted: Assisted, case: AssistedLike) -> list[tuple[str, str, Severity]]:
    """Kinds of Dibao applied for or received, each once."""
    application = assisted.application
    if application and application.kind in DIBAO:
        return [(application.kind, "", Severity.ERROR)]
    running = assisted.running(case.survey_date)
    named = [benefit for benefit in running if benefit.kind != ANY_DIBAO] or running
    paths = {assisted.dibao_kind(benefit): benefit.path for benefit in reversed(named)}
    return [(kind, path, Severity.WARNING) for kind, path in paths.items()]


def _standard(case: AssistedLike, kind: str, *, class_: str = "") -> Decimal | None:
    county = county_of(case.village) if case.village else None
    if county is None:
        return None
    return case.facts.standards.amount(county, kind, case.survey_date, class_=class_)


def wrong_number_covered(case: AssistedLike) -> Iterator[Issue]:
    """B-05  Dibao covers at least one person and no more than live there."""
    assisted = case.assisted
    for benefit in assisted.running(case.survey_date) if assisted else ():
        covered, living = benefit.persons_covered, len(assisted.living) if assisted else 0
        if covered is not None and not 1 <= covered <= living:
            values = {"covered": str(covered), "living": str(living)}
            yield Issue("B-05", Severity.ERROR, benefit.path, values)


def assets_above_limit(case: AssistedLike) -> Iterator[Issue]:
    """B-14  Who applies for or receives Dibao owns no car, second home, shop or company."""
    assisted = case.assisted
    if assisted is None:
        return
    owned = [item for item in TOO_MUCH if item in assisted.asset_items]
    receives = bool(assisted.running(case.survey_date))
    if owned and (receives or assisted.applies_for_dibao):
        values = {"assets": " ".join(owned), "claim": "receives" if receives else "applies"}
        yield Issue("B-14", Severity.WARNING, "/assets/asset_items", values)


def not_visited(case: AssistedLike) -> Iterator[Issue]:
    """B-15  Who receives Dibao was visited or checked within the interval (5.6)."""
    assisted = case.assisted
    for benefit in assisted.running(case.survey_date) if assisted else ():
        seen_on = [day for day in (case.facts.last_checked, benefit.start_date) if day]
        due = months_after(max(seen_on), case.limits.dibao_visit_months) if seen_on else None
        if due is not None and due < case.survey_date:
            values = {
                "last": max(seen_on).isoformat(),
                "due": due.isoformat(),
                "limit_months": str(case.limits.dibao_visit_months),
            }
            yield Issue("B-15", Severity.WARNING, benefit.path, values)
            return


def relative_not_registered(case: AssistedLike) -> Iterator[Issue]:
    """B-16  Close relatives of staff and cadres stand on the register."""
    application = case.assisted.application if case.assisted else None
    if application and application.is_relative and not application.is_on_register:
        values = {"benefit": application.kind}
        yield Issue("B-16", Severity.WARNING, "", values)


def amount_off_the_formula(case: AssistedLike) -> Iterator[Issue]:
    """B-17  The amount is the class's for each person, or what the income lacks to the line."""
    assisted = case.assisted
    for benefit in assisted.running(case.survey_date) if assisted else ():
        if benefit.amount is None or benefit.amount_reason:
            continue
        expected = _expected(case, assisted, benefit) if assisted else None
        if expected is not None and abs(benefit.amount - expected) > case.limits.amount_yuan:
            values = {
                "amount": plain(benefit.amount, 2),
                "expected": plain(expected, 2),
                "persons": str(benefit.persons_covered),
                "class": benefit.class_,
                "limit": str(case.limits.amount_yuan),
            }
            yield Issue("B-17", Severity.ERROR, benefit.path, values)


def _expected(case: AssistedLike, assisted: Assisted, benefit: Benefit) -> Decimal | None:
    """Rural: class amount x persons; urban: (standard - income) x persons, never below 0."""
    kind, persons = assisted.dibao_kind(benefit), benefit.persons_covered
    if persons is None:
        return None
    if kind == RURAL:
        each = _standard(case, kind, class_=benefit.class_) if benefit.class_ else None
        return None if each is None else each * persons
    line, income = _standard(case, kind), assisted.income_pc_month
    return None if line is None or income is None else max(line - income, Decimal(0)) * persons


def unusual_share(share: VillageShare) -> Iterator[Issue]:
    """B-18  Many of a village receive Dibao, or their number changed by much in a month."""
    limits, now, before = share.limits, share.on_dibao, share.on_dibao_before
    if (
        share.population is not None
        and now * PERCENT > share.population * limits.dibao_share_percent
    ):
        values = _share(share, "share", share.population, limits.dibao_share_percent)
        yield Issue("B-18", Severity.WARNING, "", values)
    if before is not None and abs(now - before) * PERCENT > before * limits.dibao_change_percent:
        values = _share(share, "change", before, limits.dibao_change_percent)
        yield Issue("B-18", Severity.WARNING, "", values)


def _share(share: VillageShare, reason: str, base: int, limit: int) -> dict[str, str]:
    part = share.on_dibao if reason == "share" else abs(share.on_dibao - base)
    return {
        "reason": reason,
        "month": share.month,
        "persons": str(share.on_dibao),
        "population": str(base) if reason == "share" else "",
        "before": str(base) if reason == "change" else "",
        "percent": plain(Decimal(part * PERCENT) / base, 2) if base else "",
        "limit_percent": str(limit),
    }


SURVEY = (income_above_standard, wrong_number_covered, assets_above_limit)
RULES = (*SURVEY, not_visited, relative_not_registered, amount_off_the_formula)
"""What a home survey can show, and what the register knows besides."""

STATISTICS = (unusual_share,)
