"""From what is written to typed values: one marshmallow schema per register (decision D16)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields

from server.core.registers import BY_NAME
from server.core.registers.reading import Unfit, read
from server.core.registers.register import Complaint
from server.core.registers.writing import json_of
from server.core.types import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register


@dataclass(frozen=True, slots=True)
class Said:
    """A message in both languages."""

    zh: str
    en: str


NEEDED = Said("必须填写", "it must be filled in")
UNKNOWN = Said("没有这一列", "there is no such column")


class Cell(fields.Field[object]):
    """One column; what it takes and gives is said by `core.registers.reading` and `writing`."""

    def __init__(self, column: RegisterField) -> None:
        needed: Any = [NEEDED]  # marshmallow keeps whatever a message is
        super().__init__(
            required=column.required,
            allow_none=not column.required,
            error_messages={"required": needed, "null": needed},
        )
        self.column = column

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: object,
    ) -> object:
        del attr, data, kwargs
        try:
            found = read(self.column, value)
        except Unfit as error:
            raise ValidationError([Said(error.zh, error.en)]) from error
        if found is None and self.required:
            raise ValidationError([NEEDED])
        return found

    def _serialize(self, value: object, attr: str | None, obj: object, **kwargs: object) -> object:
        del attr, obj, kwargs
        return json_of(value)


@cache
def schema_of(register_name: str) -> Schema:
    """The schema of a register, made once."""
    columns = BY_NAME[register_name].columns
    made = Schema.from_dict(
        {column.name: Cell(column) for column in columns}, name=f"{register_name}_record"
    )
    return made()


@dataclass(frozen=True, slots=True)
class Examined:
    """Typed values and what is wrong with them; a value with a fault is left out."""

    values: dict[str, object]
    complaints: tuple[Complaint, ...] = ()

    @property
    def errors(self) -> tuple[Complaint, ...]:
        """What must be put right."""
        return tuple(c for c in self.complaints if c.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Complaint, ...]:
        """What is worth a second look."""
        return tuple(c for c in self.complaints if c.severity is not Severity.ERROR)


def examined(
    register: Register, raw: Mapping[str, object], *, partial: bool = False, strict: bool = True
) -> Examined:
    """Read the columns of one record; with `partial` only those that are there.

    Without `strict` unknown columns are passed over.
    """
    wrong: dict[str, Any] = {}
    try:
        values = schema_of(register.name).load(
            raw, partial=partial, unknown=RAISE if strict else EXCLUDE
        )
    except ValidationError as error:
        values, wrong = error.valid_data, error.messages_dict
    return Examined(dict(values), tuple(_complaints(wrong)))


def checked(register: Register, values: Mapping[str, object]) -> tuple[Complaint, ...]:
    """What the register itself says of a whole record."""
    return (*_days_in_order(register, values), *register.check(values))


def _days_in_order(register: Register, values: Mapping[str, object]) -> Iterator[Complaint]:
    since, until = values.get(register.since), values.get(register.until)
    if since is not None and until is not None and str(until) < str(since):
        yield Complaint(
            register.until,
            f"{register.by_name[register.until].zh}早于{register.by_name[register.since].zh}",
            f"{register.by_name[register.until].en} lies before "
            f"{register.by_name[register.since].en}",
        )


def _complaints(wrong: Mapping[str, Any]) -> Iterator[Complaint]:
    for name, messages in wrong.items():
        for message in messages:
            said = message if isinstance(message, Said) else UNKNOWN
            yield Complaint(name, said.zh, said.en)
