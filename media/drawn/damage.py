"""Whole views of houses after a flood or an earthquake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import mixed, tinted
from media.drawn.house import draw_eaves, draw_foot, draw_roof
from media.drawn.openings import draw_openings
from media.drawn.plans import ROOM_M
from media.drawn.rubble import Crack, Heap, draw_beam, draw_crack, draw_heap, draw_scattered
from media.drawn.wall import MATERIALS, Wall, draw_wall

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour
    from media.drawn.plans import House
    from media.drawn.scenery import Surroundings

PATCH = ((0, 0), (0.3, -0.1), (0.7, 0), (0.8, 0.35), (0.5, 0.6), (0.2, 0.5))
PALE: Colour = (150, 132, 110)


def draw_damaged_house(
    canvas: Canvas, place: Surroundings, wall: Wall, house: House, lost: int
) -> None:
    """A house whose first `lost` rooms have come down; the others are cracked."""
    edge = lost * ROOM_M + canvas.wobble(0.5) if lost else 0.0
    if lost:
        _draw_ruin(canvas, wall, house, edge)
    draw_roof(canvas, wall, house, edge)
    draw_wall(canvas, wall, house.material, (edge, house.width), house.height)
    _draw_patches(canvas, wall, house, edge)
    for _ in range(canvas.dice.randint(2, 4)):
        _draw_crack(canvas, wall, house, canvas.dice.uniform(edge + 0.3, house.width - 0.2))
    draw_openings(canvas, wall, house, range(lost, house.rooms))
    draw_eaves(canvas, wall, house, edge, house.width)
    draw_foot(canvas, place, wall, house)
    if lost:
        _draw_fallen(canvas, wall, house, edge)


def debris(house: House) -> tuple[Colour, ...]:
    """The colours of what `house` breaks into."""
    base = house.material.colour
    return (base, tinted(base, -22), mixed(base, PALE, 0.5), house.roof)


def _draw_ruin(canvas: Canvas, wall: Wall, house: House, edge: float) -> None:
    """The lost rooms: their back wall, and the stump of the front."""
    dice = canvas.dice
    back = Wall(wall.left + 60, wall.horizon, wall.scale * 0.74, wall.turn)
    u, profile = -0.4, [back.at(-0.4, 0)]
    while u < edge * 1.25:
        step, rise = dice.uniform(0.3, 1.1), dice.uniform(0.9, 2.6)
        profile += [back.at(u, rise), back.at(u + step, rise + canvas.wobble(0.25))]
        u += step + dice.uniform(0.0, 0.2)
    canvas.shape([*profile, back.at(u, 0)], tinted(house.material.colour, -46))
    u, stump = 0.0, [wall.at(0, 0)]
    while u < edge:
        rise = dice.uniform(0.2, 0.7) + 4.0 * max(0.0, u / edge - 0.62)
        stump += [wall.at(u, rise), wall.at(min(edge, u + 0.4), rise + canvas.wobble(0.15))]
        u += 0.42
    canvas.shape([*stump, wall.at(edge, 0)], tinted(house.material.colour, -14))


def _draw_fallen(canvas: Canvas, wall: Wall, house: House, edge: float) -> None:
    """Beams that slid down, and the heap under them."""
    dice, scale = canvas.dice, wall.scale
    for _ in range(dice.randint(4, 7)):
        top = wall.at(edge + canvas.wobble(0.35), house.height - dice.uniform(0, 0.5))
        foot = wall.at(dice.uniform(-0.3, edge * 0.75), dice.uniform(0.2, 0.9))
        draw_beam(canvas, top, foot, scale * dice.uniform(0.09, 0.15))
    x, y = wall.at(edge * 0.48, 0.1)
    half = (wall.at(edge, 0)[0] - wall.at(0, 0)[0]) * 0.62
    colours = debris(house)
    draw_heap(canvas, Heap((x, y), half, scale * dice.uniform(0.9, 1.4), colours, scale * 0.17))
    for _ in range(3):
        start = (x + canvas.wobble(half), y - dice.uniform(10, scale * 0.8))
        end = (start[0] + canvas.wobble(scale * 2), start[1] + canvas.wobble(scale * 0.7))
        draw_beam(canvas, start, end, scale * 0.11)
    draw_scattered(canvas, Heap((x, y), half * 1.5, 170, colours, scale * 0.1))


def _draw_crack(canvas: Canvas, wall: Wall, house: House, u: float) -> None:
    dice, scale = canvas.dice, wall.scale
    crack = Crack(
        wall.at(u, house.height - 0.15),
        scale * dice.uniform(1.2, 2.6),
        scale * dice.uniform(0.03, 0.08),
        canvas.wobble(0.35),
    )
    draw_crack(canvas, crack, house.material.colour)


def _draw_patches(canvas: Canvas, wall: Wall, house: House, edge: float) -> None:
    """Where the facing has fallen off and the earth behind it shows."""
    for _ in range(canvas.dice.randint(1, 3)):
        u, v = canvas.dice.uniform(edge, house.width - 0.8), canvas.dice.uniform(0.2, 1.2)
        corners = [(u + a + canvas.wobble(0.12), v + b + canvas.wobble(0.12)) for a, b in PATCH]
        rim = [wall.at(a + 0.02, b - 0.03) for a, b in corners]
        canvas.shape(rim, tinted(house.material.colour, 22))
        canvas.shape([wall.at(a, b) for a, b in corners], tinted(MATERIALS[0].colour, -46))
