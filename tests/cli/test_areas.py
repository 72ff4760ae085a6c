"""Loading units and outlines on the command line."""

import json

import pytest
import shapely

from server.store.areas import all_units
from server.store.engine import open_engine
from tests.builders.areas import NAMES, SANHE, SQUARES, small_county

ROWS = [f"{unit.code},{NAMES[unit.code]}" for unit in small_county(drawn=())]


@pytest.fixture
def divisions(tmp_path):
    def written(*rows):
        file = tmp_path / "areas.csv"
        file.write_text("\n".join(["code,name", *rows]) + "\n", encoding="utf-8")
        return file

    return written


def stored(settings):
    engine = open_engine(settings.sqlalchemy_url)
    with engine.connect() as conn:
        units = {unit.code: unit for unit in all_units(conn)}
    engine.dispose()
    return units


def test_a_division_list_is_loaded_and_counted(installed, divisions, settings):
    loaded = installed("area", "load", divisions(*ROWS))
    assert (loaded.status, loaded.err) == (0, "")
    assert loaded.out == f"{len(ROWS)} 个单位 / units, 0 个边界 / outlines\n"
    assert stored(settings)[SANHE].name == NAMES[SANHE]


def test_a_bad_row_is_told_by_its_number_and_the_others_are_loaded(installed, divisions, settings):
    loaded = installed("area", "load", divisions(*ROWS, "62042,太短"))
    zh, en = loaded.err.splitlines()
    assert zh.startswith(f"第 {len(ROWS) + 2} 行：区划代码“62042”不对")
    assert en.strip().startswith(f"Row {len(ROWS) + 2}: ")
    assert set(stored(settings)) == {unit.code for unit in small_county()}


def test_outlines_go_to_the_units_they_name(installed, divisions, settings, tmp_path):
    installed("area", "load", divisions(*ROWS))
    feature = {
        "type": "Feature",
        "properties": {"code": SANHE},
        "geometry": json.loads(shapely.to_geojson(SQUARES[SANHE])),
    }
    file = tmp_path / "outlines.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    loaded = installed("area", "load", file)
    assert loaded.out == "0 个单位 / units, 1 个边界 / outlines\n"
    assert shapely.equals(stored(settings)[SANHE].outline, SQUARES[SANHE])


def test_a_file_that_is_not_there_is_named(installed, tmp_path):
    missing = installed("area", "load", tmp_path / "nowhere.csv")
    assert missing.status == 1
    assert "nowhere.csv" in missing.err


def test_a_file_that_is_no_map_is_refused_in_a_sentence(installed, tmp_path):
    file = tmp_path / "outlines.geojson"
    file.write_bytes(b"no map")
    refused = installed("area", "load", file)
    assert refused.status == 1
    assert refused.err
    assert "Traceback" not in refused.err
