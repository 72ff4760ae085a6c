"""Samples of the rules on the assessment of damaged houses."""

from datetime import date, timedelta
from decimal import Decimal

from server.core.facts import Facts, LastSurvey, OtherDamage
from server.core.types import Severity
from tests.builders.cases import (
    DOOR,
    HEAD_BORN,
    HOUSEHOLD,
    NEIGHBOURS,
    TODAY,
    damage,
    house,
    north_of,
    tag,
)
from tests.builders.people import id_number
from tests.builders.samples.sample import Sample

ERROR = Severity.ERROR
DAY = timedelta(days=1)
HEAD_ID = id_number(HEAD_BORN, sex="1")
NOT_LISTED = {"in_list": "0", "household": None, "head_name": "李守田", "head_id": HEAD_ID}
COMMUNITY = "620421102001"


def damaged(day, **changes):
    return damage(event={"damage_date": day}, **changes)


def beside(**facts):
    """An assessment next to another one."""
    other = OtherDamage(**{"instance_id": "uuid:other", "check_round": "1"} | facts)
    return damage(
        event={"check_round": "1"},
        hh={"head_name_s": "李守田"},
        facts=Facts(other_damages=(other,)),
    )


def not_listed(head_id):
    other = OtherDamage("uuid:other", head_id=head_id, check_round="1")
    return damage(event={"check_round": "1"}, hh=NOT_LISTED, facts=Facts(other_damages=(other,)))


def neighbour(metres, name="马玉兰"):
    return beside(household=NEIGHBOURS, head_name=name, position=north_of(DOOR, metres))


def in_town(metres):
    """The same in a community, where several households share a house."""
    case = neighbour(metres)
    return damage(
        admin={"village": COMMUNITY},
        hh={"head_name_s": "李守田"},
        facts=case.facts,
        tag=tag(),
    )


def people(**hh):
    return damage(hh={"persons": 4, "deaths": 1, "missing": 1} | hh)


def surveyed(danger, reside):
    last = LastSurvey(date(2025, 11, 1), house_danger=danger, reside_status=reside)
    return damage(facts=Facts(last_survey=last))


def assessed_by(name):
    return damage(sum={"assessor2": name}, user_name="张伟")


SAMPLES = [
    Sample("D-30", "no house", damage(house=[]), damage(), ERROR),
    Sample(
        "D-31",
        "four of three rooms",
        damage(house(severe=1, minor=3)),
        damage(house(severe=1, minor=2)),
        ERROR,
    ),
    Sample(
        "D-32", "before the event", damaged(date(2026, 11, 19)), damaged(date(2026, 11, 20)), ERROR
    ),
    Sample("D-32", "after the form", damaged(TODAY + DAY), damaged(TODAY), ERROR),
    Sample(
        "D-33",
        "twice in a round",
        beside(household=HOUSEHOLD),
        beside(household=HOUSEHOLD, check_round="2"),
    ),
    Sample("D-33", "twice, not in the list", not_listed(HEAD_ID), not_listed(id_number())),
    Sample("D-33", "two households on a spot", neighbour(4.9), neighbour(5.1)),
    Sample("D-33", "under two heads", neighbour(0), neighbour(0, name="李守田")),
    Sample("D-33", "in a village", neighbour(0), in_town(0)),
    Sample(
        "D-34",
        "collapsed without a sign of it",
        damage(house(collapsed=1, severe=0, signs=("wall_crack", "roof"))),
        damage(house(collapsed=1, severe=0, signs=("wall_crack", "tilt"))),
    ),
    Sample(
        "D-34",
        "severe and nothing visible",
        damage(house(signs=("none",))),
        damage(house(severe=0, minor=1, signs=("none",))),
    ),
    Sample(
        "D-34",
        "severe in walls that bear nothing",
        damage(house(signs=("nonbear",))),
        damage(house(signs=("nonbear", "roof"))),
    ),
    Sample(
        "D-35",
        "rooms too small",
        damage(house(area=Decimal("17.9"))),
        damage(house(area=Decimal(18))),
    ),
    Sample(
        "D-35",
        "rooms too large",
        damage(house(area=Decimal("180.1"))),
        damage(house(area=Decimal(180))),
    ),
    Sample("D-36", "five of four", people(injured=3), people(injured=2), ERROR),
    Sample(
        "D-36", "more to relocate than survive", people(relocated=3), people(relocated=2), ERROR
    ),
    Sample("D-37", "nobody else", assessed_by(None), assessed_by("赵建军")),
    Sample("D-37", "the sender twice", assessed_by(" 张 伟"), assessed_by("张玮")),
    Sample("D-38", "dangerous and empty", surveyed("D", "3"), surveyed("D", "1")),
    Sample("D-38", "wholly dangerous", surveyed("D", "2"), surveyed("C", "2")),
]
