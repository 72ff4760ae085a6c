from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from server.areas.baiyin import divisions_csv
from server.areas.divisions import read_divisions
from server.areas.tables import MAX_BYTES, MAX_ROWS
from server.core.area import AreaTree, kind_by_number
from server.core.errors import DivisionsUnreadable, TooLarge
from server.core.types import Level, Severity
from tests.builders.areas import BAIYIN, DABA, DONGWAN, JINGYUAN, SANHE, SQUARES, small_county, unit

KNOWN = AreaTree.of(small_county())


def table(*rows, header="code,name"):
    return "\n".join((header, *rows)).encode()


def findings(content, known=KNOWN):
    return [(found.row, found.code) for found in read_divisions(content, known).findings]


def test_the_list_of_the_demonstration_city_is_read_whole():
    divisions = read_divisions(divisions_csv())
    assert Counter(unit.level for unit in divisions.units) == {
        Level.CITY: 1,
        Level.COUNTY: 5,
        Level.TOWNSHIP: 78,
        Level.VILLAGE: 860,
    }
    assert not divisions.has_errors


def test_five_pairs_of_villages_share_a_name_within_a_county():
    found = read_divisions(divisions_csv()).findings
    assert [finding.code for finding in found] == ["same_name"] * 5
    for name in ("小川", "高崖", "砂河", "圈湾", "李家湾"):
        assert any(name in finding.zh for finding in found)


def test_twenty_six_village_names_occur_more_than_once_in_the_city():
    villages = [u for u in read_divisions(divisions_csv()).units if u.level is Level.VILLAGE]
    assert sum(times > 1 for times in Counter(u.name for u in villages).values()) == 26


def test_every_kind_in_the_list_is_the_one_its_number_tells():
    for one in read_divisions(divisions_csv()).units:
        assert one.unit_kind == kind_by_number(one.code, one.name)


def test_without_level_parent_and_kind_the_code_tells_them():
    (village,) = read_divisions(table(f"{SANHE},三合村村民委员会"), KNOWN).units
    assert (village.level, village.parent_code) == (Level.VILLAGE, DONGWAN)
    assert village.unit_kind == "village_committee"


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("62042110220,三合村", "bad_code"),
        ("620421000201,三合村", "bad_code"),
        ("6.20421E+11,三合村", "code_rounded"),
        (f"{SANHE},", "name_missing"),
        (f"{SANHE},{'长' * 81}", "bad_name"),
        (f"{SANHE},三合\x07村", "bad_name"),
        ("620422100201,某村", "parent_missing"),
    ],
    ids=[
        "11 digits",
        "village without township",
        "rounded by a spreadsheet",
        "no name",
        "name too long",
        "control character",
        "township not in the list",
    ],
)
def test_a_bad_row_is_left_out_and_said(row, finding):
    divisions = read_divisions(table(row, f"{DABA},大坝村"), KNOWN)
    assert [unit.code for unit in divisions.units] == [DABA]
    assert [(found.row, found.code) for found in divisions.findings] == [(2, finding)]
    assert divisions.has_errors


def test_a_code_twice_keeps_the_first_row_and_names_it():
    divisions = read_divisions(table(f"{SANHE},三合村", f"{SANHE},四合村"), KNOWN)
    assert [unit.name for unit in divisions.units] == ["三合村"]
    assert "第 2 行" in divisions.findings[0].zh
    assert "row 2" in divisions.findings[0].en


def test_what_lies_below_a_missing_parent_is_left_out_too():
    rows = ("620499102000,某镇", "620499102201,某村", f"{BAIYIN},白银市")
    assert findings(table(*rows), AreaTree.of(())) == [
        (2, "parent_missing"),
        (3, "parent_missing"),
    ]


