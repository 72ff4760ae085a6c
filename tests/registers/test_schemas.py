"""One schema per register: what it gives, it takes again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.core.registers import BY_NAME, REGISTERS
from server.core.registers.reading import read
from server.core.registers.writing import shown, text_of
from server.registers.schemas import examined, schema_of
from tests.builders import registers as built

every = pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.name)


@every
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_written_as_json_is_read_as_it_was(register, data):
    record = data.draw(built.values(register))
    read_again = schema_of(register.name).load(schema_of(register.name).dump(record))
    assert read_again == {name: value for name, value in record.items() if name in read_again}
    assert set(read_again) == set(record)


@every
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_sealed_or_exported_as_text_is_read_as_it_was(register, data):
    record = data.draw(built.values(register))
    for name, value in record.items():
        field = register.by_name[name]
        assert read(field, text_of(value)) == value
        for language in ("zh", "en"):
            assert isinstance(shown(field, value, language), str)


@every
def test_the_example_of_the_template_fits(register):
    assert examined(register, built.raw(register)).complaints == ()
    assert list(register.check(examined(register, built.raw(register)).values)) == []


def test_each_fault_is_said_of_its_column_in_both_languages():
    judged = examined(BY_NAME["staff"], built.staff(birth_year="18", sex=None, post="厨师", x=1))
    assert {complaint.field for complaint in judged.errors} == {"birth_year", "sex", "post", "x"}
    assert all(complaint.zh and complaint.en for complaint in judged.errors)
    assert "name" in judged.values


def test_part_of_a_record_is_enough_for_a_change():
    judged = examined(BY_NAME["staff"], {"post": "所长"}, partial=True)
    assert judged.values == {"post": "head"}
    assert judged.complaints == ()
