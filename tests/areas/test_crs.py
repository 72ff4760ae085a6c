import pytest

from server.areas.crs import check_crs
from server.core.datum import Datum
from server.core.errors import CoordinateSystemContradicts


@pytest.mark.parametrize(
    ("found", "stated"),
    [
        (None, Datum.WGS84),
        (None, Datum.GCJ02),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", Datum.WGS84),
        ("urn:ogc:def:crs:EPSG::4326", Datum.CGCS2000),
        ("EPSG:4490", Datum.CGCS2000),
        ("epsg:4490", Datum.WGS84),
        ("http://www.opengis.net/def/crs/OGC/1.3/CRS84", Datum.GCJ02),
        ("EPSG:4326", Datum.GCJ02),
    ],
)
def test_degrees_of_wgs84_and_cgcs2000_fit_what_is_stated(found, stated):
    check_crs(found, stated)


@pytest.mark.parametrize(
    ("found", "stated"),
    [
        ("EPSG:4490", Datum.GCJ02),
        ("EPSG:3857", Datum.WGS84),
        ("urn:ogc:def:crs:EPSG::4545", Datum.CGCS2000),
        ("EPSG:4610", Datum.WGS84),
        ("NONE:-1", Datum.WGS84),
        ("?", Datum.WGS84),
        ("", Datum.WGS84),
        ("EPSG:14326", Datum.WGS84),
    ],
    ids=[
        "surveyed against shifted",
        "web mercator",
        "CGCS2000 in metres",
        "Xian 1980",
        "nobody's",
        "no name",
        "empty name",
        "ends like 4326",
    ],
)
def test_any_other_system_contradicts_and_both_are_named(found, stated):
    with pytest.raises(CoordinateSystemContradicts) as refused:
        check_crs(found, stated)
    assert stated.value in refused.value.sentence("zh")
    assert found in refused.value.sentence("en")
