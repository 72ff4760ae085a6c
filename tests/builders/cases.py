"""Cases that no rule objects to, to be spoiled in one place by a test.

A survey of two members, a visit and an assessment of one house, all in one village on one morning.
Groups of answers are changed by keyword: ``household(ident={"phone": "…"})``.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from server.core.case import HOUSE_DAMAGE, HOUSEHOLD_SURVEY, VISIT_FOLLOWUP, case_of
from server.core.days import LOCAL
from server.core.facts import OtherVisit
from server.core.geodesy import METRES_PER_DEGREE
from server.core.types import GeoPoint, Geotag, PhotoFacts, TagSource, UnitCode
from tests.builders.people import id_number

VILLAGE = UnitCode("620421102201")
TODAY = date(2026, 11, 23)
START = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)
END = START + timedelta(minutes=12)
RECEIVED = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
DOOR = GeoPoint(36.55, 104.17, 1707.0, 4.5)
HOUSEHOLD = "11111111-1111-4111-8111-111111111111"
NEIGHBOURS = "22222222-2222-4222-8222-222222222222"
DEVICE = "collect:one"

HEAD_BORN = date(1975, 3, 4)
WIFE_BORN = date(1977, 5, 6)


def north_of(point, metres, *, accuracy_m=4.5):
    """The position `metres` north of a point."""
    return GeoPoint(point.lat + metres / METRES_PER_DEGREE, point.lon, accuracy_m=accuracy_m)


def member(name="王秀英", *, born=WIFE_BORN, sex="2", relation="12", running=120, **answers):
    """A healthy grown-up with a number; answers are given without their ``m_``."""
    given = {
        "name": name,
        "relation": relation,
        "id_status": "1",
        "id_number": id_number(born, sex=sex, running=running),
        "birth_date": born.isoformat(),
        "sex": sex,
        "ethnic": "01",
        "education": "70",
        "marital": "20",
        "health": "10",
        "disabled": "0",
        "labour": "1",
        "employ": "1",
        "benefit": ("0",),
    } | answers
    return {f"m_{question}": answer for question, answer in given.items()}


def head(name="李守田", *, born=HEAD_BORN, sex="1", **answers):
    """The head of the household."""
    return member(name, born=born, sex=sex, relation="02", **answers)


def child(name="李梅", *, born=date(2015, 6, 1), sex="2", **answers):
    """A child: what is only asked of older people is unanswered."""
    unasked = {"marital": None, "labour": None, "education": None, "employ": None}
    relation = {"1": "20", "2": "30"}[sex]
    return member(name, born=born, sex=sex, **({"relation": relation} | unasked | answers))


def without_number(born, **answers):
    """Answers of somebody whose birth date was typed because there is no card."""
    return {
        "id_status": "2",
        "id_number": None,
        "birth_manual": born,
        "birth_date": born.isoformat(),
        "sex_manual": "2",
    } | answers


def photo(*, digest="a" * 64, **facts):
    """A clear photo taken while the form was open."""
    given = {
        "size": 200_000,
        "is_image": True,
        "mime": "image/jpeg",
        "width": 1600,
        "height": 1200,
        "taken_at": datetime(2026, 11, 23, 10, 5),  # noqa: DTZ001 — cameras write no zone
        "position": DOOR,
        "phash": "0f0f0f0f0f0f0f0f",
        "brightness": 120.0,
        "sharpness": 300.0,
    } | facts
    return PhotoFacts(digest=digest, **given)


def tag(**distances):
    """Filed under the village, with the fix inside of it."""
    given = {"outside_m": 0, "county_outside_m": 0, "centre_m": 300} | distances
    return Geotag(
        **{
            "unit": VILLAGE,
            "source": TagSource.GPS,
            "located": VILLAGE,
            "claimed": VILLAGE,
            "assigned": (VILLAGE,),
        }
        | given
    )


def other_visit(*, minutes=-60, lasting_s=720, metres=100, device=DEVICE, **changes):
    """Another survey of the same sender, `minutes` from ours and `metres` to the north."""
    start = START + timedelta(minutes=minutes)
    given = {
        "instance_id": "uuid:other",
        "form_id": HOUSEHOLD_SURVEY,
        "start": start,
        "end": start + timedelta(seconds=lasting_s),
        "device_id": device,
        "position": north_of(DOOR, metres),
        "household": NEIGHBOURS,
    } | changes
    return OtherVisit(**given)


def household(*members, **changes):
    """A `household_survey`; without members given, a couple."""
    answers = {
        "ident": {
            "survey_mode": "new",
            "entity_id": HOUSEHOLD,
            "hh_no": f"{VILLAGE}0001",
            "group_no": "三组",
            "hukou_type": "2",
            "phone": "13912345678",
            "consent": "1",
            "gps": DOOR,
            "photo_door": "door.jpg",
        },
        "member": list(members) or [head(), member()],
        "members_check": {"member_count_book": len(members) or 2},
        "economy": {
            "inc_wage": Decimal(12_000),
            "inc_business": Decimal(8_000),
            "inc_property": Decimal(0),
            "inc_transfer": Decimal(1_200),
        },
        "assets": {"house_rooms": 5, "house_area": Decimal(100)},
        "benefit": {"hh_benefit": ("0",)},
    }
    return submission(HOUSEHOLD_SURVEY, "/ident/photo_door", answers, changes)


def visit(**changes):
    """A `visit_followup` that met the head and found no change."""
    answers = {
        "who": {"household": HOUSEHOLD, "hh_no": f"{VILLAGE}0001", "met": "1", "gps": DOOR},
        "change": {"count_now": 2, "changes": ("0",)},
        "result": {"needs": ("none",), "suggest": "keep"},
    }
    return submission(VISIT_FOLLOWUP, "/who/photo", answers, changes)


def house(**answers):
    """A dwelling with three rooms, one of them severely damaged, and its photos."""
    given = {
        "use": "1",
        "structure": "4",
        "rooms": 3,
        "area": Decimal(60),
        "collapsed": 0,
        "severe": 1,
        "minor": 0,
        "signs": ("wall_crack",),
        "photo_whole": "whole.jpg",
        "photo_part1": "part1.jpg",
        "photo_part2": "part2.jpg",
    } | answers
    return {f"h_{question}": answer for question, answer in given.items()}


def damage(*houses, **changes):
    """A `house_damage` of a household in the list."""
    answers = {
        "event": {"event_id": "E1", "event_start": "2026-11-20", "damage_date": TODAY},
        "hh": {"in_list": "1", "household": HOUSEHOLD, "persons": 2, "gps": DOOR},
        "house": list(houses) or [house()],
        "sum": {"assessor2": "赵建军"},
    }
    return submission(HOUSE_DAMAGE, "/house[1]/h_photo_whole", answers, changes)


def submission(form_id, photo_path, answers, changes):
    """A case of these answers with one clear photo; `changes` reach answers and surroundings."""
    around = {
        "received_at": RECEIVED,
        "tag": tag(),
        "photos": {photo_path: photo()},
        "instance_id": "uuid:ours",
    }
    answers = {
        "start": START,
        "end": END,
        "today": TODAY,
        "deviceid": DEVICE,
        "start_point": DOOR,
        "admin": {"county": "620421000000", "township": "620421102000", "village": VILLAGE},
    } | answers
    for name, value in changes.items():
        if name in answers:
            answers[name] = answers[name] | value if isinstance(value, dict) else value
        else:
            around[name] = value
    return case_of(answers, form_id=form_id, version="2026112301", **around)
