import sqlite3
from contextlib import suppress

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from server.areas import geopackage as module
from server.areas.geopackage import geometry_of, is_geopackage, read_geopackage
from server.core.errors import OutlinesUnreadable
from tests.builders.areas import DABA, SANHE, SQUARES
from tests.builders.maps import blob, geopackage

ENDLESS_VIEW = (
    "CREATE VIEW village AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
    "SELECT i AS adcode, zeroblob(1000000000) AS geom FROM n"
)
ROWS = [(SANHE, blob(SQUARES[SANHE])), (DABA, blob(SQUARES[DABA], envelope=True))]


def features(content, **options):
    return list(read_geopackage(content, **options).features)


@pytest.mark.parametrize("wal", [False, True], ids=["as closed", "left in WAL mode"])
def test_codes_and_outlines_of_a_layer_are_read(wal):
    found = features(geopackage(ROWS, wal=wal))
    assert [feature.code(None) for feature in found] == [SANHE, DABA]
    assert shapely.equals(found[1].geometry, SQUARES[DABA])


@pytest.mark.parametrize(
    ("options", "crs"),
    [
        ({}, "EPSG:4326"),
        ({"srs": ("EPSG", 4490)}, "EPSG:4490"),
        ({"srs": ("EPSG", 4545)}, "EPSG:4545"),
        ({"srs_id": 0}, None),
        ({"srs_id": -1}, None),
    ],
)
def test_the_coordinate_system_of_the_layer_is_told(options, crs):
    assert read_geopackage(geopackage(ROWS, **options)).crs == crs


def test_of_several_layers_one_must_be_named():
    content = geopackage(ROWS, layers=("village", 'town"ship'))
    with pytest.raises(OutlinesUnreadable) as refused:
        read_geopackage(content)
    assert 'town"ship、village' in refused.value.sentence("zh")
    assert len(features(content, layer='town"ship')) == 2


def test_a_layer_that_is_not_there_is_refused():
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(geopackage(ROWS), layer="county")


def test_a_geopackage_without_feature_layers_is_refused():
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(geopackage(ROWS, layers=()))


def test_another_sqlite_file_is_refused():
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE t (x)")
    content = db.serialize()
    db.close()
    assert is_geopackage(content)
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(content)


@pytest.mark.parametrize("length", [100, 1_000, 5_000])
def test_a_damaged_file_is_refused(length):
    content = geopackage(ROWS)[:length]
    with pytest.raises(OutlinesUnreadable):
        features(content)


def test_a_few_bytes_are_no_geopackage():
    assert not is_geopackage(module.MAGIC)
    assert not is_geopackage(b"{}")


@pytest.mark.parametrize(
    "table",
    [
        ENDLESS_VIEW,
        "CREATE VIRTUAL TABLE village USING fts5(adcode, geom)",
    ],
    ids=["endless view", "virtual table"],
)
def test_a_layer_that_is_no_plain_table_is_not_read(table):
    db = sqlite3.connect(":memory:")
    db.deserialize(geopackage(ROWS))
    db.executescript(f"DROP TABLE village; {table}")
    content = db.serialize()
    db.close()
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(content)


def test_a_catalogue_that_runs_for_ever_is_cut_off():
    db = sqlite3.connect(":memory:")
    db.deserialize(geopackage(ROWS))
    db.executescript(
        "DROP TABLE gpkg_contents; CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS "
        "(SELECT 1 UNION ALL SELECT i + 1 FROM n) "
        "SELECT 'x' AS table_name, 'features' AS data_type, i AS srs_id FROM n"
    )
    content = db.serialize()
    db.close()
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(content)


@pytest.mark.parametrize(
    "stored",
    [None, b"", b"GP", b"XX" + bytes(60), b"GP\x00\x0b" + bytes(60), blob(SQUARES[SANHE])[:-8]],
    ids=["null", "empty", "short", "other magic", "odd envelope", "cut"],
)
def test_a_damaged_geometry_is_said_and_the_next_one_is_read(stored):
    found = features(geopackage([(SANHE, stored), ROWS[1]]))
    assert found[0].geometry is None
    assert found[0].trouble
    assert found[1].geometry is not None


def test_an_empty_geometry_is_nothing():
    assert geometry_of(b"GP\x00\x11" + bytes(4)) is None


def test_a_damaged_name_in_the_schema_is_refused():
    content = geopackage(ROWS).replace(b"gpkg_geometry_columns (", b"gpkg_geometry_c\xa7lumns (")
    with pytest.raises(OutlinesUnreadable):
        read_geopackage(content)


@given(st.lists(st.tuples(st.integers(100, 20_000), st.integers(0, 255)), max_size=40))
def test_a_file_with_damaged_bytes_is_read_or_refused_but_nothing_else(damage):
    content = bytearray(geopackage(ROWS))
    for at, byte in damage:
        content[at % len(content)] = byte
    content[:100] = geopackage(ROWS)[:100]
    with suppress(OutlinesUnreadable):
        features(bytes(content))
