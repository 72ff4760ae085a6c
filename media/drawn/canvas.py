"""What every drawn photo shares: paper, dice, light, and the grain of a cheap camera."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

Colour = tuple[int, int, int]
Point = tuple[float, float]

WIDTH, HEIGHT = 1600, 1200
GRAIN = 4.2  # standard deviation in 255; a phone indoors has about that


class Canvas:
    """A picture being drawn from a seed: the same seed gives the same bytes."""

    def __init__(self, seed: int | str, paper: Colour = (128, 128, 128)) -> None:
        self.dice = random.Random(seed)  # noqa: S311 - drawings hold no secrets
        self._waves = np.random.default_rng(self.dice.getrandbits(64))
        self.image = Image.new("RGB", (WIDTH, HEIGHT), paper)
        self.pen = ImageDraw.Draw(self.image)

    def near(self, colour: Colour, spread: int) -> Colour:
        """`colour` a little lighter or darker, as no two bricks are alike."""
        step = self.dice.randint(-spread, spread)
        return tinted(colour, step)

    def wobble(self, spread: float) -> float:
        """A small distance to either side."""
        return self.dice.uniform(-spread, spread)

    def chance(self, share: float) -> bool:
        """True in a `share` of cases."""
        return self.dice.random() < share

    def clouds(self, across: int, down: int, size: tuple[int, int]) -> NDArray[np.float32]:
        """Smooth noise from 0 to 1 with `across` by `down` bumps on `size` pixels."""
        bumps = self._waves.integers(0, 256, (down + 2, across + 2), dtype=np.uint8)
        smooth = Image.fromarray(bumps).resize(size, Image.Resampling.BICUBIC)
        return np.asarray(smooth, dtype=np.float32) / np.float32(255)

    def shape(self, points: Iterable[Point], colour: Colour) -> None:
        """A filled polygon."""
        self.pen.polygon([(round(x), round(y)) for x, y in points], fill=colour)

    def stroke(self, points: Iterable[Point], colour: Colour, width: float) -> None:
        """A line through `points` with round joints."""
        self.pen.line(
            [(round(x), round(y)) for x, y in points],
            fill=colour,
            width=max(1, round(width)),
            joint="curve",
        )

    def disc(self, centre: Point, rx: float, ry: float, colour: Colour) -> None:
        """A filled ellipse."""
        x, y = centre
        self.pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=colour)

    def shadow(self, points: Sequence[Point], depth: int, *, soft: int = 1) -> None:
        """Something dark falling over what is drawn; `soft` steps make its edge."""
        middle = (sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points))
        veil = ImageDraw.Draw(self.image, "RGBA")
        for step in range(soft):
            grow = 1 + 0.035 * step
            outline = [
                (middle[0] + (x - middle[0]) * grow, middle[1] + (y - middle[1]) * grow)
                for x, y in points
            ]
            veil.polygon(outline, fill=(18, 16, 22, depth // soft))

    def paint(self, box: tuple[int, int, int, int], colours: NDArray[np.number]) -> None:
        """Fill `box` with `colours`, rows x columns x 3."""
        patch = Image.fromarray(colours.clip(0, 255).astype(np.uint8))
        self.image.paste(patch.resize((box[2] - box[0], box[3] - box[1])), box[:2])

    def finish(
        self, *, warmth: float = 0.0, contrast: float = 1.0, stains: float = 1.0
    ) -> Image.Image:
        """The photo: uneven light, darker corners, soft edges, grain.

        `warmth` from -1 (overcast) to 1 (evening sun); `stains` is how unevenly walls are washed.
        """
        light, grain = self._light(stains), self._grain()
        tints = (1 + 0.06 * warmth, 1.0, 1 - 0.07 * warmth)
        planes = [
            Image.fromarray(_exposed(np.asarray(plane), light, grain, tint, contrast))
            for plane, tint in zip(self.image.split(), tints, strict=True)
        ]
        return Image.merge("RGB", planes)

    def _light(self, stains: float) -> NDArray[np.uint16]:
        """How much light falls where, in 128ths."""
        size = (WIDTH // 8, HEIGHT // 8)
        light = 0.86 + 0.28 * self.clouds(3, 2, size)
        light += 0.12 * stains * (self.clouds(23, 17, size) - 0.5)
        small = Image.fromarray((light * _corners() * 128).astype(np.uint8))
        return np.asarray(small.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)).astype(
            np.uint16
        )

    def _grain(self) -> NDArray[np.int16]:
        down, across = self.dice.randrange(SPARE), self.dice.randrange(SPARE)
        return _grain_sheet()[down : down + HEIGHT, across : across + WIDTH]


SPARE = 200


def levels(colour: Colour) -> NDArray[np.float32]:
    """`colour` for reckoning."""
    return np.array(colour, dtype=np.float32)


def tinted(colour: Colour, step: float) -> Colour:
    """`colour` lighter by `step` of 255, darker if negative."""
    red, green, blue = (max(0, min(255, round(part + step))) for part in colour)
    return red, green, blue


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with a `share` of `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def _exposed(
    plane: NDArray[np.uint8],
    light: NDArray[np.uint16],
    grain: NDArray[np.int16],
    tint: float,
    contrast: float,
) -> NDArray[np.uint8]:
    """One colour of the photo as the sensor gives it, in whole numbers for speed."""
    film = ((np.arange(256) - 110) * contrast + 110) * tint
    exposed = film.clip(0, 255).astype(np.uint16)[plane]
    exposed *= light
    exposed >>= 7
    # Each pixel with its right and lower neighbours: edges stop looking cut with scissors.
    exposed[:, :-1] += exposed[:, 1:]
    exposed[:-1] += exposed[1:]
    exposed[:, -1] *= 2
    exposed[-1] *= 2
    exposed >>= 2
    return (exposed.astype(np.int16) + grain).clip(0, 255).astype(np.uint8)


@lru_cache(maxsize=1)
def _corners() -> NDArray[np.float32]:
    x = np.linspace(-1, 1, WIDTH // 8, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, HEIGHT // 8, dtype=np.float32)[:, None]
    corners: NDArray[np.float32] = 1 - np.float32(0.08) * (x * x + y * y) ** np.float32(1.5)
    return corners


@lru_cache(maxsize=1)
def _grain_sheet() -> NDArray[np.int16]:
    """Noise a little larger than a photo, drawn once; each photo takes another part of it."""
    waves = np.random.default_rng(20070611)
    sheet = waves.normal(0, GRAIN, (HEIGHT + SPARE, WIDTH + SPARE)).astype(np.float32)
    sheet[:, 1:] = 0.75 * sheet[:, 1:] + 0.45 * sheet[:, :-1]
    return sheet.round().astype(np.int16)
