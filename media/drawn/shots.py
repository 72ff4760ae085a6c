"""Photos of the demo city, from a description to the bytes a tablet would send."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PIL import Image

from media.drawn.canvas import HEIGHT, WIDTH, Canvas
from media.drawn.damage import draw_damaged_house
from media.drawn.house import draw_house, seen
from media.drawn.meeting import draw_meeting
from media.drawn.papers import draw_book_page, draw_sign_in_sheet
from media.drawn.parts import draw_cracked_wall, draw_rubble
from media.drawn.plans import House, a_house
from media.drawn.scenery import (
    Surroundings,
    draw_ground,
    draw_hills,
    draw_pole,
    draw_puddles,
    draw_sky,
    draw_tree,
    surroundings,
)
from media.drawn.signs import draw_door_plate, draw_notice_board
from media.drawn.wall import MATERIALS, Wall, draw_wall
from media.drawn.yard import draw_things, draw_yard_wall

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from server.core.types import GeoPoint


class Scene(StrEnum):
    """What a photo shows."""

    HOUSE = "house"
    DOOR_PLATE = "door_plate"
    BOOK_PAGE = "book_page"
    SIGN_IN_SHEET = "sign_in_sheet"
    NOTICE_BOARD = "notice_board"
    MEETING = "meeting"
    DAMAGED_HOUSE = "damaged_house"
    CRACKED_WALL = "cracked_wall"
    RUBBLE = "rubble"


class Flaw(StrEnum):
    """What is wrong with a photo, for the rules to find (F-01, F-06)."""

    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    TINY = "tiny"
    CUT_SHORT = "cut_short"


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo to draw.

    `seed` names the household: its house looks the same on every photo.  `take` is the visit:
    another one shows the house from another place in other weather.  `taken_at` is wall time and
    tells the season; with `position` it goes into the EXIF unless `has_exif` is off.  `number` is
    what the door plate says, `lost_rooms` how many have collapsed.
    """

    scene: Scene
    seed: int
    take: int = 0
    taken_at: datetime | None = None
    position: GeoPoint | None = None
    has_exif: bool = True
    orientation: int = 1
    flaw: Flaw | None = None
    number: int = 1
    lost_rooms: int = 1


LEAFY_MONTHS = range(5, 11)
BLUR_TIMES = 16
TINY_EDGE = 320
LYING: Final = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}


