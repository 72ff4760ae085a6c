"""A farmhouse of the loess country, drawn to scale in metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import WIDTH, mixed, tinted
from media.drawn.openings import draw_openings
from media.drawn.wall import Wall, draw_wall

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour
    from media.drawn.plans import House
    from media.drawn.scenery import Surroundings


SIDE_PX, SIDE_SHRINKS = 2340, 0.78  # how far the end wall is seen, how it narrows
WOOD: Colour = (104, 80, 58)


def seen(canvas: Canvas, place: Surroundings, house: House, *, whole: bool = False) -> Wall:
    """The front of `house` from where the camera stands; a `whole` view cuts nothing off."""
    turn = canvas.wobble(0.022)
    metres = house.width * (1 + turn * house.width / 2)
    share = canvas.dice.uniform(0.6, 0.82) if whole else canvas.dice.uniform(0.66, 1.02)
    scale, aside = share * WIDTH / metres, 0 if whole else canvas.wobble(110)
    left = (WIDTH - scale * metres) * canvas.dice.uniform(0.3, 0.9) + aside
    return Wall(left, place.horizon, scale, turn)


def draw_house(canvas: Canvas, place: Surroundings, wall: Wall, house: House) -> None:
    """The house whole: ground shadow, roof, wall, openings, eaves."""
    draw_side(canvas, wall, house)
    draw_roof(canvas, wall, house)
    draw_wall(canvas, wall, house.material, (0, house.width), house.height)
    draw_openings(canvas, wall, house, range(house.rooms))
    draw_eaves(canvas, wall, house, 0, house.width)
    draw_foot(canvas, place, wall, house)


def draw_side(canvas: Canvas, wall: Wall, house: House) -> None:
    """The end wall that the perspective lets us see, in shade."""
    side = 1 if wall.turn >= 0 else -1
    u = house.width if side > 0 else 0.0
    front = [wall.at(u, 0), wall.at(u, house.height)]
    out = wall.turn * SIDE_PX
    back = [(x + out, wall.horizon + (y - wall.horizon) * SIDE_SHRINKS) for x, y in front]
    canvas.shape([*front, *back[::-1]], tinted(house.material.colour, -58))


def draw_roof(canvas: Canvas, wall: Wall, house: House, start: float = 0.0) -> None:
    """Tiles up to the ridge, or the edge of a flat roof, from `start` to the far end."""
    over = 0.35
    low, high = house.height + 0.06, house.height + (1.01 if house.is_pitched else 0.34)
    first, last = start - over, house.width + over
    if not house.is_pitched:
        canvas.shape(wall.box(first, low, last - first, high - low), tinted(house.roof, -6))
        canvas.shape(wall.box(first, high - 0.08, last - first, 0.1), tinted(house.roof, 26))
        return
    top_first, top_last = start + 0.25, house.width - 0.25
    canvas.shape(
        [
            wall.at(first, low),
            wall.at(last, low),
            wall.at(top_last, high),
            wall.at(top_first, high),
        ],
        tinted(house.roof, -30),
    )
    columns = int((house.width - start) / 0.24)
    for column in range(columns + 1):
        share = column / columns
        foot = wall.at(first + share * (last - first), low)
        head = wall.at(top_first + share * (top_last - top_first), high)
        width = wall.scale_at(first + share * (last - first))
        colour = canvas.near(tinted(house.roof, 6), 12)
        canvas.stroke([foot, head], colour, width * 0.13)
        canvas.stroke([foot, head], tinted(colour, 20), width * 0.05)
    ridge = [wall.at(top_first - 0.1, high), wall.at(top_last + 0.1, high)]
    canvas.stroke(ridge, tinted(house.roof, -34), wall.scale * 0.14)


def draw_eaves(canvas: Canvas, wall: Wall, house: House, start: float, end: float) -> None:
    """Rafter ends, the board over them and the shade they throw on the wall."""
    v = house.height
    shade = tinted(house.material.colour, -64)
    for step in range(6):
        canvas.shape(
            wall.box(start, v - 0.32 + step * 0.055, end - start, 0.06),
            mixed(house.material.colour, shade, 0.25 + step * 0.13),
        )
    canvas.shape(wall.box(start - 0.3, v - 0.02, end - start + 0.6, 0.12), tinted(WOOD, -26))
    u = start
    while u < end:
        x, y = wall.at(u, v + 0.02)
        radius = wall.scale_at(u) * 0.055
        canvas.disc((x, y), radius, radius, canvas.near(WOOD, 14))
        u += 0.42


def draw_foot(canvas: Canvas, place: Surroundings, wall: Wall, house: House) -> None:
    """Where wall and yard meet: a plinth, and the dark line under it."""
    canvas.shape(wall.box(-0.05, -0.04, house.width + 0.1, 0.24), canvas.near((138, 130, 120), 6))
    canvas.shape(wall.box(-0.05, 0.17, house.width + 0.1, 0.03), (160, 152, 140))
    canvas.shape(wall.box(-0.2, -0.14, house.width + 0.4, 0.1), tinted(place.earth, -40))
