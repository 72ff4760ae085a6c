"""A table with a sheet of paper on it, and the things that lie around."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import HEIGHT, WIDTH, levels, mixed, tinted
from media.drawn.sheet import Sheet

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point

PAPER: Colour = (236, 230, 214)
SEAL: Colour = (196, 46, 42)
LINEN: Colour = (226, 222, 212)
WOODS: tuple[Colour, ...] = ((150, 108, 74), (118, 84, 60), (168, 138, 104))
SMALL = (400, 300)
PLASTIC: Colour = (126, 128, 130)


def draw_table(canvas: Canvas) -> None:
    """Wood grain, or a sheet of grey plastic."""
    colour = canvas.dice.choice((*WOODS, PLASTIC))
    grain = 0.6 * canvas.clouds(3, 90, SMALL) + 0.4 * canvas.clouds(9, 160, SMALL)
    strength = 70 if colour in WOODS else 16
    canvas.paint((0, 0, WIDTH, HEIGHT), levels(colour) + (grain - 0.5)[..., None] * strength)


def draw_page(canvas: Canvas, width: float, height: float, scale: float) -> Sheet:
    """A sheet of paper on the table with its shadow."""
    dice = canvas.dice
    centre = (WIDTH / 2 + canvas.wobble(170), HEIGHT / 2 + canvas.wobble(90))
    scale *= dice.uniform(0.78, 1.12)
    page = Sheet(
        canvas, centre, width, height, scale, canvas.wobble(0.3), dice.uniform(-0.08, 0.22)
    )
    for depth in range(5):
        page.box(2 + depth, 3 + depth * 1.4, width, height, tinted((84, 70, 58), -depth * 4))
    page.box(0, 0, width, height, canvas.near(PAPER, 6))
    return page


def draw_things_around(canvas: Canvas) -> None:
    """A mug, an ink pad, a pen, at the edges of the picture."""
    dice = canvas.dice
    corners = [(130, 150), (1470, 150), (140, 1060), (1460, 1050), (1500, 600), (90, 600)]
    for draw, (x, y) in zip(
        dice.sample((_mug, _ink_pad, _pen, _pen, _cloth), dice.randint(1, 4)),
        dice.sample(corners, 4),
        strict=False,
    ):
        draw(canvas, (x + canvas.wobble(90), y + canvas.wobble(90)))


def _mug(canvas: Canvas, centre: Point) -> None:
    """Enamel, white outside, tea inside."""
    (x, y), size = centre, canvas.dice.uniform(95, 140)
    canvas.disc((x + 26, y + 30), size * 1.05, size, (50, 40, 34))
    canvas.stroke([(x + size * 0.8, y), (x + size * 1.5, y + size * 0.3)], (214, 216, 214), 26)
    canvas.disc(centre, size, size * 0.96, (226, 228, 226))
    canvas.disc(centre, size * 0.93, size * 0.89, (40, 62, 120))
    canvas.disc(centre, size * 0.88, size * 0.84, (150, 98, 50))
    canvas.disc((x - size * 0.3, y - size * 0.3), size * 0.24, size * 0.12, (196, 152, 104))


def _ink_pad(canvas: Canvas, centre: Point) -> None:
    pad = Sheet(canvas, centre, 150, 100, canvas.dice.uniform(1.2, 1.8), canvas.wobble(0.6))
    pad.box(6, 9, 150, 100, (52, 42, 36))
    pad.box(0, 0, 150, 100, (188, 192, 196))
    pad.box(8, 8, 134, 84, (150, 28, 32))
    pad.box(20, 16, 60, 30, (176, 44, 46))


def _pen(canvas: Canvas, centre: Point) -> None:
    pen = Sheet(canvas, centre, 330, 14, 1.5, canvas.wobble(3.1))
    body = canvas.dice.choice(((38, 40, 46), (36, 72, 140), (170, 40, 40)))
    pen.box(5, 8, 326, 13, (56, 46, 40))
    pen.box(0, 0, 300, 14, body)
    pen.box(0, 3, 300, 3, tinted(body, 70))
    pen.box(300, 3, 26, 8, (190, 190, 186))
    pen.box(0, -2, 70, 18, tinted(body, -14))


def _cloth(canvas: Canvas, centre: Point) -> None:
    """The corner of a checked table cloth."""
    cloth = Sheet(canvas, centre, 360, 300, 1.5, canvas.wobble(0.7))
    colour = canvas.dice.choice(((170, 60, 66), (64, 104, 150), (84, 130, 96)))
    cloth.box(0, 0, 360, 300, LINEN)
    for step in range(0, 360, 40):
        cloth.box(step, 0, 18, 300, mixed(LINEN, colour, 0.5))
    for step in range(0, 300, 40):
        cloth.box(0, step, 360, 18, mixed(LINEN, colour, 0.75))


def draw_shade(canvas: Canvas) -> None:
    """Shade with a slanting edge: eaves, a tree, the photographer."""
    dice = canvas.dice
    for _ in range(dice.randint(0, 2)):
        x, y = dice.uniform(-200, WIDTH), dice.uniform(-300, HEIGHT * 0.7)
        wide, high, slant = dice.uniform(300, 1100), dice.uniform(300, 900), canvas.wobble(500)
        corners = [
            (x, y),
            (x + wide, y + canvas.wobble(160)),
            (x + wide + slant, y + high),
            (x + slant, y + high),
        ]
        canvas.shadow(corners, dice.randint(40, 100), soft=dice.choice((1, 5)))
