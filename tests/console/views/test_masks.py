from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from server.console.views.masks import is_masked, masked
from tests.builders.people import id_number

NUMBER = id_number(date(1963, 4, 17), sex="2")
HIDDEN = f"{NUMBER[:6]}********{NUMBER[-4:]}"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("m_id_number", NUMBER, HIDDEN),
        ("note_of_tomorrow", NUMBER, HIDDEN),
        ("m_disability_cert", f"{NUMBER}43", f"{HIDDEN}43"),
        ("phone", "13912345612", "139******12"),
        ("remark", "电话13912345612，改打0943-6121234", "电话139******12，改打0943-6121234"),
        ("reporter_phone", "0943-6121234", "094******34"),
        ("hh_no", "6204211022010147", "6204211022010147"),
        ("m_id_number", "6204221963", "********63"),
    ],
    ids=[
        "identity number",
        "the same under another question",
        "certificate",
        "mobile phone",
        "phone inside a sentence",
        "land line of a person",
        "household number",
        "broken identity number",
    ],
)
def test_numbers_of_people_are_hidden_by_shape_and_by_question(name, value, shown):
    assert masked(name, value) == shown
    assert is_masked(name, value) == (value != shown)


@given(
    born=some.dates(min_value=date(1930, 1, 1), max_value=date(2026, 1, 1)),
    before=some.text(alphabet="证号：（ 甲乙", max_size=8),
    after=some.text(alphabet="，。） 丙丁", max_size=8),
)
def test_no_identity_number_survives_anywhere_in_a_text(born, before, after):
    number = id_number(born, sex="1")
    assert number not in masked("anything", f"{before}{number}{after}")
