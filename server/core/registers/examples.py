"""An invented record for the template's example row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.fields import FieldType
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register

UNITS = {
    Level.CITY: "620400000000",
    Level.COUNTY: "620421000000",
    Level.TOWNSHIP: "620421102000",
    Level.VILLAGE: "620421102201",
}
SAMPLES: Mapping[FieldType, str | int] = {
    FieldType.TEXT: "示例",
    FieldType.NOTE: "示例",
    FieldType.WHOLE: 1,
    FieldType.DECIMAL: "10.5",
    FieldType.DATE: "2026-01-31",
    FieldType.MONTH: "2026-01",
    FieldType.YEAR: 1980,
    FieldType.MOMENT: "2026-01-31 08:30",
    FieldType.YES_NO: "是",
    FieldType.POINT: "36.55 104.17",
    FieldType.ID_NUMBER: "34052419800101001X",
    FieldType.PHONE: "13900000000",
    FieldType.ACCOUNT: "123456789012",
    FieldType.HOUSEHOLD: "6204211022010001",
    FieldType.PERSON: "张三",
    FieldType.RECORD: "示例-0001",
    FieldType.NUMBER: "",
    FieldType.FILE: "",
}


def example_of(register: Register) -> dict[str, str | int]:
    """A cell for every column; the register's own examples first."""
    return {column.name: _sample(register, column) for column in register.columns}


def _sample(register: Register, column: RegisterField) -> str | int:
    if column.name in register.example:
        return register.example[column.name]
    if column.type is FieldType.PLACE:
        return UNITS[register.levels[-1]]
    if column.choices:
        return column.choices[0].zh
    if column.name == register.until:
        return ""
    return SAMPLES[column.type]
