"""A household book and a list of names.  Whatever is written on them says 示例."""

from __future__ import annotations

from typing import TYPE_CHECKING

from media.drawn.canvas import mixed, tinted
from media.drawn.table import PAPER, SEAL, draw_page, draw_shade, draw_table, draw_things_around

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point
    from media.drawn.sheet import Sheet

INK: Colour = (40, 42, 52)
PEN: Colour = (34, 48, 112)
RULE: Colour = (92, 96, 100)
COVER: Colour = (126, 36, 40)


def draw_book_page(canvas: Canvas) -> None:
    """A household register's first page with ruled boxes, a seal, and 示例 across it."""
    draw_table(canvas)
    draw_things_around(canvas)
    page = draw_page(canvas, 520, 360, 2.5)
    page.box(-14, -10, 548, 10, COVER)
    page.box(0, 0, 520, 16, tinted(PAPER, -16))
    page.write("户口本", (178, 26), 40, INK, weight=0.1, gap=1.45)
    left, top, row = 30, 84, 38
    for line in range(7):
        page.line((left, top + line * row), (490, top + line * row), RULE, 0.9)
    for x in (left, left + 88, left + 250, left + 330, 490):
        page.line((x, top), (x, top + 6 * row), RULE, 0.9)
    for number, (label, other) in enumerate(
        (
            ("户号", "日"),
            ("姓名", "年月"),
            ("住址", "村"),
            ("人口", "组"),
            ("本人", "号"),
            ("签名", "日"),
        )
    ):
        y = top + number * row + 9
        page.write(label, (left + 16, y), 20, INK, gap=1.3)
        page.write(other, (left + 264, y), 20, INK, gap=1.2)
        page.write("示例", (left + 104, y), 20, PEN, gap=1.2)
        page.scribble((left + 344, y), 70, 15, PEN)
    _seal(page, (418, 286))
    draw_shade(canvas)
    page.write("示例", (150, 170), 110, mixed(PAPER, SEAL, 0.35), weight=0.07, gap=1.1, turn=-0.3)


def draw_sign_in_sheet(canvas: Canvas) -> None:
    """A list of names and finger prints; the names are scribbles."""
    draw_table(canvas)
    draw_things_around(canvas)
    page = draw_page(canvas, 400, 430, 2.35)
    page.write("签到表", (110, 18), 38, INK, weight=0.1, gap=1.5)
    page.write("示例", (316, 40), 20, SEAL, gap=1.2)
    left, top, row, rows = 24, 76, 31, 11
    for line in range(rows + 1):
        page.line((left, top + line * row), (376, top + line * row), RULE, 0.8)
    for x in (left, left + 44, left + 200, left + 290, 376):
        page.line((x, top), (x, top + rows * row), RULE, 0.8)
    for column, head in ((60, "姓名"), (214, "日")):
        page.write(head, (left + column, top + 6), 18, INK, gap=1.6)
    day = f"{canvas.dice.randint(1, 12)}.{canvas.dice.randint(1, 28)}"
    signed = canvas.dice.randint(6, rows)
    for number in range(1, rows):
        y = top + number * row
        page.write(str(number), (left + 12, y + 7), 16, INK, gap=0.6)
        if number < signed:
            page.scribble((left + 64, y + 6), canvas.dice.uniform(34, 66), 17, canvas.near(PEN, 16))
            page.write(day, (left + 212, y + 8), 14, PEN, gap=0.6)
            _finger_print(page, (left + 320 + canvas.wobble(10), y + 15))
    draw_shade(canvas)


def _finger_print(page: Sheet, centre: Point) -> None:
    x, y = page.at(*centre)
    size = page.scale * page.canvas.dice.uniform(9, 12)
    page.canvas.disc((x, y), size * 0.72, size, mixed(PAPER, SEAL, 0.72))
    for ring in range(1, 5):
        box = (
            x - size * 0.14 * ring,
            y - size * 0.2 * ring,
            x + size * 0.14 * ring,
            y + size * 0.2 * ring,
        )
        page.canvas.pen.ellipse(box, outline=mixed(PAPER, SEAL, 0.4), width=2)


def _seal(page: Sheet, centre: Point) -> None:
    """A round red stamp with nothing official in it."""
    x, y = page.at(*centre)
    radius = 44 * page.scale
    page.canvas.pen.ellipse(
        (x - radius, y - radius, x + radius, y + radius),
        outline=mixed(PAPER, SEAL, 0.75),
        width=round(3.2 * page.scale),
    )
    page.write(
        "示例", (centre[0] - 29, centre[1] - 13), 26, mixed(PAPER, SEAL, 0.75), weight=0.1, gap=1.15
    )
