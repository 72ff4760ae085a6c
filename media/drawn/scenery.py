"""Sky, loess hills, a yard, trees: what stands around a house in the north-west."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from media.drawn.canvas import HEIGHT, WIDTH, levels, mixed, tinted

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour

SKIES: tuple[tuple[Colour, Colour], ...] = (
    ((118, 160, 206), (214, 226, 234)),  # a clear day
    ((150, 168, 186), (216, 220, 222)),  # haze
    ((132, 140, 150), (196, 200, 202)),  # before rain
    ((176, 172, 160), (222, 214, 196)),  # dust in the air
)
EARTHS: tuple[Colour, ...] = ((168, 140, 104), (150, 126, 98), (182, 160, 128), (146, 132, 114))
LEAVES: tuple[Colour, ...] = ((74, 104, 52), (96, 122, 60), (58, 88, 56), (128, 128, 62))
BARK: Colour = (96, 82, 68)
CLOUD: Colour = (238, 240, 240)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The day and the place: where the horizon lies, how the earth looks, whether leaves are on."""

    horizon: int
    sky: tuple[Colour, Colour]
    earth: Colour
    is_green: bool

    @property
    def haze(self) -> Colour:
        """What distance turns everything into."""
        return self.sky[1]


def surroundings(canvas: Canvas, *, is_green: bool, is_wet: bool) -> Surroundings:
    """A day thrown with the canvas's dice; a wet one is grey."""
    dice = canvas.dice
    return Surroundings(
        horizon=dice.randint(500, 640),
        sky=SKIES[2] if is_wet else dice.choice(SKIES),
        earth=tinted(dice.choice(EARTHS), -24 if is_wet else canvas.wobble(10)),
        is_green=is_green,
    )


