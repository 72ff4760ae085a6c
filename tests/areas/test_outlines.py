import json

import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon

from server.areas.outlines import MAX_BYTES, read_outlines, with_outlines
from server.core.area import AreaTree
from server.core.datum import Datum, to_gcj02
from server.core.errors import (
    CoordinatesNotDegrees,
    CoordinateSystemContradicts,
    OutlinesUnreadable,
    TooLarge,
)
from server.core.types import GeoPoint
from tests.builders.areas import (
    DABA,
    GUAYUAN,
    JINGYUAN,
    SANHE,
    SQUARES,
    YANGLIU,
    small_county,
    square,
    unit,
)
from tests.builders.maps import blob, geojson, geopackage, named_crs, star

TREE = AreaTree.of(small_county(drawn=()))
HOLED = SQUARES[SANHE].difference(square(104.005, 36.525, 0.01))
TWO_PARTS = MultiPolygon([square(104.00, 36.52, 0.005), square(104.01, 36.52, 0.005)])
BOWTIE = Polygon([(104.0, 36.5), (104.02, 36.52), (104.02, 36.5), (104.0, 36.52)])


def read(*drawn, stated=Datum.WGS84, **options):
    return read_outlines(geojson(drawn), TREE, stated=stated, **options)


def codes(outlines):
    return [finding.code for finding in outlines.findings]


def test_outlines_of_known_units_are_read_without_a_word():
    found = read(*SQUARES.items(), stated=Datum.CGCS2000)
    assert codes(found) == []
    for code, shape in SQUARES.items():
        assert shapely.equals(found.by_code[code].geometry, shape)


def test_a_geopackage_is_read_like_a_geojson_file():
    rows = [(code, blob(shape)) for code, shape in SQUARES.items()]
    found = read_outlines(geopackage(rows), TREE, stated=Datum.WGS84)
    assert codes(found) == []
    assert set(found.by_code) == set(SQUARES)


def test_a_short_official_code_means_the_wider_unit():
    assert set(read((620421, SQUARES[SANHE])).by_code) == {JINGYUAN}


@pytest.mark.parametrize("shape", [HOLED, TWO_PARTS], ids=["hole", "two parts"])
def test_holes_and_parts_are_kept(shape):
    assert shapely.equals(read((SANHE, shape)).by_code[SANHE].geometry, shape)


def test_a_gcj02_file_is_converted():
    found = read((SANHE, to_gcj02(HOLED)), stated=Datum.GCJ02)
    assert shapely.equals_exact(found.by_code[SANHE].geometry, HOLED, 1e-6, normalize=True)


def test_heights_are_dropped():
    found = read((SANHE, shapely.force_3d(SQUARES[SANHE], 1_700)))
    assert not shapely.has_z(found.by_code[SANHE].geometry)


def test_a_broken_outline_is_repaired_and_said():
    found = read((SANHE, BOWTIE))
    assert codes(found) == ["repaired"]
    assert "Self-intersection" in found.findings[0].en
    assert found.by_code[SANHE].geometry.is_valid


def test_swapped_latitude_and_longitude_are_exchanged_and_said():
    swapped = shapely.transform(SQUARES[SANHE], lambda xy: xy[:, ::-1])
    found = read((SANHE, swapped))
    assert codes(found) == ["swapped"]
    assert shapely.equals(found.by_code[SANHE].geometry, SQUARES[SANHE])


@pytest.mark.parametrize(
    ("code", "shape", "finding"),
    [
        (None, SQUARES[SANHE], "code_missing"),
        ("", SQUARES[SANHE], "code_missing"),
        ("62042", SQUARES[SANHE], "unknown_unit"),
        ("620421999999", SQUARES[SANHE], "unknown_unit"),
        ("三合村", SQUARES[SANHE], "unknown_unit"),
        (SANHE, None, "no_geometry"),
        (SANHE, Polygon(), "no_geometry"),
        (SANHE, LineString([(104, 36.5), (104.1, 36.5)]), "not_an_area"),
        (SANHE, square(116.4, 39.9), "out_of_frame"),
        (SANHE, square(100.0, 36.5, 8), "out_of_frame"),
        (SANHE, square(35_500_000, 4_040_000, 2_000), "not_degrees"),
    ],
    ids=[
        "no code",
        "empty code",
        "five digits",
        "no such unit",
        "name for a code",
        "no geometry",
        "empty geometry",
        "a line",
        "another city",
        "a province",
        "metres",
    ],
)
def test_a_bad_feature_is_left_out_and_said_and_the_next_one_is_read(code, shape, finding):
    found = read((code, shape), (DABA, SQUARES[DABA]))
    assert [(said.row, said.code) for said in found.findings] == [(1, finding)]
    assert set(found.by_code) == {DABA}


