from datetime import date
from decimal import Decimal

import pytest

from server.console.views.values import EMPTY, Kind, Teller
from server.core.types import GeoPoint
from tests.builders.forms import schema_of

SURVEY = schema_of("household_survey")
LISTS = {"villages.csv": {"620421102201": "三合村"}}


def told(path, value, language="zh"):
    return Teller(SURVEY, LISTS, language).show(SURVEY.by_path[path], value)


@pytest.mark.parametrize(
    ("path", "value", "zh", "en"),
    [
        ("/ident/hukou_type", "2", "农村", "Rural"),
        ("/admin/village", "620421102201", "三合村", "三合村"),
        ("/benefit/hardship_cause", ("disab", "labour"), "因残、缺劳力", None),
        ("/economy/inc_business", Decimal("12600.00"), "12,600 元", "12,600 yuan"),
        ("/economy/inc_business", Decimal("-300.5"), "-300.5 元", "-300.5 yuan"),
        ("/assets/house_rooms", 4, "4 间", "4 rooms"),
        ("/member/m_grad_year", 2023, "2023", "2023"),
        ("/income_pc_month", "412.50", "412.5", "412.5"),
        ("/member/m_sex", "2", "女", None),
        ("/member/m_birth_manual", date(1968, 3, 12), "1968-03-12", "1968-03-12"),
        ("/ident/gps", GeoPoint(36.53, 104.01, 1707, 4.5), "36.53000, 104.01000 ±4 m", None),
        ("/ident/hh_no", "6204211022010147", "6204211022010147", None),
    ],
    ids=[
        "choice",
        "choice from a file",
        "several choices",
        "money",
        "a loss",
        "a count",
        "a year has no comma",
        "a calculated sum",
        "a code the form only calculates with",
        "day",
        "position",
        "a number that is a name",
    ],
)
def test_an_answer_is_told_as_people_say_it(path, value, zh, en):
    assert str(told(path, value)) == zh
    if en is not None:
        assert str(told(path, value, "en")) == en


@pytest.mark.parametrize("nothing", [None, "", ()], ids=["none", "blank", "nothing ticked"])
def test_what_was_not_answered_is_a_dash_and_never_zero(nothing):
    assert told("/economy/inc_wage", nothing) is EMPTY
    assert told("/economy/inc_wage", Decimal(0)).text == "0"


def test_an_unknown_code_is_shown_as_it_is():
    assert told("/ident/hukou_type", "7").text == "7"


def test_a_signature_is_told_from_a_photograph():
    assert told("/benefit/sign", "1.png").kind is Kind.SIGNED
    assert told("/ident/photo_door", "1.jpg").kind is Kind.PHOTO


def test_a_hidden_number_says_that_it_is_hidden():
    assert told("/ident/phone", "13912345612").hidden
    assert not told("/ident/address", "三组 12 号").hidden
