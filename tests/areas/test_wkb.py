import struct
from contextlib import suppress

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon

from server.areas.wkb import area_from_wkb
from tests.builders.areas import square

HOLED = square(104, 36).difference(square(104.005, 36.005, 0.01))
TWO = MultiPolygon([square(104, 36), square(105, 36)])


@pytest.mark.parametrize("shape", [square(104, 36), HOLED, TWO], ids=["plain", "hole", "two parts"])
@pytest.mark.parametrize("flavor", ["iso", "extended"])
@pytest.mark.parametrize("byte_order", [0, 1], ids=["big-endian", "little-endian"])
@pytest.mark.parametrize("dimensions", [2, 3, 4])
def test_an_area_is_read_in_every_spelling(shape, flavor, byte_order, dimensions):
    raised = shapely.force_3d(shape, 1_700) if dimensions > 2 else shape
    wkb = shapely.to_wkb(
        raised, byte_order=byte_order, flavor=flavor, output_dimension=min(dimensions, 3)
    )
    assert shapely.equals(area_from_wkb(wkb), shape)


def test_an_area_with_measures_and_a_system_number_is_read():
    shape = shapely.set_srid(square(104, 36), 4326)
    assert shapely.equals(area_from_wkb(shapely.to_wkb(shape, include_srid=True)), shape)
    ring = [(0, 0), (1, 0), (1, 1), (0, 0)]
    measured = struct.pack("<BIII", 1, 2003, 1, 4) + b"".join(
        struct.pack("<3d", x, y, 7) for x, y in ring
    )
    assert area_from_wkb(measured).area == 0.5


@pytest.mark.parametrize(
    "shape",
    [Point(104, 36), LineString([(0, 0), (1, 1)]), GeometryCollection([square(104, 36)])],
    ids=["point", "line", "collection"],
)
def test_what_is_no_area_is_refused(shape):
    with pytest.raises(ValueError, match="not an area"):
        area_from_wkb(shapely.to_wkb(shape))


@pytest.mark.parametrize("kind", [3, 6, 7])
def test_geometries_nested_a_hundred_thousand_deep_are_refused(kind):
    wkb = struct.pack("<BII", 1, kind, 1) * 100_000 + shapely.to_wkb(Point(1, 2))
    with pytest.raises((ValueError, shapely.GEOSException)):
        area_from_wkb(wkb)


@pytest.mark.parametrize("shape", [square(104, 36), TWO])
def test_a_geometry_cut_short_is_refused(shape):
    wkb = shapely.to_wkb(shape)
    for length in range(len(wkb)):
        with pytest.raises((ValueError, shapely.GEOSException)):
            area_from_wkb(wkb[:length])


@given(st.binary(max_size=200))
def test_noise_is_refused_or_read_but_never_ends_the_process(noise):
    with suppress(ValueError, shapely.GEOSException):
        assert isinstance(area_from_wkb(b"\x01\x03\x00\x00\x00" + noise), Polygon)
