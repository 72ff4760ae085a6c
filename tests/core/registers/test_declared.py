"""Every register is declared whole; a new one is checked by being there."""

import re

import pytest

from server.core.registers import BY_NAME, REGISTERS
from server.core.registers.databases import BUSINESSES, DATABASES
from server.core.registers.examples import example_of
from server.core.registers.explaining import HOW, explained
from server.core.registers.fields import FieldType, Privacy
from server.core.registers.reading import READERS

CHINESE = re.compile("[一-鿿]")
LATIN = re.compile("[A-Za-z]")
every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)


def test_no_two_registers_share_a_name():
    assert len(BY_NAME) == len(REGISTERS)


def test_every_kind_of_value_is_read_and_explained():
    assert set(READERS) == set(HOW) == set(FieldType)


@every
def test_a_register_belongs_to_one_of_the_nine_databases_and_to_known_businesses(register):
    assert register.database in {database.number for database in DATABASES}
    assert set(register.businesses) <= set(BUSINESSES)
    assert register.levels


@every
def test_names_are_said_in_both_languages(register):
    said = [register, *register.fields, *(c for f in register.fields for c in f.choices)]
    assert [each for each in said if not CHINESE.search(each.zh) and each.zh.isalpha()] == []
    assert [each for each in said if not each.en or CHINESE.search(each.en)] == []
    for field in register.columns:
        assert CHINESE.search(explained(field, "zh"))
        assert LATIN.search(explained(field, "en"))
        assert bool(field.hint_zh) == bool(field.hint_en)


@every
def test_what_a_register_names_is_one_of_its_columns(register):
    order = [name.removeprefix("-") for name in register.order]
    named = {*register.key, *register.title, *order, *register.example, register.since}
    assert named | ({register.until} if register.until else set()) <= set(register.by_name)
    assert register.by_name[register.since].required or register.since == "valid_from"
    assert len(register.by_name) == len(register.columns)


@every
def test_choices_can_be_told_apart_in_either_language(register):
    for field in register.fields:
        for words in ("value", "zh", "en"):
            said = [getattr(choice, words) for choice in field.choices]
            assert len(set(said)) == len(said), field.name
        assert all(len(choice.value) <= field.longest for choice in field.choices)
        assert bool(field.choices) == (field.type in {FieldType.CHOICE, FieldType.CHOICES})
        assert all(" " not in choice.value for choice in field.choices)


@every
def test_numbers_have_units_and_bounds(register):
    for field in register.fields:
        if field.is_number:
            assert field.unit is not None, field.name
            assert field.least is not None, field.name
            assert field.most is not None, field.name


@every
def test_what_identifies_a_person_is_of_the_last_class(register):
    for field in register.fields:
        if field.type in {FieldType.ID_NUMBER, FieldType.ACCOUNT}:
            assert field.privacy is Privacy.SENSITIVE
        if field.type is FieldType.PHONE:
            is_of_an_office = register.name == "office_profile"
            assert field.privacy >= (Privacy.OPEN if is_of_an_office else Privacy.PERSONAL)


@every
def test_references_point_into_registers_that_have_numbers(register):
    for field in register.fields:
        if field.type is FieldType.RECORD:
            numbers = [f for f in BY_NAME[field.refers].fields if f.type is FieldType.NUMBER]
            assert len(numbers) == 1
        assert bool(field.series) == (field.type is FieldType.NUMBER)
        if field.type is FieldType.PERSON:
            assert "hh_no" in register.by_name


@every
def test_the_example_fills_what_must_be_filled_in(register):
    sample = example_of(register)
    assert [c.name for c in register.columns if c.required and sample[c.name] == ""] == []
