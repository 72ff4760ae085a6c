"""Drawn photos behave like photographed ones."""

from __future__ import annotations

import io
from datetime import datetime

import pytest
from PIL import Image

from media.drawn.glyphs import strokes
from media.drawn.shots import Flaw, Scene, Shot, develop
from media.drawn.signature import draw_signature
from media.photo import examine
from server.core.types import GeoPoint

JULY = datetime(2026, 7, 12, 10, 6, 41)  # noqa: DTZ001 - EXIF carries no zone
DONGWAN = GeoPoint(36.79123, 104.67234)


def shot(scene=Scene.HOUSE, seed=7, **more):
    return Shot(scene, seed, **({"taken_at": JULY, "position": DONGWAN} | more))


def differing_bits(one, other):
    return (int(one.phash, 16) ^ int(other.phash, 16)).bit_count()


@pytest.mark.parametrize("scene", Scene)
def test_every_scene_is_a_fair_photo_to_the_rules(scene):
    content = develop(shot(scene, number=1024))
    facts = examine(content)
    assert facts.is_image
    assert (facts.width, facts.height) == (1600, 1200)
    assert 80_000 < len(content) < 250_000
    assert 20 < facts.brightness < 245
    assert facts.sharpness > 40
    assert facts.phash is not None
    assert facts.taken_at == JULY
    assert facts.position.lat == pytest.approx(DONGWAN.lat, abs=1e-6)
    assert facts.position.lon == pytest.approx(DONGWAN.lon, abs=1e-6)


@pytest.mark.parametrize("lost", [0, 1, 2, 9], ids=["cracks", "one", "two", "all but one"])
def test_a_damaged_house_may_have_lost_any_number_of_rooms(lost):
    assert examine(develop(shot(Scene.DAMAGED_HOUSE, lost_rooms=lost))).is_image


def test_the_same_shot_gives_the_same_bytes_and_another_household_another_photo():
    assert develop(shot()) == develop(shot())
    assert differing_bits(examine(develop(shot())), examine(develop(shot(seed=8)))) > 4


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(
    ("flaw", "shows"),
    [
        (Flaw.TOO_DARK, lambda facts: facts.brightness < 20),
        (Flaw.TOO_BRIGHT, lambda facts: facts.brightness > 245),
        (Flaw.BLURRED, lambda facts: facts.sharpness < 20 < facts.brightness),
        (Flaw.TINY, lambda facts: facts.size < 20_000 and facts.height < 480),
        (Flaw.CUT_SHORT, lambda facts: facts.trouble == "broken"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_flaw_is_one_the_rules_find(flaw, shows, seed):
    assert shows(examine(develop(shot(seed=seed, flaw=flaw))))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_lying_photo_stands_upright_again(orientation):
    lying = examine(develop(shot(orientation=orientation)))
    assert (lying.width, lying.height) == (1600, 1200)
    assert differing_bits(lying, examine(develop(shot()))) <= 4


def test_a_photo_without_exif_has_neither_time_nor_place():
    facts = examine(develop(shot(has_exif=False)))
    assert (facts.taken_at, facts.position) == (None, None)


def test_leaves_follow_the_season():
    january = JULY.replace(month=1)
    assert develop(shot(taken_at=january, has_exif=False)) != develop(shot(has_exif=False))


def test_a_position_in_the_south_west_is_written_with_its_signs():
    position = examine(develop(shot(position=GeoPoint(-33.5, -70.25)))).position
    assert (position.lat, position.lon) == pytest.approx((-33.5, -70.25))


def test_a_signature_is_black_on_white_and_its_own():
    content = draw_signature(1)
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.mode) == ("PNG", "L")
    assert image.getextrema() == (0, 255)
    assert 2_000 < len(content) < 40_000
    assert content == draw_signature(1) != draw_signature(2)


def test_a_character_without_strokes_is_an_error_and_a_blank_is_none():
    assert strokes(" ") == ()
    with pytest.raises(KeyError):
        strokes("龘")
