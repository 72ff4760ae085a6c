"""A door plate and a notice board.  Whatever is written on them says 示例 or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import HEIGHT, WIDTH, tinted
from media.drawn.openings import draw_couplet
from media.drawn.sheet import Sheet
from media.drawn.table import PAPER, SEAL, draw_shade
from media.drawn.wall import Wall, draw_wall

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point
    from media.drawn.plans import House

BLUE: Colour = (24, 74, 150)
WHITE: Colour = (240, 242, 244)
GOLD: Colour = (250, 226, 120)
GLASS: Colour = (206, 210, 206)
LONG_NUMBER = 4


def draw_door_plate(canvas: Canvas, number: int, house: House) -> None:
    """A blue enamel plate beside a door: 示例村, a number, 号."""
    material, dice = house.material, canvas.dice
    wall = Wall(-80, HEIGHT * 0.5, dice.uniform(330, 520), canvas.wobble(0.03))
    draw_wall(canvas, wall, material, (-0.3, 6.0), 4.2)
    floor = (wall.at(0, 0)[1], wall.at(4, 0)[1])
    canvas.shape(
        [(0, floor[0]), (WIDTH, floor[1]), (WIDTH, HEIGHT), (0, HEIGHT)],
        tinted(material.colour, -46),
    )
    side = dice.choice((-1, 1))
    share = 0.5 - side * dice.uniform(0.0, 0.22)
    _door_jamb(canvas, wall, house, side)
    draw_shade(canvas)
    centre = (WIDTH * share, HEIGHT * dice.uniform(0.26, 0.66))
    plate = Sheet(
        canvas, centre, 300, 190, dice.uniform(1.7, 3.3), canvas.wobble(0.09), canvas.wobble(0.14)
    )
    _enamel(plate)
    plate.write("示例村", (68, 24), 48, WHITE, weight=0.1, gap=1.18)
    digits = str(number)
    size = 74 if len(digits) < LONG_NUMBER else 60
    left = 150 - (len(digits) * size * 0.62 + 52) / 2
    plate.write(digits, (left, 90), size, WHITE, weight=0.13, gap=0.62)
    plate.write("号", (left + len(digits) * size * 0.62 + 14, 108), 44, WHITE, weight=0.1)


def _door_jamb(canvas: Canvas, wall: Wall, house: House, side: int) -> None:
    """The edge of the door and its couplet, at the right (1) or left (-1) of the picture."""
    share = canvas.dice.uniform(0.8, 0.97)
    u = wall.along(WIDTH * (share if side > 0 else 1 - share))
    outer = (u + 0.16, 3.0) if side > 0 else (u - 3.16, 3.0)
    canvas.shape(wall.box(outer[0], -0.2, outer[1], 2.6), tinted(house.door, -46))
    canvas.shape(wall.box(outer[0] + 0.08, -0.2, outer[1] - 0.16, 2.52), house.door)
    strip = u - 0.22 if side > 0 else u
    draw_couplet(canvas, wall, (strip, 0.3), (0.24, 2.0), 7)


def _enamel(plate: Sheet) -> None:
    width, height = plate.width, plate.height
    plate.box(5, 7, width, height, (52, 46, 42))
    plate.box(0, 0, width, height, tinted(BLUE, -30))
    plate.box(2, 2, width - 4, height - 4, BLUE)
    plate.box(8, 8, width - 16, height - 16, WHITE)
    plate.box(11, 11, width - 22, height - 22, BLUE)
    for step in range(6):
        plate.box(11 + step * 9, 11, 9, height - 22, tinted(BLUE, 20 - step * 3))
    for x, y in ((18, height / 2), (width - 18, height / 2)):
        px, py = plate.at(x, y)
        plate.canvas.disc((px + 2, py + 3), 4.4 * plate.scale, 4.4 * plate.scale, (10, 34, 74))
        plate.canvas.disc((px, py), 4 * plate.scale, 4 * plate.scale, (176, 172, 164))
        if plate.canvas.chance(0.6):
            plate.canvas.disc(
                (px, py + 9 * plate.scale), 1.6 * plate.scale, 7 * plate.scale, (128, 84, 58)
            )


def draw_notice_board(canvas: Canvas, wall: Wall) -> None:
    """The village's board: a red head, lists behind glass."""
    scale = wall.scale / 100
    centre = (WIDTH / 2 + canvas.wobble(160), wall.at(0, 1.55)[1] - 40 * scale)
    board = Sheet(
        canvas,
        centre,
        480,
        210,
        scale * canvas.dice.uniform(1.5, 2.0),
        canvas.wobble(0.025),
        canvas.wobble(0.06),
    )
    board.box(6, 8, 480, 214, (64, 56, 48))
    board.box(0, 0, 480, 210, (142, 146, 150))
    board.box(4, 4, 472, 34, SEAL)
    board.write("公开栏", (160, 8), 26, GOLD, weight=0.11, gap=1.9)
    board.box(4, 40, 472, 166, GLASS)
    for column in range(5):
        for row in range(2 if canvas.chance(0.4) else 1):
            if canvas.chance(0.88):
                _posted(
                    board,
                    (14 + column * 92, 48 + row * 78),
                    (80, 148 if row == 0 and column % 2 else 70),
                )
    for x in (4, 192, 284, 472):
        board.box(x - 2, 40, 4, 166, (120, 124, 128))


def _posted(board: Sheet, corner: Point, size: tuple[float, float]) -> None:
    """One posted list: heading, ruled lines, scribbled names."""
    dice = board.canvas.dice
    x, y = corner[0] + dice.uniform(-2, 2), corner[1] + dice.uniform(-2, 3)
    board.box(x + 1.5, y + 2, *size, (150, 152, 148))
    board.box(x, y, *size, dice.choice((WHITE, (246, 226, 226), PAPER)))
    board.write("公示", (x + size[0] / 2 - 15, y + 4), 13, SEAL, weight=0.12, gap=1.2)
    level = y + 22
    while level < y + size[1] - 6:
        board.line(
            (x + 6, level), (x + size[0] - 6 - dice.uniform(0, 20), level), (96, 98, 104), 1.6
        )
        level += 6.5