def draw_sky(canvas: Canvas, place: Surroundings) -> None:
    """Blue above, pale at the horizon, clouds drifting."""
    top, low = (levels(colour) for colour in place.sky)
    height = place.horizon + 40
    fall = np.linspace(0, 1, height // 4, dtype=np.float32)[:, None, None] ** 0.8
    cover = 0.7 * canvas.clouds(5, 4, (WIDTH // 4, height // 4))
    cover += 0.3 * canvas.clouds(17, 11, (WIDTH // 4, height // 4))
    share = ((cover - canvas.dice.uniform(0.42, 0.6)) * 2.4).clip(0, 0.85)[..., None]
    colours = top + (low - top) * fall
    canvas.paint((0, 0, WIDTH, height), colours + (levels(CLOUD) - colours) * share)


def draw_hills(canvas: Canvas, place: Surroundings) -> None:
    """Two or three ridges of loess, the farther the paler."""
    ridges = canvas.dice.randint(1, 3)
    for ridge in range(ridges, 0, -1):
        bare = place.earth if not place.is_green else mixed(place.earth, LEAVES[1], 0.35)
        colour = mixed(bare, place.haze, 0.25 + 0.2 * ridge)
        canvas.shape(_ridge_line(canvas, place.horizon, 46 * ridge), colour)


def _ridge_line(canvas: Canvas, horizon: int, height: float) -> list[tuple[float, float]]:
    phases = [canvas.dice.uniform(0, math.tau) for _ in range(3)]
    rise = canvas.wobble(0.8)
    line = []
    for x in range(-20, WIDTH + 60, 40):
        waves = sum(
            math.sin(x / w + p) / n
            for n, (w, p) in enumerate(zip((260, 97, 41), phases, strict=True), 1)
        )
        line.append((x, horizon - height * (1 + 0.45 * waves + rise * (x / WIDTH - 0.5))))
    return [*line, (WIDTH + 60, horizon + 60), (-20, horizon + 60)]


def draw_ground(canvas: Canvas, place: Surroundings) -> None:
    """Trodden earth, coarser towards the camera, with pebbles and tufts."""
    height = HEIGHT - place.horizon
    small = (WIDTH // 2, height // 2)
    worn = 0.5 * canvas.clouds(4, 7, small)
    worn += 0.3 * canvas.clouds(14, 40, small)
    worn += 0.2 * canvas.clouds(60, 110, small)
    near = np.linspace(18, -26, small[1], dtype=np.float32)[:, None]
    shade = (worn - 0.5) * 84 + near
    canvas.paint((0, place.horizon, WIDTH, HEIGHT), levels(place.earth) + shade[..., None])
    for _ in range(canvas.dice.randint(90, 200)):
        _pebble(canvas, place)


def _pebble(canvas: Canvas, place: Surroundings) -> None:
    depth = canvas.dice.random() ** 0.7
    x, y = canvas.dice.uniform(0, WIDTH), place.horizon + 60 + depth * (HEIGHT - place.horizon - 60)
    size = 1.5 + 7 * depth * canvas.dice.random()
    if place.is_green and canvas.chance(0.4):
        for _ in range(4):
            tip = (x + canvas.wobble(size * 1.6), y - size * canvas.dice.uniform(1, 3))
            canvas.stroke([(x, y), tip], canvas.near((112, 118, 66), 18), 1 + depth)
        return
    canvas.disc((x + 1, y + size * 0.35), size * 1.1, size * 0.5, tinted(place.earth, -52))
    canvas.disc((x, y), size, size * 0.55, canvas.near(tinted(place.earth, 6), 22))


def draw_puddles(canvas: Canvas, place: Surroundings) -> None:
    """Standing water that mirrors the sky."""
    for _ in range(canvas.dice.randint(3, 7)):
        depth = canvas.dice.uniform(0.25, 1)
        x, y = canvas.dice.uniform(0, WIDTH), place.horizon + 110 + depth * 420
        rx, ry = canvas.dice.uniform(70, 260) * depth, canvas.dice.uniform(7, 20) * depth
        canvas.disc((x, y), rx * 1.05, ry * 1.25, tinted(place.earth, -34))
        canvas.disc((x, y), rx, ry, mixed(place.sky[1], place.earth, 0.35))
        canvas.disc(
            (x - rx * 0.2, y - ry * 0.1), rx * 0.6, ry * 0.5, mixed(place.sky[1], place.earth, 0.2)
        )


def draw_tree(canvas: Canvas, place: Surroundings, x: float, foot: float, height: float) -> None:
    """A poplar in leaf, or its bare branches in winter."""
    canvas.shape(
        [
            (x - height * 0.02, foot),
            (x + height * 0.02, foot),
            (x + 2, foot - height * 0.7),
            (x - 2, foot - height * 0.7),
        ],
        BARK,
    )
    if place.is_green:
        _crown(canvas, x, foot, height)
    else:
        _branch(canvas, (x, foot - height * 0.25), -math.pi / 2, height * 0.3, 6)


def _crown(canvas: Canvas, x: float, foot: float, height: float) -> None:
    leaf = canvas.dice.choice(LEAVES)
    slim = canvas.dice.uniform(0.13, 0.24)
    for step in range(170):
        rise = canvas.dice.betavariate(1.7, 1.5)
        reach = height * slim * math.sin(math.pi * (0.12 + 0.86 * rise)) ** 0.7
        offset = canvas.wobble(1)
        centre = (x + offset * reach, foot - height * (0.28 + 0.72 * rise))
        sunny = 26 * rise - 20 * offset - 34 + step * 0.24
        size = height * canvas.dice.uniform(0.016, 0.042)
        canvas.disc(centre, size, size * 0.9, canvas.near(tinted(leaf, sunny), 10))


def _branch(
    canvas: Canvas, start: tuple[float, float], angle: float, length: float, depth: int
) -> None:
    end = (start[0] + math.cos(angle) * length, start[1] + math.sin(angle) * length)
    canvas.stroke([start, end], canvas.near(BARK, 10), depth * 1.1)
    if depth > 1:
        for turn in (-1, 1):
            bend = turn * canvas.dice.uniform(0.2, 0.6)
            _branch(canvas, end, angle + bend, length * canvas.dice.uniform(0.62, 0.8), depth - 1)


def draw_pole(canvas: Canvas, place: Surroundings) -> None:
    """A concrete pole and its wires across the sky."""
    x, top = canvas.dice.uniform(60, WIDTH - 60), canvas.dice.uniform(40, 240)
    concrete = (148, 146, 140)
    canvas.shape(
        [(x - 6, top), (x + 6, top), (x + 10, place.horizon + 70), (x - 10, place.horizon + 70)],
        concrete,
    )
    canvas.stroke([(x - 44, top + 26), (x + 44, top + 26)], (92, 88, 84), 7)
    for hook in (-40, 0, 40):
        for side, sag in ((-60, 90), (WIDTH + 60, 70)):
            far = top + 26 + canvas.wobble(50)
            middle = ((x + hook + side) / 2, (top + 26 + far) / 2 + sag)
            canvas.stroke(_sagging((x + hook, top + 22), middle, (side, far)), (64, 64, 66), 2)


def _sagging(
    start: tuple[float, float], middle: tuple[float, float], end: tuple[float, float]
) -> list[tuple[float, float]]:
    """A wire through three points."""
    line = []
    for step in range(13):
        t = step / 12
        a, b, c = (1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)
        line.append(
            (a * start[0] + b * middle[0] + c * end[0], a * start[1] + b * middle[1] + c * end[1])
        )
    return line
