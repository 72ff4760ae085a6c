"""House damage after the flood, household by household (forms.md 3.3)."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from server.core.case import HOUSE_DAMAGE
from server.core.types import GeoPoint
from server.demo import calculated
from server.demo.calculated import Answers
from server.demo.drafts import Draft, Picture, beside, head_of
from server.demo.names import full_name
from server.demo.oddities import Oddity, odd
from server.demo.photos import Oddity as Flaw

if TYPE_CHECKING:
    from datetime import datetime

    from server.demo.crew import Tablet
    from server.demo.event import Event
    from server.demo.surveys import Stop

FAMILY_TYPES = {"dibao_rural": "2", "dibao_urban": "2", "tekun": "3", "low_income": "4"}
EARTH, CAVE, BRICK_TIMBER = "4", "5", "3"
GRADES = (("collapsed", 0.18), ("severe", 0.34), ("minor", 0.48))
STABLE_SHARE = 0.3
BADLY = {"1", "2"}


def damage(
    stop: Stop, surveyed: Draft, event: Event, tablet: Tablet, *, at: datetime, minutes: float
) -> Draft:
    """The damage to the houses of a surveyed household, which is not in the list."""
    seed = f"{stop.seed} damage"
    dice = Random(seed)  # noqa: S311 — a demo has no secrets
    draft = Draft(
        form_id=HOUSE_DAMAGE,
        seed=seed,
        number=stop.number,
        take=2,
        village=stop.village,
        tablet=tablet,
        door=stop.door.position,
        at=at,
        minutes=minutes,
        until=stop.until,
    )
    told = surveyed.answers
    draft.rows = _houses(dice)
    kinds = [FAMILY_TYPES[each] for each in told.chosen("hh_benefit") if each in FAMILY_TYPES]
    draft.answers.fill(
        event_id=event.event_id,
        event_type=event.kind,
        event_start=event.start.date(),
        check_round="1",
        damage_date=event.start.date(),
        in_list="0",
        head_name=told["head_name"],
        head_id=surveyed.rows[0].text("m_id_number"),
        family_type=kinds[0] if kinds else "1",
        persons=max(1, len(surveyed.rows)),
        deaths=0,
        missing=0,
        injured=0,
        relocated=0,
        gps=_close_fix(stop.door.position, dice),
        assessor2=full_name(dice, year=1980, is_man=True),
        remark="",
    )
    _photograph(draft)
    return draft


def listed(draft: Draft, surveyed: Draft) -> None:
    """Make it the assessment of a household chosen from the list on the tablet."""
    name = draft.answers.pop("head_name")
    draft.answers.pop("head_id")
    draft.answers.update(in_list="1", household=surveyed.answers["entity_id"], head_name_s=name)


def _close_fix(door: GeoPoint, dice: Random) -> GeoPoint:
    return replace(beside(door, dice, 5), accuracy_m=round(dice.uniform(2.5, 7), 1))


def _houses(dice: Random) -> list[Answers]:
    found = [_house(dice, use="1", rooms=dice.randint(3, 6))]
    if dice.random() < STABLE_SHARE:
        found.append(_house(dice, use="2", rooms=dice.randint(1, 2)))
    return found


def _house(dice: Random, *, use: str, rooms: int) -> Answers:
    names = [name for name, _ in GRADES]
    (worst,) = dice.choices(names, weights=[share for _, share in GRADES])
    hit = dice.randint(1, rooms)
    lost = dict.fromkeys(names, 0) | {worst: hit}
    if worst != "minor" and hit < rooms:
        lost["minor"] = 1
    signs = {
        "collapsed": ["collapse", "roof"],
        "severe": ["wall_crack", "tilt"],
        "minor": ["wall_crack", "flooded"],
    }[worst]
    return Answers(
        h_use=use,
        h_structure=dice.choice((EARTH, EARTH, BRICK_TIMBER, CAVE)),
        h_year=dice.randint(1978, 2009),
        h_storeys=1,
        h_rooms=rooms,
        h_area=f"{rooms * dice.uniform(13, 20):.1f}",
        h_collapsed=lost["collapsed"],
        h_severe=lost["severe"],
        h_minor=lost["minor"],
        h_signs=signs,
    )


def _photograph(draft: Draft) -> None:
    for row in draft.rows:
        worse = row.number("h_collapsed") + row.number("h_severe") > 0
        wanted = ("h_photo_whole", "h_photo_part1", *(("h_photo_part2",) if worse else ()))
        draft.pictures += [Picture(question, row) for question in wanted]
    draft.pictures.append(Picture("sign_head", draft.answers))


def close(draft: Draft) -> None:
    """Calculate what the tablet calculates, answer what follows from it, and name the instance."""
    head_of(draft)
    for row in draft.rows:
        calculated.house(row)
    whole = Answers(draft.answers | {"house": draft.rows})
    whole.fill(head_name_s=whole.get("head_name"))
    calculated.damage(whole)
    _consequences(whole, Random(draft.seed))  # noqa: S311 — a demo has no secrets
    draft.lost_rooms = int(whole.number("t_collapsed"))
    del whole["house"]
    draft.answers |= whole
    draft.instance_name = f"房损 {whole.text('head_name_s')} {whole.text('hh_grade_zh')}"


def _consequences(whole: Answers, dice: Random) -> None:
    is_bad = whole.text("hh_grade") in BADLY
    rooms = whole.number("r_collapsed") * 3 + whole.number("r_severe")
    whole.fill(
        only_house="1" if is_bad else None,
        shelter=dice.choice("234") if is_bad else "1",
        loss_house=f"{float(rooms) * 0.9 + 0.4:.1f}",
        loss_property=f"{dice.uniform(0.1, 1.4):.1f}",
        relief_need=["quilt", "food"] if is_bad else ["none"],
        self_rebuild=dice.choice("123") if is_bad else None,
    )


def _flawed(flaw: Flaw, rules: str) -> Oddity:
    def spoil(draft: Draft) -> None:
        draft.pictures[0].oddity = flaw

    return Oddity(f"damage_{flaw}", frozenset(rules.split()), spoil)


@odd("F-07")
def one_view_of_a_ruin(draft: Draft) -> None:
    """Rooms lost, and one photo of a part."""
    row = draft.rows[0]
    row.update(h_collapsed=1, h_severe=0, h_minor=0, h_signs=["collapse"])
    draft.pictures = [
        each for each in draft.pictures if each.row is not row or each.question != "h_photo_part2"
    ]


@odd("S-06")
def from_the_road(draft: Draft) -> None:
    """A fix of twenty-odd metres, taken from the road."""
    here = draft.answers["gps"]
    if isinstance(here, GeoPoint):
        draft.answers["gps"] = replace(here, accuracy_m=27.5)


@odd("W-14")
def from_the_car(draft: Draft) -> None:
    """Assessed in two minutes."""
    draft.minutes = 2.2


@odd("")
def more_rooms_lost_than_there_are(draft: Draft) -> None:
    """Damaged rooms above the rooms of the house (D-31)."""
    row = draft.rows[0]
    row.update(h_rooms=3, h_area="48.0", h_collapsed=2, h_severe=2, h_minor=1)


@odd("")
def assessed_alone(draft: Draft) -> None:
    """The holder of the tablet as the second assessor (D-37)."""
    draft.answers["assessor2"] = draft.tablet.holder


ODDITIES = (
    _flawed(Flaw.TINY, "F-01"),
    _flawed(Flaw.CUT_SHORT, "F-01"),
    _flawed(Flaw.BLURRED, "F-06"),
    _flawed(Flaw.TAKEN_EARLIER, "F-02"),
    one_view_of_a_ruin,
    from_the_road,
    from_the_car,
    more_rooms_lost_than_there_are,
    assessed_alone,
)
