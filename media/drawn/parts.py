"""Part views of damage: a crack with a tape held against it, a heap that was a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import HEIGHT, WIDTH, tinted
from media.drawn.damage import debris
from media.drawn.openings import RED
from media.drawn.rubble import Crack, Heap, draw_beam, draw_crack, draw_heap, draw_scattered
from media.drawn.sheet import Sheet
from media.drawn.wall import Wall, draw_wall

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point
    from media.drawn.plans import House
    from media.drawn.scenery import Surroundings

STEEL_TAPE: Colour = (236, 202, 62)
MARK: Colour = (40, 36, 30)


def draw_cracked_wall(canvas: Canvas, house: House) -> None:
    """One crack from top to bottom, finer ones beside it."""
    dice, material = canvas.dice, house.material
    wall = Wall(-60, HEIGHT * 0.5, dice.uniform(300, 460), canvas.wobble(0.02))
    draw_wall(canvas, wall, material, (-0.4, 6.5), 4.2)
    canvas.shape(wall.box(-0.5, -1.6, 7.5, 1.6), tinted(material.colour, -50))
    _roughen(canvas, material.colour)
    x, width = dice.uniform(0.3, 0.7) * WIDTH, dice.uniform(16, 46)
    through = Crack((x, -20), HEIGHT * dice.uniform(0.75, 1.15), width, canvas.wobble(0.25))
    draw_crack(canvas, through, material.colour)
    for _ in range(dice.randint(1, 4)):
        start = (x + canvas.wobble(500), dice.uniform(0, 500))
        fine = Crack(start, dice.uniform(200, 620), width * 0.3, canvas.wobble(0.5))
        draw_crack(canvas, fine, material.colour)
    if canvas.chance(0.5):
        _draw_tape(canvas, (x, dice.uniform(420, 760)))


def draw_rubble(canvas: Canvas, place: Surroundings, house: House) -> None:
    """What was a room, with its beams, between the walls still standing."""
    dice, colours = canvas.dice, debris(house)
    for span in ((-0.5, dice.uniform(0.5, 2.2)), (dice.uniform(6.5, 8.2), 11.0)):
        wall = Wall(0, place.horizon, 160, 0)
        draw_wall(canvas, wall, house.material, span, dice.uniform(1.6, 3.4))
    x, size = dice.uniform(0.36, 0.64) * WIDTH, dice.uniform(30, 48)
    heights = (dice.uniform(280, 420), dice.uniform(140, 240), dice.uniform(70, 130))
    for step, height in enumerate(heights):
        middle = (x + canvas.wobble(170), place.horizon + 210.0 + 130 * step)
        for _ in range(dice.randint(1, 3)):
            _draw_loose_beam(canvas, (middle[0], middle[1] - height * 0.72))
        half = WIDTH * dice.uniform(0.4, 0.56)
        draw_heap(canvas, Heap(middle, half, height, colours, size * (1 + 0.2 * step)))
    draw_scattered(canvas, Heap((x, place.horizon + 480), WIDTH * 0.6, 170, colours, size * 0.8))


def _draw_loose_beam(canvas: Canvas, centre: Point) -> None:
    """A beam that comes out of the heap: its lower end will be covered."""
    x, y = centre[0] + canvas.wobble(330), centre[1] + canvas.wobble(40)
    reach, rise = canvas.wobble(380), canvas.dice.uniform(30, 170)
    end = (x + reach, y - rise)
    draw_beam(canvas, (x - reach * 0.5, y + rise), end, canvas.dice.uniform(20, 34))


def _roughen(canvas: Canvas, colour: Colour) -> None:
    """Pits and straw in the facing, seen from an arm's length."""
    for _ in range(700):
        x, y = canvas.dice.uniform(0, WIDTH), canvas.dice.uniform(0, HEIGHT)
        if canvas.chance(0.3):
            end = (x + canvas.wobble(26), y + canvas.wobble(20))
            canvas.stroke([(x, y), end], canvas.near(tinted(colour, 14), 18), 2)
        else:
            size = canvas.dice.uniform(1, 4.5)
            canvas.disc((x, y), size, size * 0.7, tinted(colour, -canvas.dice.randint(8, 46)))


def _draw_tape(canvas: Canvas, centre: Point) -> None:
    """A yellow steel tape across the crack, centimetres marked."""
    tape = Sheet(canvas, centre, 400, 42, 1.0, canvas.wobble(0.08))
    tape.box(0, 5, 400, 46, (70, 58, 46))
    tape.box(0, 0, 400, 42, STEEL_TAPE)
    for mark in range(27):
        x, reach = 8 + mark * 14.5, 13 if mark % 5 else 24
        tape.line((x, 0), (x, reach), MARK if mark % 10 else RED, 3)
