"""Points of a map gathered on a grid, so that a hundred thousand become some dozens a tile.

Every point is in exactly one cell of a zoom, so the counts of a zoom's tiles add up to the number
of points.  From `SINGLY` on each point stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from server.core.tiling import squared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from server.core.tiling import Tile

    Numbers: TypeAlias = NDArray[Any]

SINGLY: Final = 16
"""The zoom from which nothing is gathered: a metre and a half a pixel."""

CELLS: Final = 8
"""Cells of a tile's side: 64 pixels each on a screen."""

TONES: Final = 4
"""How many kinds of point a layer tells apart by colour."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points with what they are: places in the square, the key of a row each, and a tone.

    `tones` are 0 for what needs no colour, and rise with what should be seen first.
    """

    xy: Numbers
    refs: Numbers
    tones: Numbers

    @classmethod
    def of(cls, rows: Sequence[tuple[int, float, float, int]]) -> Points:
        """Points from rows of key, latitude, longitude and tone."""
        refs = np.fromiter((row[0] for row in rows), np.int64, len(rows))
        lat = np.fromiter((row[1] for row in rows), np.float64, len(rows))
        lon = np.fromiter((row[2] for row in rows), np.float64, len(rows))
        tones = np.fromiter((row[3] for row in rows), np.int8, len(rows))
        return cls(squared(np.column_stack((lon, lat))), refs, tones)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.refs)


@dataclass(frozen=True, slots=True)
class Cell:
    """What is drawn at one place: `count` points around their middle; `ref` where it is one."""

    x: float
    y: float
    count: int
    tones: tuple[int, ...]
    ref: int | None


@dataclass(frozen=True, slots=True)
class Grid:
    """All cells of one zoom, in the order of their tiles."""

    zoom: int
    tiles: Numbers
    xy: Numbers
    counts: Numbers
    tones: Numbers
    refs: Numbers

    def cells(self, tile: Tile) -> list[Cell]:
        """The cells of a tile."""
        key = _key(tile.x, tile.y)
        first, last = np.searchsorted(self.tiles, (key, key + 1))
        return [
            Cell(
                float(self.xy[at, 0]),
                float(self.xy[at, 1]),
                int(self.counts[at]),
                tuple(self.tones[at].tolist()),
                int(self.refs[at]) if self.counts[at] == 1 else None,
            )
            for at in range(int(first), int(last))
        ]


def gathered(points: Points, zoom: int) -> Grid:
    """The points of one zoom; a cell lies where its points are on the average."""
    side = 1 << zoom
    on_tile = np.minimum((points.xy * side).astype(np.int64), side - 1)
    tiles = _key(on_tile[:, 0], on_tile[:, 1])
    if zoom >= SINGLY:
        order = np.argsort(tiles, kind="stable")
        tones = np.zeros((len(points), TONES), np.int32)
        tones[np.arange(len(points)), points.tones] = 1
        ones = np.ones(len(points), np.int32)
        return Grid(zoom, tiles[order], points.xy[order], ones, tones[order], points.refs[order])
    inside = ((points.xy * side - on_tile) * CELLS).astype(np.int64).clip(0, CELLS - 1)
    keys = tiles * (CELLS * CELLS) + inside[:, 0] * CELLS + inside[:, 1]
    found, first, place, counts = np.unique(
        keys, return_index=True, return_inverse=True, return_counts=True
    )
    size = len(found)
    sums = [np.bincount(place, weights=points.xy[:, axis], minlength=size) for axis in (0, 1)]
    by_tone = np.bincount(place * TONES + points.tones, minlength=size * TONES)
    return Grid(
        zoom,
        found // (CELLS * CELLS),
        np.column_stack(sums) / np.maximum(counts, 1)[:, None],
        counts,
        by_tone.reshape(size, TONES),
        points.refs[first],
    )


def _key(x: Any, y: Any) -> Any:  # noqa: ANN401  # a number, or an array of them
    """One number for a tile, in an order that keeps a tile together."""
    return x * (1 << 24) + y
