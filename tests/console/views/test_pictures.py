from datetime import datetime, timedelta

import pytest

from server.console.views.pictures import Moment, pictures
from server.core.days import LOCAL
from server.core.desk.record import Photo
from server.core.types import GeoPoint, PhotoFacts
from tests.builders.cases import north_of
from tests.builders.forms import schema_of

DAMAGE = schema_of("house_damage")
START = datetime(2026, 11, 23, 10, 0, tzinfo=LOCAL)
DURING = (START + timedelta(minutes=5)).replace(tzinfo=None)
DOOR = GeoPoint(36.53, 104.01)
MOMENT = Moment(START, START + timedelta(minutes=15), DOOR)


def facts(**known):
    return PhotoFacts(**({"digest": "a" * 64, "size": 9, "is_image": True} | known))


def photo(path="/house[1]/h_photo_whole", name="1.jpg", known=None, **more):
    return Photo(path, name, known or facts(), **more)


def seen(*photos):
    return pictures(photos, DAMAGE, MOMENT, "zh")


def test_pictures_stand_house_by_house_in_form_order_with_signatures_last():
    found = seen(
        photo("/sum/sign_head", "5.png"),
        photo("/house[2]/h_photo_whole", "3.jpg"),
        photo("/house[1]/h_photo_part1", "2.jpg"),
        photo("/house[1]/h_photo_whole", "1.jpg"),
    )
    assert [each.caption for each in found] == ["全貌", "部位一", "全貌 2", "户主签字"]
    assert [each.number for each in found] == [1, 2, 3, 4]


def test_the_audit_file_is_no_picture():
    assert seen(photo("/meta/audit", "audit.csv")) == ()


@pytest.mark.parametrize(
    ("taken", "expected"),
    [(DURING, True), (DURING - timedelta(days=1), False), (None, None)],
    ids=["while the form was open", "the day before", "no time in the photo"],
)
def test_the_time_of_a_photograph_is_compared_with_the_form(taken, expected):
    assert seen(photo(known=facts(taken_at=taken)))[0].in_span is expected


def test_the_place_of_a_photograph_is_compared_with_the_fix():
    (found,) = seen(photo(known=facts(position=north_of(DOOR, 60))))
    assert found.metres == pytest.approx(60, abs=1)


@pytest.mark.parametrize(
    ("known", "has_arrived", "state"),
    [
        (facts(), True, "ok"),
        (None, True, "ok"),
        (facts(is_image=False), True, "broken"),
        (None, False, "missing"),
    ],
    ids=["looked at", "a signature is not looked at", "no picture inside", "still on the tablet"],
)
def test_a_missing_picture_is_told_from_a_broken_one(known, has_arrived, state):
    found = Photo("/sum/sign_head", "1.png", known, has_arrived=has_arrived)
    assert seen(found)[0].state == state
