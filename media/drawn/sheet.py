"""A flat thing seen at an angle: a page, a plate, a board."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from media.drawn.glyphs import strokes

if TYPE_CHECKING:
    from media.drawn.canvas import Canvas, Colour, Point


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rectangle of `width` by `height` units, turned by `turn` and leaning away at its top.

    `scale` is pixels per unit at the centre, `lean` the loss of scale towards the top edge.
    """

    canvas: Canvas
    centre: Point
    width: float
    height: float
    scale: float
    turn: float = 0.0
    lean: float = 0.0

    def at(self, x: float, y: float) -> Point:
        """The pixel of a place on the sheet, measured from its upper left corner."""
        across, down = x - self.width / 2, y - self.height / 2
        depth = self.scale / (1 - self.lean * down / self.height)
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        return (
            self.centre[0] + (across * cos - down * sin) * depth,
            self.centre[1] + (across * sin + down * cos) * depth,
        )

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle."""
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self.canvas.shape([self.at(*corner) for corner in corners], colour)

    def line(self, start: Point, end: Point, colour: Colour, width: float) -> None:
        """A ruled line of `width` units."""
        self.canvas.stroke([self.at(*start), self.at(*end)], colour, width * self.scale)

    def write(
        self,
        text: str,
        corner: Point,
        size: float,
        colour: Colour,
        *,
        weight: float = 0.09,
        gap: float = 1.08,
        turn: float = 0.0,
    ) -> None:
        """`text` in strokes, `size` units high, from its upper left corner on."""
        cos, sin = math.cos(turn), math.sin(turn)
        for place, character in enumerate(text):
            for stroke in strokes(character):
                points = []
                for px, py in stroke:
                    dx, dy = (place * 100 * gap + px) * size / 100, py * size / 100
                    points.append(
                        self.at(corner[0] + dx * cos - dy * sin, corner[1] + dx * sin + dy * cos)
                    )
                self.canvas.stroke(points, colour, weight * size * self.scale)

    def scribble(self, corner: Point, width: float, size: float, colour: Colour) -> None:
        """Handwriting that says nothing: no invented person stands on a drawn paper."""
        x = corner[0]
        while x < corner[0] + width:
            for _ in range(self.canvas.dice.randint(2, 3)):
                points = [
                    self.at(x + px * size, corner[1] + py * size) for px, py in self._flourish()
                ]
                self.canvas.stroke(points, colour, size * 0.09 * self.scale)
            x += size * 1.2

    def _flourish(self) -> list[Point]:
        """One run of the pen in a square of 1 by 1: across, down, across."""
        dice = self.canvas.dice
        x, y = dice.uniform(0, 0.35), dice.uniform(0, 0.6)
        run = [(x, y)]
        for step in range(dice.randint(2, 4)):
            along, down = (dice.uniform(0.3, 0.7), dice.uniform(-0.12, 0.05))
            if step % 2:
                along, down = (dice.uniform(-0.5, -0.1), dice.uniform(0.2, 0.5))
            x, y = min(1.0, max(0.0, x + along)), min(1.05, max(0.0, y + down))
            run.append((x, y))
        return run
