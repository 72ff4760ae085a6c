"""Walls in perspective, and what they are built of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.drawn.canvas import tinted

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point

EYE_M = 1.55
DAMP_M = 0.7  # how high the damp of the ground rises


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall in perspective: metres along (u) and up (v) to pixels.

    `scale` is pixels per metre at u = 0 and grows by `turn` per metre; the ground line follows.
    """

    left: float
    horizon: float
    scale: float
    turn: float

    def at(self, u: float, v: float) -> Point:
        """The pixel of a place on the wall."""
        x = self.left + self.scale * (u + self.turn * u * u / 2)
        return x, self.horizon + (EYE_M - v) * self.scale_at(u)

    def along(self, x: float) -> float:
        """Metres along the wall of the pixel column `x`, near enough for small turns."""
        flat = (x - self.left) / self.scale
        return flat / (1 + self.turn * flat / 2)

    def scale_at(self, u: float) -> float:
        """Pixels per metre at `u`."""
        return self.scale * (1 + self.turn * u)

    def box(self, u: float, v: float, width: float, height: float) -> list[Point]:
        """The four corners of a rectangle whose lower left corner is (u, v)."""
        return [
            self.at(u, v),
            self.at(u + width, v),
            self.at(u + width, v + height),
            self.at(u, v + height),
        ]


@dataclass(frozen=True, slots=True)
class Material:
    """What a wall is made of: colour, joint, size of one block in metres, how alike they are."""

    colour: Colour
    joint: Colour
    length_m: float
    height_m: float
    spread: int


MATERIALS: tuple[Material, ...] = (
    Material((196, 164, 118), (176, 144, 102), 0.42, 0.2, 7),  # adobe
    Material((186, 158, 120), (180, 152, 114), 0.9, 0.5, 5),  # mud plaster with straw
    Material((158, 94, 74), (176, 156, 138), 0.3, 0.11, 16),  # red brick
    Material((138, 140, 138), (168, 166, 160), 0.3, 0.11, 11),  # grey brick
    Material((226, 222, 212), (204, 200, 190), 0.3, 0.2, 5),  # white tiles
    Material((222, 206, 176), (218, 202, 172), 1.2, 0.8, 3),  # cream plaster
)


def draw_wall(
    canvas: Canvas, wall: Wall, material: Material, span: tuple[float, float], height: float
) -> None:
    """Blocks in bond over `span`, metres from start to end, stained towards the ground."""
    start, end = span
    canvas.shape(wall.box(start, 0, end - start, height), material.joint)
    gap = min(0.02, material.height_m * 0.12)
    for row in range(int(height / material.height_m) + 1):
        v = row * material.height_m
        top = min(v + material.height_m - gap, height)
        colour = tinted(material.colour, -22 * max(0.0, 1 - v / DAMP_M))
        u = start - material.length_m * (0.5 if row % 2 else 0) - canvas.dice.random() * 0.02
        while u < end and top > v:
            left, right = max(u, start), min(u + material.length_m - gap, end)
            if right > left:
                shade = canvas.near(colour, material.spread)
                canvas.shape(wall.box(left, v, right - left, top - v), shade)
            u += material.length_m
