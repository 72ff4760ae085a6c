"""Pictures of the demo city: one for every image question, a few of them odd."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from media.drawn.shots import Scene
from media.photo import examine
from server.core.types import GeoPoint
from server.demo.photos import Oddity, Visit, odd, picture, scene_of

AT = datetime(2026, 7, 12, 10, 6, 41)  # noqa: DTZ001 - EXIF carries no zone
QUESTIONS = [
    "photo_door",
    "photo_book",
    "photo",
    "h_photo_whole",
    "h_photo_part1",
    "h_photo_part2",
    "photo1",
    "photo_office",
    "photo_board",
    "photo_meeting",
    "photo_signin",
    "evidence",
    "sign",
    "sign_head",
    "sign_chair",
]


def visit(household=12, **more):
    values = {"take": 0, "at": AT, "position": GeoPoint(36.79, 104.67), "lost_rooms": 1} | more
    return Visit(household, **values)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_image_question_has_a_picture(question):
    file = picture(question, visit())
    facts = examine(file.content)
    assert facts.is_image
    assert facts.mime == file.content_type
    assert facts.taken_at == (AT if file.suffix == ".jpg" else None)


@pytest.mark.parametrize(
    ("oddity", "shows"),
    [
        (Oddity.TOO_DARK, lambda facts: facts.brightness < 20),
        (Oddity.TOO_BRIGHT, lambda facts: facts.brightness > 245),
        (Oddity.BLURRED, lambda facts: facts.sharpness < 20),
        (Oddity.TINY, lambda facts: facts.height < 480),
        (Oddity.CUT_SHORT, lambda facts: not facts.is_image),
        (Oddity.NO_EXIF, lambda facts: facts.taken_at is None),
        (Oddity.TAKEN_ELSEWHERE, lambda facts: facts.position.lat - 36.79 > 0.01),
        (Oddity.TAKEN_EARLIER, lambda facts: AT - facts.taken_at > timedelta(days=1)),
        (Oddity.LYING, lambda facts: (facts.width, facts.height) == (1600, 1200)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_oddity_shows(oddity, shows):
    assert shows(examine(picture("photo", visit(), oddity=oddity).content))


def test_a_photo_of_the_neighbour_is_the_neighbours_own():
    own = picture("photo_door", visit(), oddity=Oddity.OF_THE_NEIGHBOUR, neighbour=visit(11))
    assert own == picture("photo_door", visit(11))


def test_without_a_neighbour_the_photo_is_a_fair_one():
    assert picture("photo", visit(), oddity=Oddity.OF_THE_NEIGHBOUR) == picture("photo", visit())


def test_a_photo_without_a_fix_cannot_be_taken_elsewhere():
    nowhere = visit(position=None)
    assert picture("photo", nowhere, oddity=Oddity.TAKEN_ELSEWHERE) == picture("photo", nowhere)


def test_door_photos_show_plates_and_house_fronts():
    seen = {scene_of("photo_door", visit(household)) for household in range(20)}
    assert seen == {Scene.DOOR_PLATE, Scene.HOUSE}


@pytest.mark.parametrize(("lost", "scene"), [(0, Scene.CRACKED_WALL), (1, Scene.RUBBLE)])
def test_the_second_part_view_shows_rubble_where_rooms_collapsed(lost, scene):
    assert scene_of("h_photo_part2", visit(lost_rooms=lost)) is scene


def test_a_share_of_photos_is_odd_and_no_signature_is():
    found = [odd("photo", visit(household), share=0.1) for household in range(2000)]
    assert 140 < sum(oddity is not None for oddity in found) < 260
    assert set(found) == {None, *Oddity}
    assert odd("photo", visit(), share=1) is odd("photo", visit(), share=1) is not None
    assert odd("sign", visit(), share=1) is None
