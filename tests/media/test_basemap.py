"""An office's base map: tiles as they lie in the file, a shifted or broken one refused."""

import gzip
import sqlite3
from contextlib import closing

import pytest
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from media.basemap import opened
from server.core.errors import BasemapUnfit

TILE = gzip.compress(b"a tile")


def pmtiles(folder):
    path = folder / "city.pmtiles"
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(3, 6, 2), TILE)
        header = {
            "tile_type": TileType.MVT,
            "tile_compression": Compression.GZIP,
            "min_zoom": 3,
            "max_zoom": 3,
            "min_lon_e7": 0,
            "min_lat_e7": 0,
            "max_lon_e7": 0,
            "max_lat_e7": 0,
            "center_zoom": 3,
            "center_lon_e7": 0,
            "center_lat_e7": 0,
        }
        writer.finalize(header, {"attribution": "测绘院", "vector_layers": [{"id": "water"}]})
    return path


def mbtiles(folder, kind="png"):
    path = folder / "city.mbtiles"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE metadata (name text, value text)")
        database.execute(
            "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer,"
            " tile_data blob)"
        )
        database.execute("INSERT INTO metadata VALUES ('format', ?)", (kind,))
        database.execute("INSERT INTO tiles VALUES (3, 6, 5, ?)", (b"\x89PNG",))
    return path


def test_a_tile_of_pmtiles_is_given_as_it_lies(tmp_path):
    base = opened(pmtiles(tmp_path), stated="CGCS2000", attribution="")
    assert (base.is_vector, base.attribution, base.layers) == (True, "测绘院", ("water",))
    tile = base.tile(3, 6, 2)
    assert (tile.content, tile.is_gzipped) == (TILE, True)
    assert base.tile(3, 0, 0) is None
    assert base.tile(4, 6, 2) is None


def test_rows_of_mbtiles_are_counted_from_the_south(tmp_path):
    base = opened(mbtiles(tmp_path), stated="wgs84", attribution="县测绘站")
    assert (base.mime, base.attribution) == ("image/png", "县测绘站")
    assert base.tile(3, 6, 2).content == b"\x89PNG"
    assert base.tile(3, 6, 5) is None


@pytest.mark.parametrize(
    ("stated", "reason"),
    [("GCJ-02", "200 至 370 米"), ("bd09", "bd09")],
    ids=["shifted", "shifted twice"],
)
def test_a_shifted_map_is_refused_with_its_reason(tmp_path, stated, reason):
    with pytest.raises(BasemapUnfit) as refused:
        opened(mbtiles(tmp_path), stated=stated, attribution="")
    assert reason in refused.value.sentence("zh")


@pytest.mark.parametrize("name", ["none.pmtiles", "bad.pmtiles", "bad.mbtiles", "empty.pmtiles"])
def test_what_is_no_map_is_refused_and_not_served(tmp_path, name):
    if not name.startswith("none"):
        (tmp_path / name).write_bytes(b"" if name.startswith("empty") else b"not a map" * 40)
    with pytest.raises(BasemapUnfit):
        opened(tmp_path / name, stated="wgs84", attribution="")


def test_an_unknown_kind_of_tile_is_refused(tmp_path):
    with pytest.raises(BasemapUnfit):
        opened(mbtiles(tmp_path, kind="tiff"), stated="wgs84", attribution="")