@pytest.mark.parametrize(
    ("header", "row", "finding"),
    [
        ("code,name,level", f"{SANHE},三合村,township", "level_disagrees"),
        ("code,name,parent_code", f"{SANHE},三合村,{JINGYUAN}", "parent_disagrees"),
        ("code,name,unit_kind", f"{SANHE},三合村,hamlet", "kind_unknown"),
        ("code,name,unit_kind", f"{SANHE},三合村,residents_committee", "kind_disagrees"),
        ("code,name,urban_rural_code", f"{SANHE},三合村,999", "urban_rural_unknown"),
        ("code,name,valid_from", f"{SANHE},三合村,2016年3月", "bad_date"),
        ("code,name,successor_code", f"{SANHE},三合村,62042", "successor_missing"),
        ("code,name,successor_code", f"{SANHE},三合村,620421102999", "successor_missing"),
    ],
)
def test_a_doubtful_value_is_said_and_the_unit_is_kept(header, row, finding):
    divisions = read_divisions(table(row, header=header), KNOWN)
    assert [unit.code for unit in divisions.units] == [SANHE]
    assert [found.code for found in divisions.findings] == [finding]
    assert not divisions.has_errors


def test_dates_and_successors_are_read():
    header = "code,name,valid_from,valid_to,successor_code"
    row = f"{SANHE},三合村,2001-01-01,2016-02-29,{DABA}"
    (village,) = read_divisions(table(row, header=header), KNOWN).units
    assert (village.valid_from, village.valid_to) == (date(2001, 1, 1), date(2016, 2, 29))
    assert village.successor_code == DABA


def test_a_unit_that_ends_before_it_begins_keeps_neither_date():
    content = table(f"{SANHE},三合村,2016-01-01,2015-01-01", header="code,name,valid_from,valid_to")
    (village,) = read_divisions(content, KNOWN).units
    assert (village.valid_from, village.valid_to) == (None, None)
    assert findings(content) == [(2, "ends_before_it_begins")]


def test_successors_in_a_circle_are_cut():
    content = table(
        f"{SANHE},三合村,{DABA}", f"{DABA},大坝村,{SANHE}", header="code,name,successor_code"
    )
    divisions = read_divisions(content, KNOWN)
    assert [found.code for found in divisions.findings] == ["successor_circle"] * 2
    AreaTree.of(divisions.units).current(SANHE)


def test_what_a_list_has_no_column_for_stays_as_it_is_known():
    old = replace(
        unit(SANHE, outline=SQUARES[SANHE], valid_from=date(2016, 3, 1), successor=DABA),
        outline_is_synthetic=True,
    )
    known = AreaTree.of([*small_county(drawn=()), old])
    (village,) = read_divisions(table(f"{SANHE},四合村村民委员会"), known).units
    assert village == replace(old, name="四合村村民委员会")
    emptied = table(f"{SANHE},四合村,", header="code,name,successor_code")
    assert read_divisions(emptied, known).units[0].successor_code is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_of_office_pcs_and_chinese_headings_are_read(encoding):
    content = f"统计用区划代码,名称\r\n{SANHE},三合村村民委员会\r\n".encode(encoding)
    (village,) = read_divisions(content, KNOWN).units
    assert village.name == "三合村村民委员会"


def test_blank_lines_and_columns_in_any_order_do_no_harm():
    content = table("", f"三合村,,{SANHE}", ",,", header="Name,remark,Code")
    assert findings(content) == []
    assert len(read_divisions(content, KNOWN).units) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "code, name"),
        (b"name,code2\n1,2", "code"),
        (b"PK\x03\x04\x00\x00", "save it as CSV"),
        ("code,name".encode("utf-16"), "save it as CSV"),
        (b"code,name\n\xff\xff\xff,\x81", "neither UTF-8 nor GB18030"),
        (b'code,name\n620421,"' + b"x" * 200_000, "line 2"),
        (b"code,name\n" + b",\n" * (MAX_ROWS + 1), "more than"),
    ],
    ids=["empty", "no column", "xlsx", "utf-16", "noise", "endless cell", "endless rows"],
)
def test_what_is_no_division_list_is_refused_with_a_reason(content, said):
    with pytest.raises(DivisionsUnreadable) as refused:
        read_divisions(content)
    assert said in str(refused.value)
    assert refused.value.sentence("zh").startswith("无法读取区划表")


def test_a_file_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge):
        read_divisions(b" " * (MAX_BYTES + 1))


def test_a_hostile_cell_does_not_come_back_in_full():
    divisions = read_divisions(table(f"{SANHE},三合村,{'9' * 90_000}", header="code,name,level"))
    assert all(len(found.zh) < 1_000 for found in divisions.findings)


def test_severities_tell_left_out_from_doubtful():
    severities = {found.severity for found in read_divisions(divisions_csv()).findings}
    assert severities == {Severity.INFO}
