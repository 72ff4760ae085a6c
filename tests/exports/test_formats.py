"""Files are read back by programs of others: Excel's readers, GDAL, DuckDB, polars."""

from __future__ import annotations

import csv
import json
import sqlite3
import warnings
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import duckdb
import openpyxl
import polars as pl
import pyogrio
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from exports.formats import MEDIA_TYPES, Format, available, write
from exports.table import Column, Kind, Position, Table
from exports.text import harmless, plain
from exports.xlsx import letters

COLUMNS = (
    Column("name", "姓名"),
    Column("size", "人口", Kind.WHOLE),
    Column("income", "收入", Kind.NUMBER),
    Column("poor", "低保", Kind.YES_NO),
    Column("since", "起", Kind.DAY),
    Column("seen", "走访", Kind.MOMENT),
    Column("place", "位置", Kind.POINT),
    Column("note", "姓名"),
)
TABLE = Table("households", "住户 [2026]", COLUMNS, ("导出人：张三", "用途：核对"))
FULL = (
    "王五",
    4,
    Decimal("1234.50"),
    True,
    date(2026, 1, 31),
    datetime(2026, 11, 1, 2, 30, tzinfo=UTC),
    Position(104.1, 36.5),
    "=HYPERLINK(1)",
)
EMPTY = ("空", None, None, None, None, None, None, "a\x00<b>\n")


def written(tmp_path, wanted, rows=(FULL, EMPTY), table=TABLE):
    path = tmp_path / f"file.{wanted}"
    assert write(path, wanted, table, iter(rows)) == len(rows)
    return path


def test_every_format_is_offered_with_its_media_type():
    assert set(available()) == set(Format) == set(MEDIA_TYPES)


@pytest.mark.parametrize("wanted", list(Format))
def test_no_row_is_still_a_whole_file(tmp_path, wanted):
    assert written(tmp_path, wanted, ()).stat().st_size > 0


def test_csv_opens_in_excel_with_its_titles_and_without_formulas(tmp_path):
    path = written(tmp_path, Format.CSV)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        head, full, empty = csv.reader(file)
    assert head == ["姓名", "人口", "收入", "低保", "起", "走访", "位置", "姓名 (note)"]
    assert full[1:6] == ["4", "1234.50", "1", "2026-01-31", "2026-11-01 10:30:00"]
    assert full[7] == "'=HYPERLINK(1)"
    assert empty == ["空", "", "", "", "", "", "", "a<b>\n"]


def by_openpyxl(path):
    book = openpyxl.load_workbook(path, read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def by_calamine(path):
    book = python_calamine.CalamineWorkbook.from_path(path)
    return book.get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("reader", [by_openpyxl, by_calamine])
def test_a_workbook_is_read_back_with_its_types(tmp_path, reader):
    head, full, empty = reader(written(tmp_path, Format.XLSX))
    assert head[:2] == ["姓名", "人口"]
    assert full[0] == "王五"
    assert full[1] == 4
    assert full[2] == 1234.5
    assert full[3] is True
    assert full[4] in {date(2026, 1, 31), datetime(2026, 1, 31)}  # noqa: DTZ001  # Excel knows no zone
    assert f"{full[5]:%Y-%m-%d %H:%M}" == "2026-11-01 10:30"
    assert full[7] == "=HYPERLINK(1)", "a text stays a text: nothing runs"
    assert empty[7] == "a<b>\n"


def test_gdal_reads_a_workbook_too(tmp_path):
    info, _, _, fields = pyogrio.raw.read(written(tmp_path, Format.XLSX), layer=0)
    values = dict(zip(info["fields"], fields, strict=True))
    assert list(values["姓名"]) == ["王五", "空"]
    assert values["人口"][0] == 4


def test_a_workbook_says_where_it_comes_from(tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, Format.XLSX))
    assert book.sheetnames == ["住户  2026", "说明 About"]
    about = [row[0] for row in book["说明 About"].iter_rows(values_only=True)]
    assert about[:3] == ["住户 [2026]", "导出人：张三", "用途：核对"]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr("exports.xlsx.MOST_ROWS", 3)
    path = written(tmp_path, Format.XLSX, [FULL] * 5)
    book = openpyxl.load_workbook(path)
    assert [sheet.max_row for sheet in book.worksheets[:3]] == [3, 3, 2]


def test_numbers_that_excel_would_round_stay_texts(tmp_path):
    table = Table("t", "t", (Column("n", "n", Kind.WHOLE),))
    rows = by_openpyxl(written(tmp_path, Format.XLSX, [(620422198001011234,)], table))
    assert rows[1] == ["620422198001011234"]


def test_geojson_is_a_collection_with_places_and_without(tmp_path):
    whole = json.loads(written(tmp_path, Format.GEOJSON).read_bytes())
    full, empty = whole["features"]
    assert full["geometry"] == {"type": "Point", "coordinates": [104.1, 36.5]}
    assert full["properties"]["income"] == 1234.5
    assert empty["geometry"] is None


def test_kml_marks_only_what_has_a_place(tmp_path):
    root = ET.parse(written(tmp_path, Format.KML)).getroot()  # noqa: S314  # our own file
    space = {"k": "http://www.opengis.net/kml/2.2"}
    assert [e.text for e in root.findall(".//k:coordinates", space)] == ["104.1,36.5"]
    assert root.find(".//k:Placemark/k:name", space).text == "王五"


def test_gdal_reads_a_geopackage_with_its_place_and_types(tmp_path):
    path = written(tmp_path, Format.GEOPACKAGE)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        info = pyogrio.read_info(path)
    assert info["layer_name"] == "households"
    assert info["crs"] == "EPSG:4326"
    assert info["features"] == 2
    assert info["geometry_type"] == "Point"
    assert info["total_bounds"] == (104.1, 36.5, 104.1, 36.5)
    _, _, shapes, fields = pyogrio.raw.read(path)
    assert shapes[0][-16:] == b"fffff\x06Z@\x00\x00\x00\x00\x00@B@"
    values = dict(zip(info["fields"], fields, strict=True))
    assert values["name"][0] == "王五"
    assert values["income"][0] == 1234.5
    assert str(values["since"][0]).startswith("2026-01-31")


def test_a_geopackage_without_place_holds_attributes(tmp_path):
    table = Table("t", "t", (Column("n", "n", Kind.WHOLE),))
    path = written(tmp_path, Format.GEOPACKAGE, [(1,)], table)
    file = sqlite3.connect(path)
    assert file.execute("SELECT data_type FROM gpkg_contents").fetchone() == ("attributes",)
    file.close()
    assert pyogrio.read_info(path)["features"] == 1


def test_duckdb_and_polars_read_parquet(tmp_path):
    path = written(tmp_path, Format.PARQUET)
    rows = duckdb.sql(f"SELECT name, size, since, place.lon FROM '{path}'").fetchall()  # noqa: S608
    assert rows == [("王五", 4, date(2026, 1, 31), 104.1), ("空", None, None, None)]
    frame = pl.read_parquet(path)
    assert frame["seen"].to_list() == [datetime(2026, 11, 1, 2, 30, tzinfo=UTC), None]
    assert frame["income"].sum() == 1234.5


@given(st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(text):
    assert not plain(text).startswith(("=", "+", "-", "@"))
    assert harmless(plain(text)) in {plain(text), f"'{plain(text)}"}


@given(st.integers(0, 18_277))
def test_letters_of_columns_count_as_excel_does(index):
    assert openpyxl.utils.column_index_from_string(letters(index)) == index + 1
