"""What stands in a farmyard: its wall, wood, a vat, maize and chillies drying."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import mixed, tinted
from media.drawn.plans import ROOM_M
from media.drawn.wall import MATERIALS, Wall, draw_wall

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Point
    from media.drawn.plans import House
    from media.drawn.scenery import Surroundings


def draw_yard_wall(canvas: Canvas, place: Surroundings, front: Wall) -> None:
    """The wall around the yard, a little behind the house."""
    wall = Wall(-40, place.horizon, front.scale * 0.8, 0)
    material = canvas.dice.choice(MATERIALS[:4])
    length = 1700 / wall.scale
    height = canvas.dice.uniform(1.6, 2.2)
    draw_wall(canvas, wall, material, (0, length), height)
    canvas.shape(wall.box(0, height, length, 0.12), tinted(material.colour, -30))
    canvas.shape(wall.box(0, -0.3, length, 0.32), mixed(place.earth, material.colour, 0.4))


def draw_things(canvas: Canvas, wall: Wall, house: House) -> None:
    """One to three things in front of the house or on its wall, where no door is."""
    rooms = [room for room in range(house.rooms) if room != house.door_room]
    draws = (_maize, _chillies, _wood, _vat, _bricks)
    for draw in canvas.dice.sample(draws, canvas.dice.randint(1, 3)):
        u = (canvas.dice.choice(rooms) + canvas.dice.choice((0.04, 0.9))) * ROOM_M
        draw(canvas, wall, u)


def _maize(canvas: Canvas, wall: Wall, u: float) -> None:
    """Strings of maize under the eaves."""
    for string in range(canvas.dice.randint(2, 4)):
        for level in range(9):
            at = wall.at(u + string * 0.2 + canvas.wobble(0.03), 2.3 - level * 0.13)
            size = wall.scale_at(u) * 0.075
            canvas.disc(at, size, size * 0.9, canvas.near((214, 160, 52), 20))
            canvas.disc(
                (at[0] - size * 0.3, at[1] - size * 0.3), size * 0.4, size * 0.4, (236, 192, 92)
            )


def _chillies(canvas: Canvas, wall: Wall, u: float) -> None:
    """A string of chillies, dark red."""
    for level in range(26):
        at = wall.at(u + canvas.wobble(0.07), 2.3 - level * 0.045)
        size = wall.scale_at(u) * 0.045
        tip = (at[0] + canvas.wobble(size * 2), at[1] + size * 1.8)
        canvas.stroke([at, tip], canvas.near((158, 34, 26), 22), size)


def _wood(canvas: Canvas, wall: Wall, u: float) -> None:
    """A pile of firewood, cut ends to the front."""
    for row in range(5):
        for log in range(9 - row // 2):
            at = wall.at(u - 0.4 + log * 0.16 + (row % 2) * 0.08, 0.08 + row * 0.14)
            _log(canvas, at, wall.scale_at(u) * 0.078)


def _log(canvas: Canvas, at: Point, size: float) -> None:
    colour = canvas.near((168, 132, 92), 22)
    canvas.disc(at, size, size, tinted(colour, -70))
    canvas.disc(at, size * 0.85, size * 0.85, colour)
    canvas.disc((at[0], at[1]), size * 0.35, size * 0.35, tinted(colour, -22))


def _vat(canvas: Canvas, wall: Wall, u: float) -> None:
    """A glazed water vat with a wooden lid."""
    (x, y), size = wall.at(u + 0.2, 0.36), wall.scale_at(u)
    glaze = (84, 54, 40)
    canvas.disc((x + size * 0.08, y + size * 0.42), size * 0.46, size * 0.1, (70, 58, 46))
    canvas.disc((x, y), size * 0.42, size * 0.45, glaze)
    canvas.disc((x - size * 0.14, y - size * 0.06), size * 0.09, size * 0.22, tinted(glaze, 50))
    canvas.disc((x, y - size * 0.4), size * 0.34, size * 0.09, (150, 118, 82))


def _bricks(canvas: Canvas, wall: Wall, u: float) -> None:
    """A stack of new bricks."""
    for row in range(8):
        for brick in range(5):
            box = wall.box(u - 0.3 + brick * 0.26, -0.06 + row * 0.09, 0.245, 0.08)
            canvas.shape(box, canvas.near((166, 92, 70), 18))
