"""Rules on the assessment of damaged houses: D-30 to D-38 (domain.md 3.4, 4.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.area import UnitKind, kind_by_number
from server.core.days import local_date
from server.core.geodesy import distance_m
from server.core.rules.parts import figure
from server.core.rules.printing import household_number, instance, plain, seen
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from server.core.case import Case
    from server.core.damage import DamageAnswers, House
    from server.core.facts import OtherDamage

COLLAPSE_SIGNS = frozenset({"collapse", "buried", "tilt"})
SLIGHT_SIGNS = frozenset({"none", "nonbear"})
"""Codes of the list `damage_sign`: what a collapse shows, and what severe damage is more than."""

WHOLLY_DANGEROUS = "D"
UNOCCUPIED = frozenset("234")
"""Codes of the list `reside`: lives elsewhere, whole family away, in an institution."""


def no_house(case: Case) -> Iterator[Issue]:
    """D-30  An assessment has houses."""
    if case.damage is not None and not case.damage.houses:
        yield Issue("D-30", Severity.ERROR, "/house")


def _houses(case: Case) -> tuple[House, ...]:
    return case.damage.houses if case.damage else ()


def more_damaged_than_rooms(case: Case) -> Iterator[Issue]:
    """D-31  A house has no more damaged rooms than rooms."""
    for house in _houses(case):
        damaged = house.rooms_lost + (house.minor or 0)
        if house.rooms is not None and damaged > house.rooms:
            values = {
                "house": str(house.position),
                "collapsed": str(house.collapsed or 0),
                "severe": str(house.severe or 0),
                "minor": str(house.minor or 0),
                "rooms": str(house.rooms),
            }
            yield Issue("D-31", Severity.ERROR, house.at("rooms"), values)


def damaged_on_another_day(case: Case) -> Iterator[Issue]:
    """D-32  The damage was done between the start of the event and the day of the form."""
    damaged = case.damage.damage_date if case.damage else None
    if damaged is None:
        return
    start = _event_start(case)
    if damaged > case.survey_date or (start is not None and damaged < start):
        values = {
            "damaged": damaged.isoformat(),
            "start": start.isoformat() if start else "",
            "surveyed": case.survey_date.isoformat(),
        }
        yield Issue("D-32", Severity.ERROR, "/event/damage_date", values)


def _event_start(case: Case) -> date | None:
    """The day the event began: by the register, else as the tablet knew it."""
    event = case.facts.event
    if event and event.start_at:
        return local_date(event.start_at)
    return case.damage.event_start if case.damage else None


def assessed_already(case: Case) -> Iterator[Issue]:
    """D-33  The household was assessed in this round, or another one on the same spot."""
    if case.damage is None:
        return
    for other in case.facts.other_damages:
        likeness, away_m = _likeness(case, case.damage, other)
        if likeness:
            values = {
                "likeness": likeness,
                "hh_no": household_number(other.hh_no, case.village),
                "head": seen(other.head_name),
                "distance_m": away_m,
                "limit_m": str(case.limits.same_house_m),
                "other": instance(other.instance_id),
            }
            yield Issue("D-33", Severity.WARNING, "/hh/household", values)


def _likeness(case: Case, damage: DamageAnswers, other: OtherDamage) -> tuple[str, str]:
    if _is_same_household(damage, other):
        return ("same_round" if other.check_round == damage.check_round else "", "")
    if case.position is None or other.position is None or not _is_rural(case):
        return "", ""
    away_m = distance_m(case.position, other.position)
    if away_m > case.limits.same_house_m or not _heads_differ(damage, other):
        return "", ""
    return "same_spot", plain(away_m, 1)


def _heads_differ(damage: DamageAnswers, other: OtherDamage) -> bool:
    return bool(damage.head_name and other.head_name) and damage.head_name != other.head_name


def _is_same_household(damage: DamageAnswers, other: OtherDamage) -> bool:
    """By the list, or by the head's number for a household that is not in it."""
    if damage.entity_uuid or other.household:
        return damage.entity_uuid == other.household
    head_id = damage.head.id_number if damage.head else ""
    return bool(head_id) and head_id == other.head_id


def _is_rural(case: Case) -> bool:
    """Whether houses stand apart: in a town several households share one."""
    kind = kind_by_number(case.village) if case.village else None
    return kind is UnitKind.VILLAGE_COMMITTEE


def grade_without_signs(case: Case) -> Iterator[Issue]:
    """D-34  The visible damage does not go with the rooms called lost."""
    for house in _houses(case):
        signs = frozenset(house.signs)
        claim = _claim_without_signs(house, signs)
        if signs and claim:
            values = {
                "house": str(house.position),
                "grade": claim,
                "rooms": str(house.collapsed if claim == "collapsed" else house.severe),
                "signs": " ".join(house.signs),
            }
            yield Issue("D-34", Severity.WARNING, house.at("signs"), values)


def _claim_without_signs(house: House, signs: frozenset[str]) -> str:
    if house.collapsed and not signs & COLLAPSE_SIGNS:
        return "collapsed"
    return "severe" if house.severe and signs <= SLIGHT_SIGNS else ""


def house_area_unlikely(case: Case) -> Iterator[Issue]:
    """D-35  A room would be smaller or larger than rooms are."""
    limits = case.limits
    for house in _houses(case):
        if not house.rooms or house.area_m2 is None:
            continue
        room = house.area_m2 / house.rooms
        if not limits.room_min_m2 <= room <= limits.room_max_m2:
            values = {
                "house": str(house.position),
                "room_m2": plain(room, 2),
                "area_m2": figure(house.area_m2),
                "rooms": str(house.rooms),
                "min_m2": str(limits.room_min_m2),
                "max_m2": str(limits.room_max_m2),
            }
            yield Issue("D-35", Severity.WARNING, house.at("area"), values)


def people_inconsistent(case: Case) -> Iterator[Issue]:
    """D-36  The dead, missing, injured and relocated are people of the household."""
    damage = case.damage
    if damage is None or damage.persons is None:
        return
    lost = (damage.deaths or 0) + (damage.missing or 0)
    surviving = damage.persons - lost
    if (damage.injured or 0) > surviving or (damage.relocated or 0) > max(surviving, 0):
        values = {
            "persons": str(damage.persons),
            "deaths": str(damage.deaths or 0),
            "missing": str(damage.missing or 0),
            "injured": str(damage.injured or 0),
            "relocated": str(damage.relocated or 0),
        }
        yield Issue("D-36", Severity.ERROR, "/hh/persons", values)


def alone_at_the_house(case: Case) -> Iterator[Issue]:
    """D-37  Two people assess a house: the sender and somebody else."""
    if case.damage is None:
        return
    second = "".join(case.damage.assessor2.split())
    if not second or second == "".join(case.user_name.split()):
        values = {"assessor2": seen(second)}
        yield Issue("D-37", Severity.WARNING, "/sum/assessor2", values)


def empty_danger_before(case: Case) -> Iterator[Issue]:
    """D-38  The house was wholly dangerous and nobody lived in it before the event."""
    last = case.facts.last_survey
    if case.damage is None or last is None:
        return
    if last.house_danger == WHOLLY_DANGEROUS and last.reside_status in UNOCCUPIED:
        values = {"since": last.survey_date.isoformat(), "reside": last.reside_status}
        yield Issue("D-38", Severity.WARNING, "/hh/household", values)


RULES = (
    no_house,
    more_damaged_than_rooms,
    damaged_on_another_day,
    assessed_already,
    grade_without_signs,
    house_area_unlikely,
    people_inconsistent,
    alone_at_the_house,
    empty_danger_before,
)
