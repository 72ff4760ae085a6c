"""A signature drawn with a finger, as Collect's signature widget stores it."""

from __future__ import annotations

import io
import random
from itertools import pairwise
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from media.drawn.canvas import Point

SIZE = (960, 420)
FINE = 2  # drawn twice as large, then shrunk, so that lines are smooth
PEN_WIDTH = 9


def draw_signature(seed: int | str) -> bytes:
    """A PNG of two or three characters nobody can read: black on white, no EXIF."""
    dice = random.Random(f"signature {seed}")  # noqa: S311 - drawings hold no secrets
    image = Image.new("L", (SIZE[0] * FINE, SIZE[1] * FINE), 255)
    pen = ImageDraw.Draw(image)
    signs, slant = dice.choice((2, 3, 3)), dice.uniform(-0.25, 0.1)
    box = dice.uniform(200, 260)
    left, top = dice.uniform(60, 140), dice.uniform(60, 110)
    for sign in range(signs):
        corner = (left + sign * box * 0.95, top + dice.uniform(-24, 24))
        for run in _character(dice):
            _draw(pen, [_placed(point, corner, box, slant) for point in _curve(run)], dice)
    content = io.BytesIO()
    image.resize(SIZE, Image.Resampling.BOX).save(content, "PNG", optimize=False)
    return content.getvalue()


def _character(dice: random.Random) -> list[list[Point]]:
    """Some runs of the finger in a square of 1 by 1."""
    runs = []
    for _ in range(dice.randint(2, 4)):
        x, y = dice.uniform(0.05, 0.5), dice.uniform(0.05, 0.6)
        run = [(x, y)]
        for step in range(dice.randint(2, 5)):
            along, down = dice.uniform(0.25, 0.6), dice.uniform(-0.15, 0.06)
            if step % 2:
                along, down = dice.uniform(-0.55, -0.1), dice.uniform(0.15, 0.45)
            x, y = min(1.0, max(0.0, x + along)), min(1.0, max(0.0, y + down))
            run.append((x, y))
        runs.append(run)
    return runs


def _curve(run: list[Point]) -> list[Point]:
    """A smooth line through the points of `run` (Catmull-Rom)."""
    points = [run[0], *run, run[-1]]
    line = []
    for before, start, end, after in zip(points, points[1:], points[2:], points[3:], strict=False):
        line += [
            (
                _between(before[0], start[0], end[0], after[0], step / 12),
                _between(before[1], start[1], end[1], after[1], step / 12),
            )
            for step in range(13)
        ]
    return line


def _between(before: float, start: float, end: float, after: float, t: float) -> float:
    return 0.5 * (
        2 * start
        + (end - before) * t
        + (2 * before - 5 * start + 4 * end - after) * t**2
        + (3 * start - before - 3 * end + after) * t**3
    )


def _placed(point: Point, corner: Point, box: float, slant: float) -> Point:
    x = corner[0] + (point[0] + slant * (point[1] - 0.5)) * box
    return x * FINE, (corner[1] + point[1] * box) * FINE


def _draw(pen: ImageDraw.ImageDraw, line: list[Point], dice: random.Random) -> None:
    weight = PEN_WIDTH * FINE * dice.uniform(0.85, 1.15)
    for place, (start, end) in enumerate(pairwise(line)):
        width = weight * (1 - 0.45 * place / len(line))
        pen.line([start, end], fill=0, width=round(width))
        x, y = end
        pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=0)
