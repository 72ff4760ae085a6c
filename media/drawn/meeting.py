"""A village meeting seen from the back row: nobody has a face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import HEIGHT, WIDTH, mixed, tinted
from media.drawn.sheet import Sheet
from media.drawn.signs import GOLD
from media.drawn.table import SEAL

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point

WALLS: tuple[Colour, ...] = ((226, 222, 210), (206, 216, 208), (216, 206, 190))
COATS: tuple[Colour, ...] = (
    (52, 60, 76), (70, 66, 62), (92, 54, 54), (62, 80, 66), (120, 104, 84), (150, 60, 74),
    (58, 58, 64),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = ((34, 30, 30), (58, 54, 54), (120, 118, 116), (178, 176, 172))
SLATE: Colour = (40, 62, 56)
SKIN: Colour = (176, 134, 106)


def draw_meeting(canvas: Canvas) -> None:
    """A room with a banner and a board; people on benches, from behind."""
    floor = canvas.dice.uniform(560, 660)
    paint = canvas.dice.choice(WALLS)
    canvas.shape([(0, 0), (WIDTH, 0), (WIDTH, floor), (0, floor)], paint)
    skirt = tinted(mixed(paint, (110, 140, 130), 0.6), -20)
    canvas.shape([(0, floor - 120), (WIDTH, floor - 120), (WIDTH, floor), (0, floor)], skirt)
    canvas.shape([(0, floor), (WIDTH, floor), (WIDTH, HEIGHT), (0, HEIGHT)], (132, 124, 114))
    _draw_window(canvas, floor)
    _draw_front(canvas, floor)
    rows = canvas.dice.randint(3, 5)
    for row in range(rows):
        _draw_row(canvas, floor + 30, (row + 1) / rows)


def _draw_window(canvas: Canvas, floor: float) -> None:
    x = canvas.dice.choice((90.0, 1290.0)) + canvas.wobble(60)
    frame = Sheet(canvas, (x + 110, floor - 340), 220, 260, canvas.dice.uniform(0.9, 1.2))
    frame.box(0, 0, 220, 260, (240, 240, 236))
    for pane in ((12, 12), (116, 12), (12, 140), (116, 140)):
        frame.box(*pane, 92, 108, canvas.near((236, 242, 246), 8))


def _draw_front(canvas: Canvas, floor: float) -> None:
    """The banner, the blackboard and the desk under them."""
    x = WIDTH / 2 + canvas.wobble(140)
    banner = Sheet(canvas, (x, floor - 500), 420, 44, canvas.dice.uniform(1.9, 2.4))
    banner.box(0, 0, 420, 44, SEAL)
    banner.write("示例村公示", (96, 9), 27, GOLD, weight=0.11, gap=1.75)
    board = Sheet(canvas, (x, floor - 290), 300, 130, canvas.dice.uniform(1.8, 2.2))
    board.box(-5, -5, 310, 140, (150, 118, 82))
    board.box(0, 0, 300, 130, SLATE)
    board.write("公开", (24, 18), 30, (216, 220, 212), weight=0.07, gap=1.3)
    for line in range(4):
        board.scribble((26, 62 + line * 16), canvas.dice.uniform(90, 230), 9, (190, 198, 188))
    desk = Sheet(canvas, (x, floor - 40), 360, 60, 2.0)
    desk.box(0, 0, 360, 60, (122, 78, 54))
    desk.box(-6, -6, 372, 10, (150, 100, 70))


def _draw_row(canvas: Canvas, floor: float, near: float) -> None:
    """One bench of people; `near` from 0 (at the desk) to 1 (before the camera)."""
    size = 46 + 74 * near
    y = floor + (HEIGHT - floor - 20) * near - size * 1.2
    x = canvas.wobble(size)
    while x < WIDTH + size:
        if canvas.chance(0.84):
            _draw_person(canvas, (x, y + canvas.wobble(size * 0.2)), size)
        x += size * canvas.dice.uniform(2.0, 2.8)


def _draw_person(canvas: Canvas, head: Point, size: float) -> None:
    """Shoulders, neck, hair or a cap."""
    x, y = head
    coat, hair = canvas.near(canvas.dice.choice(COATS), 12), canvas.dice.choice(HAIRS)
    canvas.disc((x, y + size * 1.75), size * 1.12, size * 0.95, tinted(coat, -24))
    canvas.disc((x - size * 0.06, y + size * 1.72), size * 1.04, size * 0.9, coat)
    foot = y + size * 3.4
    sides = [(x - size * 1.1, y + size * 1.75), (x + size * 1.06, y + size * 1.75)]
    canvas.shape([*sides, (x + size * 1.15, foot), (x - size * 1.2, foot)], coat)
    canvas.disc((x, y + size * 0.75), size * 0.34, size * 0.4, canvas.near(SKIN, 14))
    canvas.disc((x, y), size * 0.62, size * 0.74, hair)
    canvas.disc((x - size * 0.16, y - size * 0.24), size * 0.3, size * 0.26, tinted(hair, 16))
    for side in (-1, 1):
        canvas.disc((x + side * size * 0.62, y + size * 0.14), size * 0.1, size * 0.17, SKIN)
    if canvas.chance(0.25):
        cap = canvas.near(canvas.dice.choice(COATS), 16)
        canvas.disc((x, y - size * 0.3), size * 0.68, size * 0.5, cap)
