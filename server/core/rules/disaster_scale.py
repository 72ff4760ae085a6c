"""Rules on whether a disaster report can be true: D-13 to D-17, D-22, D-24 (domain.md 4.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from server.core.disaster_event import DROUGHT as DROUGHT_TYPE
from server.core.disaster_event import type_in
from server.core.disaster_report import DROUGHT, FARM, HOUSES, LOSSES, PATHS, PEOPLE
from server.core.rules.parts import figure
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.case import Case

DAMAGE = (*HOUSES, *FARM)
QUANTITIES = (*PEOPLE, *DAMAGE)
LOST_DWELLINGS = ("col_res_rooms", "sev_res_rooms")

MU_PER_HECTARE = 15


def more_affected_than_people(case: Case) -> Iterator[Issue]:
    """D-13  The affected outnumber the village; strangers may be among them, so far a warning."""
    people = case.facts.village_population
    affected = case.report.figures.get("affected") if case.report else None
    if people is None or affected is None or affected <= people:
        return
    limit = people * case.limits.affected_percent
    values = {
        "affected": figure(affected),
        "population": str(people),
        "limit": str(limit // 100),
    }
    severity = Severity.ERROR if affected * 100 > limit else Severity.WARNING
    yield Issue("D-13", severity, PATHS["affected"], values)


def more_crops_than_farmland(case: Case) -> Iterator[Issue]:
    """D-14  The crops affected cover more than the village's farmland."""
    farmland = case.facts.village_farmland_mu
    crops = case.report.figures.get("crop_affected") if case.report else None
    if farmland is None or crops is None:
        return
    limit = farmland / MU_PER_HECTARE * case.limits.farmland_percent / 100
    if crops > limit:
        values = {
            "crops_ha": figure(crops),
            "farmland_ha": figure(farmland / MU_PER_HECTARE),
            "farmland_mu": figure(farmland),
            "limit_ha": figure(limit),
        }
        yield Issue("D-14", Severity.WARNING, PATHS["crop_affected"], values)


def homes_lost_and_nobody_in_need(case: Case) -> Iterator[Issue]:
    """D-15  Homes collapsed, yet nobody was moved or needs relief."""
    given = case.report.figures if case.report else {}
    households = given.get("col_res_hh")
    if not households or given.get("need_urgent") != 0 or given.get("resettled") != 0:
        return
    values = {"households": figure(households)}
    yield Issue("D-15", Severity.WARNING, PATHS["need_urgent"], values)


def damage_without_people(case: Case) -> Iterator[Issue]:
    """D-16  Houses, crops or livestock suffered, yet no person."""
    report = case.report
    if report is None or report.figures.get("affected") != 0:
        return
    first = next((name for name in DAMAGE if report.figures.get(name, 0) > 0), "")
    if first:
        values = {"figure": first, "number": figure(report.figures[first])}
        yield Issue("D-16", Severity.WARNING, PATHS["affected"], values)


def loss_without_damage(case: Case) -> Iterator[Issue]:
    """D-17  Dwellings were lost at no cost, or something was lost and nothing was damaged."""
    report = case.report
    if report is None:
        return
    loss = sum(report.answered(LOSSES), Decimal(0))
    if report.figures.get("loss_house") == 0 and report.any_of(LOST_DWELLINGS):
        rooms = sum(report.answered(LOST_DWELLINGS), Decimal(0))
        values = {"reason": "no_loss", "rooms": figure(rooms), "loss": ""}
        yield Issue("D-17", Severity.WARNING, PATHS["loss_house"], values)
    elif loss > 0 and report.answered(QUANTITIES) and not report.any_of(QUANTITIES):
        values = {"reason": "no_quantity", "rooms": "", "loss": figure(loss)}
        yield Issue("D-17", Severity.WARNING, PATHS["loss_house"], values)


def drought_figures_elsewhere(case: Case) -> Iterator[Issue]:
    """D-22  Drought figures in the report on another disaster."""
    report = case.report
    if report is None:
        return
    event = case.facts.event
    kind = (event.disaster_type if event else "") or type_in(report.event_id)
    if not kind or kind == DROUGHT_TYPE:
        return
    for name in DROUGHT:
        if report.figures.get(name, 0) > 0:
            values = {"figure": name, "number": figure(report.figures[name]), "type": kind}
            yield Issue("D-22", Severity.WARNING, PATHS[name], values)


def all_zero(case: Case) -> Iterator[Issue]:
    """D-24  Every figure is 0 and the report is not marked nil."""
    report = case.report
    if report is None or report.is_nil or "affected" not in report.figures:
        return
    if not report.any_of((*QUANTITIES, *LOSSES)):
        yield Issue("D-24", Severity.WARNING, "/head/zero", {"stage": report.stage})


RULES = (
    more_affected_than_people,
    more_crops_than_farmland,
    homes_lost_and_nobody_in_need,
    damage_without_people,
    loss_without_damage,
    drought_figures_elsewhere,
    all_zero,
)
