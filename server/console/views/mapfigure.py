"""The small map of a record: outlines, the fix with its accuracy, the registered house, a scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Geometry, Point

from server.console.views.canvas import Canvas, Frame, Spot, path, round_length, within
from server.core.area import short_name
from server.core.geodesy import distance_m
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from server.core.types import AdminUnit, GeoPoint, UnitCode

WIDTH, HEIGHT = 470.0, 232.0
LEAST_M = 720.0
SCALE_BAR = 80.0
LINK_FROM_M = 30.0
LABEL_ROOM = 14.0
POLE, DATE_LINE = 90, 180
BEYOND = 0.9
"""How much is drawn outside the far view, in its widths: a tall box shows more than the view."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Outlines in pixels by unit, and which of them is the record's own."""

    shapes: Mapping[UnitCode, Geometry]
    own: UnitCode | None


@dataclass(frozen=True, slots=True)
class Outline:
    """A unit as SVG path data; `own` is the one the record is filed under."""

    code: UnitCode
    d: str
    own: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A unit's name at a spot; `view` is the view it belongs to."""

    text: str
    at: Spot
    own: bool
    view: str


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A bar of `pixels` that stands for `text`, for one view."""

    pixels: float
    text: str
    view: str


@dataclass(frozen=True, slots=True)
class Link:
    """The line from the fix to the registered house with its length in metres."""

    start: Spot
    end: Spot
    middle: Spot
    metres: int


@dataclass(frozen=True, slots=True)
class MapFigure:
    """Everything the map template draws.  Frames are view boxes: `near` first, `far` the village.

    `accuracy` is the radius in pixels, `accuracy_m` the figure beside the point.  When the point
    `is_outside` its unit the near view shows nothing of where it should be (rule S-05).
    """

    near: Frame
    far: Frame
    outlines: tuple[Outline, ...]
    names: tuple[Name, ...]
    bars: tuple[ScaleBar, ...]
    point: Spot | None
    accuracy: float
    accuracy_m: int | None
    registered: Spot | None
    link: Link | None
    photos: tuple[Spot, ...]
    households: tuple[Spot, ...]
    is_schematic: bool
    is_outside: bool

    @property
    def farness(self) -> float:
        """How many pixels of the near view one pixel of the far view covers."""
        return self.far.width / self.near.width


def draw(
    units: Sequence[AdminUnit],
    *,
    own: UnitCode | None,
    point: GeoPoint | None,
    registered: GeoPoint | None = None,
    photos: Iterable[GeoPoint] = (),
    households: Iterable[GeoPoint] = (),
    width: float = WIDTH,
    height: float = HEIGHT,
) -> MapFigure | None:
    """The map of one record; None when there is neither a position nor an outline.

    What is no position on Earth, however exactly a form says it, is left to words.
    """
    shots = tuple(place for place in photos if _on_earth(place))
    point, registered = (
        place if place is not None and _on_earth(place) else None for place in (point, registered)
    )
    focus = [place for place in (point, registered) if place is not None] or _middle(units, own)
    if not focus:
        return None
    canvas = Canvas.around(focus, width=width, height=height, least_m=LEAST_M)
    shapes = {unit.code: canvas.outline(unit.outline) for unit in units if unit.outline is not None}
    spots = [canvas.spot(place) for place in focus]
    far = _far(canvas, shapes, own, spots)
    drawn = Drawn(
        {code: within(far, shape, margin=far.width * BEYOND) for code, shape in shapes.items()}, own
    )
    views = (("near", canvas.whole), ("far", far))
    return MapFigure(
        near=canvas.whole,
        far=far,
        outlines=_outlines(drawn),
        names=tuple(
            name for view, frame in views for name in _names(units, drawn, view, frame, spots)
        ),
        bars=tuple(_bar(canvas.scale * canvas.width / frame.width, view) for view, frame in views),
        point=canvas.spot(point) if point else None,
        accuracy=(point.accuracy_m or 0) * canvas.scale if point else 0,
        accuracy_m=_rounded(point.accuracy_m) if point else None,
        registered=canvas.spot(registered) if registered else None,
        link=_link(canvas, point, registered),
        photos=tuple(canvas.spot(place) for place in shots),
        households=tuple(canvas.spot(place) for place in households),
        is_schematic=any(unit.outline_is_synthetic for unit in units),
        is_outside=bool(
            point
            and own in shapes
            and not shapely.intersects(shapes[own], Point(*canvas.spot(point)))
        ),
    )


def _on_earth(place: GeoPoint) -> bool:
    return abs(place.lat) <= POLE and abs(place.lon) <= DATE_LINE


def _middle(units: Sequence[AdminUnit], own: UnitCode | None) -> list[GeoPoint]:
    return [unit.centre for unit in units if unit.code == own and unit.centre is not None]


def _far(
    canvas: Canvas, shapes: dict[UnitCode, Geometry], own: UnitCode | None, spots: Sequence[Spot]
) -> Frame:
    home = [shape for code, shape in shapes.items() if code == own]
    return canvas.frame([*home, *(Point(*spot) for spot in spots)])


def _outlines(drawn: Drawn) -> tuple[Outline, ...]:
    found = [Outline(code, path(shape), code == drawn.own) for code, shape in drawn.shapes.items()]
    return tuple(sorted((each for each in found if each.d), key=lambda each: each.own))


def _names(
    units: Sequence[AdminUnit], drawn: Drawn, view: str, frame: Frame, taken: Sequence[Spot]
) -> Iterable[Name]:
    busy = list(taken)
    for unit in (unit for unit in units if unit.code in drawn.shapes):
        seen = within(frame, drawn.shapes[unit.code], margin=-frame.width * 0.05)
        spot = None if shapely.is_empty(seen) else _roomiest(seen, frame, busy)
        if spot is not None:
            busy.append(spot)
            text = short_name(unit.name) if unit.level is Level.VILLAGE else unit.name
            yield Name(text, spot, unit.code == drawn.own, view)


def _roomiest(shape: Geometry, frame: Frame, taken: Sequence[Spot]) -> Spot | None:
    """The spot of a coarse grid in `shape` that is farthest from its edge and what is taken."""
    shapely.prepare(shape)
    grid = _grid(frame)
    inside = grid[shapely.contains_xy(shape, grid[:, 0], grid[:, 1])]
    if not len(inside):
        return None
    edges = shapely.distance(shapely.boundary(shape), shapely.points(inside)) * 2
    room = np.minimum(edges, frame.width * 0.16)
    for spot in taken:
        room = np.minimum(room, abs(inside[:, 0] - spot.x) / 2 + abs(inside[:, 1] - spot.y))
    best = int(np.argmax(room))
    is_enough = room[best] > LABEL_ROOM * frame.width / WIDTH
    return Spot(*map(float, inside[best])) if is_enough else None


def _grid(frame: Frame) -> NDArray[np.float64]:
    """Places where a name could stand: 15 columns of 13, clear of the frame's edge."""
    step = frame.width / 18
    columns, rows = np.meshgrid(np.arange(2, 17) * step, np.arange(2, 15) * step * 0.6)
    return np.column_stack((frame.x + columns.ravel(), frame.y + rows.ravel()))


def _bar(scale: float, view: str) -> ScaleBar:
    metres = round_length(scale, about=SCALE_BAR)
    text = f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.0f} km"  # noqa: PLR2004 — m to km
    return ScaleBar(metres * scale, text, view)


def _link(canvas: Canvas, point: GeoPoint | None, registered: GeoPoint | None) -> Link | None:
    if point is None or registered is None:
        return None
    metres = distance_m(point, registered)
    if metres < LINK_FROM_M:
        return None
    start, end = canvas.spot(point), canvas.spot(registered)
    middle = Spot((start.x + end.x) / 2, (start.y + end.y) / 2)
    return Link(start, end, middle, round(metres))


def _rounded(metres: float | None) -> int | None:
    return None if metres is None else round(metres)
