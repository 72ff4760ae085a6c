from datetime import date

import pytest

from server.core import pinyin
from server.core.search import Filters, asked
from server.core.terms import address_parts, household_terms, name_terms, person_terms
from server.core.traits import bits
from tests.builders.people import id_number

ROW = {
    "name": "单守田",
    "sex": "1",
    "birth_date": date(1963, 4, 11),
    "relation": "02",
    "status": "alive",
    "id_digest": "x",
    "doc": {"m_disabled": "1", "m_disability_grade": "2", "m_benefit": "disab_care"},
}


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("单守田", "shanshoutian"),
        ("曾红", "zenghong"),
        ("解放", "xiefang"),
        ("仇英", "qiuying"),
        ("尉迟恭", "yuchigong"),
        ("吕绿", "lvlv"),
    ],
)
def test_surnames_are_read_as_surnames(name, reading):
    assert "".join(pinyin.readings(name)[0]) == reading


def test_who_does_not_know_how_a_surname_is_read_finds_it_too():
    assert {"yshanshoutian", "ydanshoutian"} <= {term.text for term in name_terms("单守田")}


def test_any_part_of_a_name_is_a_term():
    assert {"n王桂兰", "p桂兰", "p兰"} <= {term.text for term in name_terms("王桂兰")}


def test_the_dot_of_a_name_and_its_width_do_not_matter():
    assert set(name_terms("买买提·艾力")) == set(name_terms("买买提．艾力"))


def test_terms_carry_what_filters_ask_for():
    wanted = bits("male", "disabled", "severe", "head", "alive", "benefit_disab_care")
    assert all(
        term.traits & wanted == wanted and term.born == 19630411 for term in person_terms(ROW)
    )


def test_who_was_merged_is_not_found():
    assert list(person_terms(ROW | {"status": "merged"})) == []
    assert list(household_terms({"status": "merged", "hh_no": "6204211022010001"})) == []


def test_an_address_is_found_where_a_part_of_it_begins():
    assert "三社17号" in address_parts("东湾镇三合村三社17号")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (id_number(), id_number()),
        (id_number().lower(), id_number()),
        (id_number()[:-1], ""),
    ],
    ids=["full", "small x", "one digit short"],
)
def test_a_full_number_is_looked_up_and_nothing_else(text, number):
    what = asked(text)
    assert what.id_number == number
    assert not (number and (what.people or what.homes))


def test_the_end_of_a_telephone_finds_only_whom_it_may():
    names = {look.name for look in asked("5678").homes}
    assert "phone_tail" in names
    assert "phone_tail" not in {look.name for look in asked("5678", may_use_tail=False).homes}


def test_ages_count_completed_years():
    first, last = Filters(age_from=60, age_to=69).born(date(2026, 11, 25))
    assert (first, last) == (19561126, 19661125)