def develop(shot: Shot) -> bytes:
    """The JPEG of `shot`: 1600 x 1200, 80 to 250 KB; the same shot gives the same bytes."""
    canvas = Canvas(f"{shot.scene} {shot.seed} {shot.take}")
    _SCENES[shot.scene](canvas, shot)
    image = canvas.finish(
        warmth=canvas.wobble(0.9),
        contrast=canvas.dice.uniform(0.94, 1.12),
        stains=0.25 if shot.scene in {Scene.BOOK_PAGE, Scene.SIGN_IN_SHEET} else 1.0,
    )
    image = _flawed(image, shot.flaw)
    if shot.orientation in LYING:
        image = image.transpose(LYING[shot.orientation])
    content = io.BytesIO()
    image.save(content, "JPEG", quality=canvas.dice.randint(56, 70), exif=_exif(shot))
    whole = content.getvalue()
    return whole[: len(whole) * 3 // 5] if shot.flaw is Flaw.CUT_SHORT else whole


def _outdoors(canvas: Canvas, shot: Shot, *, is_wet: bool = False) -> Surroundings:
    month = shot.taken_at.month if shot.taken_at else canvas.dice.randint(1, 12)
    place = surroundings(canvas, is_green=month in LEAFY_MONTHS, is_wet=is_wet)
    draw_sky(canvas, place)
    draw_hills(canvas, place)
    draw_ground(canvas, place)
    return place


def _trees(canvas: Canvas, place: Surroundings) -> None:
    for _ in range(canvas.dice.randint(0, 4)):
        x, height = canvas.dice.uniform(0, WIDTH), canvas.dice.uniform(240, 560)
        draw_tree(canvas, place, x, place.horizon + 60, height)
    if canvas.chance(0.4):
        draw_pole(canvas, place)


def _house_of(shot: Shot) -> House:
    return a_house(random.Random(f"house {shot.seed}"))  # noqa: S311 - drawings hold no secrets


def _door_plate(canvas: Canvas, shot: Shot) -> None:
    draw_door_plate(canvas, shot.number, _house_of(shot))


def _house(canvas: Canvas, shot: Shot) -> None:
    place = _outdoors(canvas, shot)
    house = _house_of(shot)
    wall = seen(canvas, place, house)
    _trees(canvas, place)
    if shot.seed % 3:
        draw_yard_wall(canvas, place, wall)
    draw_house(canvas, place, wall, house)
    draw_things(canvas, wall, house)


def _damaged_house(canvas: Canvas, shot: Shot) -> None:
    place = _outdoors(canvas, shot, is_wet=True)
    house = _house_of(shot)
    wall = seen(canvas, place, house, whole=True)
    _trees(canvas, place)
    if shot.seed % 3:
        draw_yard_wall(canvas, place, wall)
    draw_damaged_house(canvas, place, wall, house, min(shot.lost_rooms, house.rooms - 1))
    draw_puddles(canvas, place)


def _rubble(canvas: Canvas, shot: Shot) -> None:
    house = _house_of(shot)
    place = _outdoors(canvas, shot, is_wet=True)
    _trees(canvas, place)
    draw_rubble(canvas, place, house)


def _cracked_wall(canvas: Canvas, shot: Shot) -> None:
    house = _house_of(shot)
    draw_cracked_wall(canvas, house)


def _notice_board(canvas: Canvas, shot: Shot) -> None:
    place = _outdoors(canvas, shot)
    _trees(canvas, place)
    wall = Wall(-60, place.horizon, canvas.dice.uniform(150, 220), canvas.wobble(0.01))
    material, height = canvas.dice.choice(MATERIALS[2:]), canvas.dice.uniform(2.6, 3.2)
    draw_wall(canvas, wall, material, (-0.5, 14), height)
    draw_notice_board(canvas, wall)


_SCENES: Final[dict[Scene, Callable[[Canvas, Shot], None]]] = {
    Scene.HOUSE: _house,
    Scene.DOOR_PLATE: _door_plate,
    Scene.BOOK_PAGE: lambda canvas, _: draw_book_page(canvas),
    Scene.SIGN_IN_SHEET: lambda canvas, _: draw_sign_in_sheet(canvas),
    Scene.NOTICE_BOARD: _notice_board,
    Scene.MEETING: lambda canvas, _: draw_meeting(canvas),
    Scene.DAMAGED_HOUSE: _damaged_house,
    Scene.CRACKED_WALL: _cracked_wall,
    Scene.RUBBLE: _rubble,
}


def _flawed(image: Image.Image, flaw: Flaw | None) -> Image.Image:
    if flaw is Flaw.TOO_DARK:
        return image.point(lambda level: level * 0.09)
    if flaw is Flaw.TOO_BRIGHT:
        return image.point(lambda level: 240 + level * 0.09)
    if flaw is Flaw.BLURRED:
        small = image.reduce(BLUR_TIMES)
        return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    if flaw is Flaw.TINY:
        return image.resize((TINY_EDGE, TINY_EDGE * HEIGHT // WIDTH))
    return image


def _exif(shot: Shot) -> Image.Exif:
    exif = Image.Exif()
    if not shot.has_exif:
        return exif
    if shot.orientation != 1:
        exif[0x0112] = shot.orientation
    if shot.taken_at is not None:
        exif[0x010F], exif[0x0110] = "Minzheng", "Demo tablet"
        exif.get_ifd(0x8769)[0x9003] = shot.taken_at.strftime("%Y:%m:%d %H:%M:%S")
    if shot.position is not None:
        exif.get_ifd(0x8825).update(_gps(shot.position))
    return exif


def _gps(position: GeoPoint) -> dict[int, object]:
    return {
        1: "N" if position.lat >= 0 else "S",
        2: _sexagesimal(position.lat),
        3: "E" if position.lon >= 0 else "W",
        4: _sexagesimal(position.lon),
    }


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    seconds = round(abs(degrees) * 3600, 3)
    return seconds // 3600, seconds % 3600 // 60, seconds % 60
