"""Records of any register: what the template's example says, and values drawn at random."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import strategies as st

from server.core.registers.examples import example_of
from server.core.registers.fields import FieldType
from server.core.types import GeoPoint
from tests.builders.areas import DONGWAN, JINGYUAN, SANHE
from tests.builders.people import bank_card, id_number

WORDS = st.text("三合村大坝东湾镇幸福院 abc123（）", min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)


def raw(register, **more):
    """The example of the template with other cells, as somebody would type it."""
    return {**example_of(register), **more}


def staff(**more):
    """A clerk of the township, as typed."""
    return {
        "unit": DONGWAN,
        "name": "李军",
        "sex": "男",
        "birth_year": "1980",
        "id_number": id_number(date(1980, 5, 6)),
        "education": "大专",
        "post": "社会救助",
        "employment": "事业编制",
        "full_time": "是",
        "phone": "13912345678",
        "start_date": "2020-03-01",
        **more,
    }


def standard(**more):
    """What the county pays for rural Dibao, first class, as typed."""
    return {
        "unit": JINGYUAN,
        "kind": "农村低保",
        "class": "一类",
        "amount": "410.00",
        "document_no": "靖政发〔2026〕8号",
        "valid_from": "2026-01-01",
        **more,
    }


def institution(**more):
    """A home for the old in the village, as typed."""
    return {
        "unit": SANHE,
        "name": "三合村互助老人幸福院",
        "kind": "互助老人幸福院",
        "beds": "20",
        "residents": "12",
        "valid_from": "2026-01-01",
        **more,
    }


def values(register):
    """Typed values of a whole record, optional ones now and then left out."""
    return st.fixed_dictionaries(
        {column.name: _value(column) for column in register.columns if column.required},
        optional={
            column.name: _value(column) for column in register.columns if not column.required
        },
    )


def _value(column):
    made = STRATEGIES[column.type]
    drawn = made(column) if callable(made) else made
    return drawn if column.required else st.none() | drawn


def _text(column):
    return WORDS.filter(bool).map(lambda text: text[: column.longest].strip())


def _decimal(column):
    return st.decimals(
        column.least, column.most, allow_nan=False, places=column.places, allow_infinity=False
    ).map(lambda value: value.quantize(Decimal(1).scaleb(-column.places)))


def _some(column):
    every = [choice.value for choice in column.choices]
    return st.lists(st.sampled_from(every), min_size=1, unique=True).map(
        lambda chosen: tuple(value for value in every if value in chosen)
    )


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DEGREES = st.floats(-90, 90, allow_nan=False).map(lambda degree: degree + 0.0)
STRATEGIES = {
    FieldType.TEXT: _text,
    FieldType.NOTE: _text,
    FieldType.NUMBER: _text,
    FieldType.RECORD: _text,
    FieldType.WHOLE: lambda column: st.integers(column.least, column.most),
    FieldType.YEAR: lambda column: st.integers(column.least, column.most),
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: DAYS,
    FieldType.MONTH: DAYS.map(lambda day: f"{day:%Y-%m}"),
    FieldType.MOMENT: st.builds(datetime.combine, DAYS, st.just(time(8, 30)), st.just(UTC)),
    FieldType.YES_NO: st.booleans(),
    FieldType.CHOICE: lambda column: st.sampled_from([c.value for c in column.choices]),
    FieldType.CHOICES: _some,
    FieldType.PLACE: st.sampled_from([DONGWAN, JINGYUAN, SANHE]),
    FieldType.POINT: st.builds(
        GeoPoint, DEGREES, DEGREES, st.none() | DEGREES, st.none() | DEGREES.map(abs)
    ),
    FieldType.ID_NUMBER: st.dates(date(1920, 1, 1), date(2020, 1, 1)).map(id_number),
    FieldType.PHONE: st.integers(0, 10**8 - 1).map(lambda n: f"139{n:08d}"),
    FieldType.ACCOUNT: st.integers(0, 10**8 - 1).map(lambda n: bank_card(f"6212260{n:08d}")),
    FieldType.HOUSEHOLD: st.integers(0, 9999).map(lambda n: f"{SANHE}{n:04d}"),
    FieldType.PERSON: st.integers(1, 2**62).map(str),
    FieldType.FILE: st.integers(1, 2**62).map(lambda key: f"{key}/照片 1.jpg"),
}