def test_a_tangled_outline_is_left_out_and_said():
    tangle = star(1_001, lon=104.01, lat=36.53, radius=0.01)
    assert codes(read((SANHE, tangle))) == ["too_intricate"]


def test_a_file_with_all_coordinates_in_metres_is_refused():
    with pytest.raises(CoordinatesNotDegrees) as refused:
        read((SANHE, square(35_500_000, 4_040_000, 2_000)))
    assert "35500000" in refused.value.sentence("zh")


def test_a_file_of_another_coordinate_system_is_refused():
    content = geojson(SQUARES.items(), crs=named_crs("urn:ogc:def:crs:EPSG::4545"))
    with pytest.raises(CoordinateSystemContradicts):
        read_outlines(content, TREE, stated=Datum.CGCS2000)


def test_a_file_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge):
        read_outlines(b" " * (MAX_BYTES + 1), TREE, stated=Datum.WGS84)


def test_a_file_that_is_neither_is_refused():
    with pytest.raises(OutlinesUnreadable):
        read_outlines(b"PK\x03\x04", TREE, stated=Datum.WGS84)


def test_features_of_one_code_are_joined_and_said():
    found = read((SANHE, square(104.00, 36.52, 0.005)), (SANHE, square(104.01, 36.52, 0.005)))
    assert codes(found) == ["joined"]
    assert shapely.equals(found.by_code[SANHE].geometry, TWO_PARTS)


def test_outlines_that_overlap_are_said_and_those_that_touch_are_not():
    found = read((SANHE, square(104.00, 36.52)), (DABA, square(104.019, 36.52)))
    assert codes(found) == ["overlap"]
    assert "5 %" in found.findings[0].en


def test_a_wider_unit_may_lie_over_its_villages():
    whole = shapely.union_all(list(SQUARES.values()))
    assert codes(read((JINGYUAN, whole), *SQUARES.items())) == []


def test_simplified_neighbours_still_share_their_edge():
    wavy = [(104.02 + (0.000005 if i % 2 else 0), 36.52 + i * 0.0002) for i in range(101)]
    west = Polygon([(104.00, 36.52), *wavy, (104.00, 36.54)])
    east = Polygon([*wavy, (104.04, 36.54), (104.04, 36.52)])
    found = read((SANHE, west), (DABA, east), tolerance_m=5)
    simple = [found.by_code[code].geometry for code in (SANHE, DABA)]
    assert shapely.coverage_is_valid(simple)
    assert shapely.get_num_coordinates(simple).max() < 50


def test_what_is_smaller_than_the_tolerance_stays_as_it_was():
    tiny = square(104.0, 36.5, 0.00001)
    assert not read((SANHE, tiny), tolerance_m=50).by_code[SANHE].geometry.is_empty


@pytest.mark.parametrize(
    ("centre", "expected"),
    [
        ([104.011, 36.531], GeoPoint(36.531, 104.011)),
        ([100.0, 30.0], None),
        ("middle", None),
        ([1], None),
    ],
    ids=["inside", "outside", "text", "one number"],
)
def test_a_centre_in_the_file_counts_if_it_lies_inside(centre, expected):
    content = geojson([(SANHE, SQUARES[SANHE])], centre=centre)
    found = read_outlines(content, TREE, stated=Datum.WGS84).by_code[SANHE]
    assert shapely.intersects_xy(found.geometry, *found.centre.lon_lat)
    if expected:
        assert found.centre == expected


def test_units_take_their_outlines_and_a_centre_where_they_had_none():
    found = read((SANHE, SQUARES[SANHE]), (DABA, SQUARES[DABA])).by_code
    own = GeoPoint(36.521, 104.021)
    sanhe, daba, yangliu = with_outlines(
        [unit(SANHE), unit(DABA, centre=own), unit(YANGLIU)], found
    )
    assert sanhe.outline is not None
    assert sanhe.centre is not None
    assert daba.centre == own
    assert yangliu.outline is None


def test_a_centre_left_over_from_a_made_up_outline_is_replaced():
    found = read((SANHE, SQUARES[SANHE])).by_code
    (sanhe,) = with_outlines([unit(SANHE, centre=GeoPoint(36.9, 105.0))], found)
    assert sanhe.centre == found[SANHE].centre


def test_made_up_outlines_stay_marked_as_such():
    content = geojson([(SANHE, SQUARES[SANHE])], synthetic=True)
    found = read_outlines(content, TREE, stated=Datum.WGS84).by_code
    assert with_outlines([unit(SANHE)], found)[0].outline_is_synthetic
    assert not read((GUAYUAN, SQUARES[GUAYUAN])).by_code[GUAYUAN].is_synthetic


def test_findings_are_told_in_both_languages():
    said = read((SANHE, BOWTIE)).findings[0]
    assert "已自动修复" in said.zh
    assert "repaired" in said.en
    assert json.dumps(said.as_dict())
