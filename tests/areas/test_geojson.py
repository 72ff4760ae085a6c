import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.areas.geojson import read_geojson, to_geojson
from server.core.errors import OutlinesUnreadable
from tests.builders.areas import SANHE, SQUARES, small_county, square
from tests.builders.maps import geojson, named_crs

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometries"]), inner)
    ),
    max_leaves=8,
)


def feature(geometry, **members):
    body = {"type": "Feature", "properties": {"code": SANHE}, "geometry": geometry, **members}
    content = json.dumps({"type": "FeatureCollection", "features": [body]}).encode()
    return next(read_geojson(content).features)


def test_features_are_counted_from_one():
    features = read_geojson(geojson([("a", square(104, 36)), ("b", None)])).features
    assert [(found.number, found.code(None)) for found in features] == [(1, "a"), (2, "b")]


def test_a_byte_order_mark_does_no_harm():
    assert list(read_geojson(b"\xef\xbb\xbf" + geojson([])).features) == []


def test_the_coordinate_system_of_older_files_is_told():
    assert read_geojson(geojson([])).crs is None
    assert read_geojson(geojson([], crs=named_crs("EPSG:3857"))).crs == "EPSG:3857"
    assert read_geojson(geojson([], crs="odd")).crs == "?"
    assert read_geojson(geojson([], crs={"properties": {"name": 5}})).crs == "?"


def test_the_id_of_a_feature_serves_as_code_where_no_property_does():
    assert feature(None, properties=None, id="620421").code(None) == "620421"


@pytest.mark.parametrize(
    ("properties", "column", "code"),
    [
        ({"code": "620421"}, None, "620421"),
        ({"ADCODE": 620421}, None, "620421"),
        ({"区划代码": " 620421 "}, None, "620421"),
        ({"code": "x", "dm": "620421"}, "DM", "620421"),
        ({"code": ""}, None, ""),
        ({"code": True}, None, ""),
        ({"code": 620421.0}, None, ""),
        ({"code": "620421"}, "other", ""),
    ],
)
def test_the_code_is_found_in_the_usual_columns_or_the_named_one(properties, column, code):
    assert feature(None, properties=properties).code(column) == code


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'"x"', b'{"features":{}}', b"[" * 100_000, b'{"features":[NaN]}', b"\xff"],
    ids=["empty", "cut", "list", "text", "no list", "deep", "NaN", "not UTF-8"],
)
def test_what_is_no_feature_collection_is_refused_with_a_reason(content):
    with pytest.raises(OutlinesUnreadable) as refused:
        list(read_geojson(content).features)
    assert refused.value.sentence("zh").startswith("无法读取边界文件")


@pytest.mark.parametrize("filler", [b"{},", b"[],"], ids=["objects", "lists"])
def test_more_than_a_map_of_villages_holds_is_refused_before_it_fills_the_memory(filler):
    with pytest.raises(OutlinesUnreadable) as refused:
        read_geojson(b'{"features":[' + filler * 2_000_001 + b"1]}")
    assert "simplify" in str(refused.value)


@given(json_values)
def test_whatever_stands_for_a_geometry_is_read_or_said(geometry):
    found = feature(json.loads(json.dumps(geometry).replace("NaN", "0").replace("Infinity", "1")))
    assert found.geometry is not None or found.trouble


def test_a_feature_that_is_no_object_is_said():
    (found,) = read_geojson(b'{"features":[7]}').features
    assert (found.geometry, found.trouble) == (None, "no object")


def test_units_are_written_with_code_name_level_and_centre():
    collection = json.loads(to_geojson(small_county()))
    assert len(collection["features"]) == 8
    sanhe = next(f for f in collection["features"] if f["properties"]["code"] == SANHE)
    assert sanhe["properties"]["level"] == "village"
    assert sanhe["properties"]["centre"] == pytest.approx([104.01, 36.53])
    assert sanhe["geometry"]["type"] == "Polygon"


def test_units_without_outline_are_not_written():
    assert json.loads(to_geojson(small_county(drawn=())))["features"] == []
    assert len(json.loads(to_geojson(small_county()))["features"]) == 4 + len(SQUARES)
