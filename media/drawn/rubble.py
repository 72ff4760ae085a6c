"""What is left of walls: clods, beams, cracks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.drawn.canvas import mixed, tinted

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point

BEAM: Colour = (112, 88, 64)
DUST: Colour = (126, 108, 86)
MOST_LUMPS = 300
HOLE: Colour = (38, 30, 25)
SPLITTING = 1.5  # pixels; finer cracks have no splinters


@dataclass(frozen=True, slots=True)
class Heap:
    """A mound: its foot, half its length, its height and the size of its largest lumps."""

    centre: Point
    half: float
    height: float
    colours: tuple[Colour, ...]
    size: float


@dataclass(frozen=True, slots=True)
class Crack:
    """A crack that runs down from `start`; `lean` is how far it strays for each pixel down."""

    start: Point
    length: float
    width: float
    lean: float = 0.0


def draw_clod(canvas: Canvas, centre: Point, size: float, colour: Colour) -> None:
    """A lump with a lit top and its own shade."""
    x, y = centre
    corners = canvas.dice.randint(5, 7)
    around = [
        (
            math.cos(math.tau * n / corners) * size * canvas.dice.uniform(0.75, 1.15),
            math.sin(math.tau * n / corners) * size * canvas.dice.uniform(0.5, 0.8),
        )
        for n in range(corners)
    ]
    canvas.shape(
        [(x + a + size * 0.1, y + b + size * 0.26) for a, b in around], tinted(colour, -74)
    )
    canvas.shape([(x + a, y + b) for a, b in around], tinted(colour, -20))
    canvas.shape(
        [(x + a * 0.84 - size * 0.06, y + b * 0.66 - size * 0.14) for a, b in around],
        tinted(colour, 12),
    )


def draw_heap(canvas: Canvas, heap: Heap) -> None:
    """A mound of clods: dust first, then lumps from the back to the front."""
    x, y = heap.centre
    dust = mixed(tinted(heap.colours[0], -34), DUST, 0.55)
    peak = canvas.wobble(0.3)
    canvas.shape(_mound(canvas, heap, peak), dust)
    lumps = min(MOST_LUMPS, int(50 + 2.6 * heap.half * heap.height / heap.size**2))
    for place in sorted(canvas.dice.random() for _ in range(lumps)):
        across = canvas.wobble(1)
        rise = heap.height * _profile(across, peak) * (1 - place)
        fall = heap.half * 0.1 * place
        colour = tinted(canvas.dice.choice(heap.colours), -22 + 30 * place)
        size = heap.size * canvas.dice.uniform(0.25, 1.0) ** 1.4
        at = (x + across * heap.half * (1 + 0.1 * place), y - rise + fall)
        draw_clod(canvas, at, size, canvas.near(mixed(colour, dust, 0.25), 14))


def draw_scattered(canvas: Canvas, heap: Heap) -> None:
    """Single lumps around the foot of `heap`."""
    x, y = heap.centre
    for down in sorted(canvas.dice.random() for _ in range(46)):
        at = (x + canvas.wobble(heap.half), y + 14 + down * heap.height)
        size = heap.size * canvas.dice.uniform(0.2, 0.9) * (0.7 + down)
        draw_clod(canvas, at, size, canvas.near(canvas.dice.choice(heap.colours), 14))


def _profile(across: float, peak: float) -> float:
    """How high the mound is, from 0 to 1; its peak may lie to one side."""
    reach = 1 - peak if across > peak else 1 + peak
    return max(0.0, 1 - ((across - peak) / reach) ** 2)


def _mound(canvas: Canvas, heap: Heap, peak: float) -> list[Point]:
    across = [step / 20 for step in range(-20, 21)]
    top = [(a, heap.height * _profile(a, peak) * canvas.dice.uniform(0.84, 1)) for a in across]
    front = [(a, -heap.half * 0.1 * (1 - a * a)) for a in reversed(across)]
    x, y = heap.centre
    return [(x + a * heap.half, y - rise) for a, rise in top + front]


def draw_beam(canvas: Canvas, start: Point, end: Point, width: float) -> None:
    """A round beam: dark below, light along its back."""
    wood = canvas.near(BEAM, 16)
    lean = math.atan2(end[1] - start[1], end[0] - start[0])
    side = (math.sin(lean) * width * 0.28, -math.cos(lean) * width * 0.28)
    if side[1] > 0:
        side = (-side[0], -side[1])
    canvas.stroke([start, end], tinted(wood, -44), width * 1.12)
    canvas.stroke([_moved(start, side, 0.2), _moved(end, side, 0.2)], wood, width * 0.8)
    canvas.stroke([_moved(start, side, 1), _moved(end, side, 1)], tinted(wood, 30), width * 0.22)
    canvas.disc(end, width * 0.5, width * 0.5, tinted(wood, 24))
    canvas.disc(end, width * 0.2, width * 0.2, tinted(wood, -20))


def draw_crack(canvas: Canvas, crack: Crack, wall: Colour) -> None:
    """A crack in a `wall` of that colour, its edge lit, splinters to both sides."""
    line, widths = _course(canvas, crack)
    edge = [(x + crack.width * 0.35, y + 2) for x, y in line]
    canvas.shape(_ribbon(edge, widths), tinted(wall, 34))
    canvas.shape(_ribbon(line, widths), HOLE)
    for (x, y), width in zip(line[1:-1], widths[1:-1], strict=True):
        if width > SPLITTING and canvas.chance(0.35):
            reach = canvas.wobble(crack.length * 0.14)
            fall = abs(reach) * canvas.dice.uniform(0.2, 0.9)
            splinter = [(x, y), (x + reach * 0.5, y + abs(reach) * 0.3), (x + reach, y + fall)]
            canvas.stroke(splinter, mixed(HOLE, wall, 0.25), width * 0.3)


def _course(canvas: Canvas, crack: Crack) -> tuple[list[Point], list[float]]:
    """Where the crack runs and how wide it is there: a drunken walk that narrows."""
    (x, y), run = crack.start, 0.0
    line, widths = [(x, y)], [crack.width]
    while run < crack.length:
        step = canvas.dice.uniform(0.025, 0.06) * crack.length + crack.width
        x += crack.lean * step + canvas.wobble(step * 0.55)
        y, run = y + step, run + step
        line.append((x, y))
        left = 1 - 0.8 * min(1.0, run / crack.length)
        widths.append(crack.width * left * canvas.dice.uniform(0.6, 1.2))
    return line, widths


def _ribbon(line: list[Point], widths: list[float]) -> list[Point]:
    right = [(x + w * 0.5, y) for (x, y), w in zip(line, widths, strict=True)]
    left = [(x - w * 0.5, y) for (x, y), w in zip(line, widths, strict=True)]
    return right + left[::-1]


def _moved(point: Point, side: Point, times: float) -> Point:
    return point[0] + side[0] * times, point[1] + side[1] * times
