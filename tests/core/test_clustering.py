"""Points gathered on a grid: none lost, none twice, whatever the zoom."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.clustering import SINGLY, TONES, Points, gathered
from server.core.errors import NotFound
from server.core.tiling import Tile, squared

PLACES = st.lists(
    st.tuples(st.floats(36.0, 37.0), st.floats(103.5, 105.0), st.integers(0, TONES - 1)),
    max_size=60,
)


def points(places):
    return Points.of([(at, lat, lon, tone) for at, (lat, lon, tone) in enumerate(places)])


def tiles_of(found, zoom):
    side = 1 << zoom
    return {(int(x * side), int(y * side)) for x, y in found.xy}


@given(PLACES, st.integers(0, SINGLY))
def test_the_tiles_of_a_zoom_hold_every_point_once(places, zoom):
    found = points(places)
    grid = gathered(found, zoom)
    cells = [cell for x, y in tiles_of(found, zoom) for cell in grid.cells(Tile.at(zoom, x, y))]
    assert sum(cell.count for cell in cells) == len(places)
    by_tone = np.sum([cell.tones for cell in cells], axis=0) if cells else np.zeros(TONES)
    assert by_tone.tolist() == [sum(tone == each for _, _, tone in places) for each in range(TONES)]
    assert all((cell.ref is None) == (cell.count > 1) for cell in cells)


@given(PLACES)
def test_at_the_deepest_zoom_each_point_stands_for_itself(places):
    found = points(places)
    grid = gathered(found, SINGLY)
    cells = [cell for x, y in tiles_of(found, SINGLY) for cell in grid.cells(Tile.at(SINGLY, x, y))]
    assert sorted(cell.ref for cell in cells) == list(range(len(places)))


def test_a_cell_lies_inside_its_tile():
    found = points([(36.53, 104.01, 0), (36.5301, 104.0101, 1)])
    (x, y) = tiles_of(found, 10).pop()
    (cell,) = gathered(found, 10).cells(Tile.at(10, x, y))
    west, north, east, south = Tile.at(10, x, y).box
    assert west <= cell.x < east
    assert north <= cell.y < south
    assert cell.tones == (1, 1, 0, 0)


@pytest.mark.parametrize("address", [(3, 8, 0), (3, 0, 8), (-1, 0, 0), (23, 0, 0), (0, -1, 0)])
def test_there_is_no_tile_outside_the_world(address):
    with pytest.raises(NotFound):
        Tile.at(*address)


def test_the_square_ends_where_the_map_of_the_world_does():
    corners = squared(np.array([[-180.0, 90.0], [180.0, -90.0]]))
    assert corners == pytest.approx(np.array([[0, 0], [1, 1]]), abs=1e-9)
