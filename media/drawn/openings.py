"""Doors with their couplets, windows with their panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import mixed, tinted
from media.drawn.plans import ROOM_M

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point
    from media.drawn.plans import House
    from media.drawn.wall import Wall

RED: Colour = (190, 40, 38)
SIGN: Colour = (46, 30, 28)
GLASSES: tuple[Colour, ...] = ((52, 62, 70), (40, 48, 54), (78, 92, 100))
CLOTHS: tuple[Colour, ...] = ((168, 96, 96), (120, 140, 150), (190, 170, 120))


def draw_openings(canvas: Canvas, wall: Wall, house: House, rooms: range) -> None:
    """Doors and windows of `rooms`."""
    for room in rooms:
        middle = (room + 0.5) * ROOM_M
        if room == house.door_room:
            draw_door(canvas, wall, house, middle)
        else:
            draw_window(canvas, wall, house, middle)


def draw_door(canvas: Canvas, wall: Wall, house: House, middle: float) -> None:
    """Two leaves, a lintel, couplets of last New Year on both sides."""
    width, height = 1.25, 2.15
    left = middle - width / 2
    canvas.shape(wall.box(left - 0.09, 0, width + 0.18, height + 0.09), tinted(house.door, -46))
    for leaf in (0, 1):
        u = left + leaf * width / 2
        canvas.shape(
            wall.box(u + 0.015, 0.08, width / 2 - 0.03, height - 0.1), canvas.near(house.door, 6)
        )
        for panel in ((0.2, 0.75), (1.1, 0.85)):
            canvas.shape(
                wall.box(u + 0.1, panel[0], width / 2 - 0.2, panel[1]), tinted(house.door, -18)
            )
            canvas.shape(
                wall.box(u + 0.12, panel[0], width / 2 - 0.23, panel[1] - 0.03),
                tinted(house.door, 8),
            )
        _diamond(canvas, wall, u + width / 4, 1.55)
    knob = wall.at(middle + 0.07, 1.02)
    canvas.disc(knob, 5, 7, (196, 180, 120))
    canvas.shape(wall.box(left - 0.2, 0, width + 0.4, 0.1), (150, 144, 134))
    for u in (left - 0.4, left + width + 0.14):
        draw_couplet(canvas, wall, (u, 0.55), (0.25, 1.65), 7)
    draw_couplet(canvas, wall, (left + 0.05, height + 0.16), (width - 0.1, 0.24), 4)


def draw_couplet(
    canvas: Canvas, wall: Wall, corner: Point, size: tuple[float, float], signs: int
) -> None:
    """A strip of red paper with brush signs; bleached by a year of sun."""
    faded = mixed(RED, (226, 168, 156), canvas.dice.uniform(0, 0.45))
    canvas.shape(wall.box(*corner, *size), faded)
    upright = size[1] > size[0]
    for sign in range(signs):
        share = (sign + 0.5) / signs
        u = corner[0] + size[0] * (0.5 if upright else share)
        v = corner[1] + size[1] * (1 - share if upright else 0.5)
        _sign(canvas, wall.at(u, v), wall.scale_at(u) * 0.075)


def _sign(canvas: Canvas, centre: Point, size: float) -> None:
    """Something that looks like a character from across the yard."""
    x, y = centre
    for level in (-0.7, 0.0, 0.7):
        reach = size * canvas.dice.uniform(0.5, 1)
        canvas.stroke(
            [(x - reach, y + level * size), (x + reach, y + level * size)],
            SIGN,
            size * 0.22,
        )
    side = canvas.wobble(size * 0.5)
    canvas.stroke([(x + side, y - size), (x + side * 0.6, y + size)], SIGN, size * 0.25)


def _diamond(canvas: Canvas, wall: Wall, u: float, v: float) -> None:
    half = 0.17
    canvas.shape(
        [wall.at(u - half, v), wall.at(u, v + half), wall.at(u + half, v), wall.at(u, v - half)],
        RED,
    )
    _sign(canvas, wall.at(u, v), wall.scale_at(u) * 0.07)


def draw_window(canvas: Canvas, wall: Wall, house: House, middle: float) -> None:
    """A window in four panes with a curtain or the sky in it."""
    width, height, sill = 1.5, 1.25, 0.95
    left = middle - width / 2
    canvas.shape(
        wall.box(left - 0.08, sill - 0.08, width + 0.16, height + 0.16), tinted(house.frame, -20)
    )
    panes = canvas.dice.choice((2, 3, 4))
    glass = canvas.dice.choice(GLASSES)
    for pane in range(panes):
        for low, high in ((0.0, 0.8), (0.84, height)):
            u = left + pane * width / panes + 0.03
            box = wall.box(u, sill + low + 0.02, width / panes - 0.06, high - low - 0.04)
            canvas.shape(box, canvas.near(glass, 6))
            canvas.shape(
                [box[0], box[3], mid(box[3], box[2], 0.55), mid(box[0], box[1], 0.2)],
                canvas.near(tinted(glass, 22), 6),
            )
    if canvas.chance(0.5):
        cloth = canvas.dice.choice(CLOTHS)
        canvas.shape(
            wall.box(left + 0.04, sill + 0.04, width * 0.22, height - 0.1), canvas.near(cloth, 10)
        )
    canvas.shape(wall.box(left - 0.16, sill - 0.14, width + 0.32, 0.08), (176, 170, 160))


def mid(one: Point, other: Point, share: float) -> Point:
    """The point a `share` of the way from `one` to `other`."""
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
