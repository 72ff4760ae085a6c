"""What people write in a cell, and what does not fit."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from server.core.registers import columns
from server.core.registers.fields import choices
from server.core.registers.reading import Unfit, read
from server.core.registers.units import PERSONS, YUAN
from server.core.types import GeoPoint
from tests.builders.people import bank_card, id_number

KINDS = choices(
    ("ill", "因病", "Illness"), ("school", "因学", "School costs"), ("old", "年老", "Old age")
)
TEXT = columns.text("name", "名称", "Name", longest=6)
COUNT = columns.whole("n", "人数", "Persons", PERSONS, most=9_000)
MONEY = columns.decimal("amount", "金额", "Amount", YUAN)
DAY = columns.day("day", "日期", "Day")
MONTH = columns.month("month", "月份", "Month")
MOMENT = columns.moment("at", "时间", "Time")
FLAG = columns.yes_no("flag", "是否", "Flag")
ONE = columns.one_of("kind", "原因", "Cause", KINDS)
SOME = columns.some_of("kinds", "原因", "Causes", KINDS)
POINT = columns.point("gps", "位置", "Position")
ID = columns.id_number("id", "证号", "ID")
ACCOUNT = columns.account("card", "账号", "Account")
PHONE = columns.phone("phone", "电话", "Phone")
ID_TEXT = id_number()
CARD = bank_card()


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        pytest.param(TEXT, "  三合  村 ", "三合 村", id="blanks of a text"),
        pytest.param(TEXT, 12.0, "12", id="a number Excel made of a text"),
        pytest.param(COUNT, "1,200", 1200, id="thousands"),
        pytest.param(COUNT, "１２", 12, id="full-width digits"),
        pytest.param(COUNT, 3.0, 3, id="a whole float"),
        pytest.param(MONEY, "410.5", Decimal("410.50"), id="money has two places"),
        pytest.param(MONEY, 0.1, Decimal("0.10"), id="money from a float"),
        pytest.param(DAY, "2026/1/2", date(2026, 1, 2), id="slashes"),
        pytest.param(DAY, "2026年1月2日", date(2026, 1, 2), id="Chinese day"),
        pytest.param(DAY, "20260102", date(2026, 1, 2), id="eight digits"),
        pytest.param(DAY, datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 2), id="Excel's date"),
        pytest.param(MONTH, "2026年1月", "2026-01", id="Chinese month"),
        pytest.param(MONTH, date(2026, 1, 15), "2026-01", id="a day of the month"),
        pytest.param(
            MOMENT, "2026-01-02 08:30", datetime(2026, 1, 2, 0, 30, tzinfo=UTC), id="office time"
        ),
        pytest.param(FLAG, "否", False, id="no"),
        pytest.param(FLAG, True, True, id="true"),
        pytest.param(ONE, "因病", "ill", id="Chinese label"),
        pytest.param(ONE, "School costs", "school", id="English label"),
        pytest.param(SOME, "年老、因病", ("ill", "old"), id="several in the order of the list"),
        pytest.param(SOME, "School costs, ill", ("ill", "school"), id="label with a blank"),
        pytest.param(SOME, ["old", "old"], ("old",), id="each once"),
        pytest.param(POINT, "36.55, 104.17", GeoPoint(36.55, 104.17), id="position"),
        pytest.param(POINT, {"lat": 36.55, "lon": 104.17}, GeoPoint(36.55, 104.17), id="JSON"),
        pytest.param(ID, ID_TEXT.lower(), ID_TEXT, id="ID number in small letters"),
        pytest.param(ACCOUNT, f"{CARD[:4]} {CARD[4:]}", CARD, id="blanks of a card"),
        pytest.param(PHONE, "0943-8221234", "0943-8221234", id="land line"),
        pytest.param(COUNT, " ", None, id="nothing"),
    ],
)
def test_what_people_write_is_read(field, cell, value):
    assert read(field, cell) == value


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        pytest.param(TEXT, "一二三四五六七", id="too long"),
        pytest.param(TEXT, "a\x00b", id="control characters"),
        pytest.param(COUNT, "十二", id="number in words"),
        pytest.param(COUNT, "1.5", id="half a person"),
        pytest.param(COUNT, -1, id="below the least"),
        pytest.param(COUNT, 9_001, id="above the most"),
        pytest.param(COUNT, True, id="a truth is no number"),
        pytest.param(MONEY, "1.005", id="half a cent"),
        pytest.param(MONEY, "1e5", id="exponent"),
        pytest.param(DAY, "2026-02-30", id="no such day"),
        pytest.param(DAY, "0026-01-01", id="year of a slip"),
        pytest.param(MONTH, "2026-13", id="no such month"),
        pytest.param(FLAG, "也许", id="perhaps"),
        pytest.param(ONE, "因灾", id="not offered"),
        pytest.param(POINT, "104.17 36.55", id="longitude first"),
        pytest.param(POINT, "nan 1", id="no number"),
        pytest.param(ID, ID_TEXT[:-1] + ("1" if ID_TEXT[-1] != "1" else "2"), id="check digit"),
        pytest.param(ACCOUNT, int(CARD), id="a number would have lost digits"),
        pytest.param(ACCOUNT, CARD[:-1] + str(9 - int(CARD[-1])), id="card's check digit"),
        pytest.param(PHONE, "12345", id="no telephone"),
    ],
)
def test_what_does_not_fit_is_said_in_both_languages(field, cell):
    with pytest.raises(Unfit) as refused:
        read(field, cell)
    assert refused.value.zh
    assert refused.value.en
