"""What a screen shows of a value that is not for everybody (domain.md 5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.registers.fields import FieldType, Privacy
from server.core.registers.writing import text_of

if TYPE_CHECKING:
    from server.core.registers.fields import RegisterField

STARS = "***"


@dataclass(frozen=True, slots=True)
class Hidden:
    """A value that is there but not shown; `text` is what may be seen of it."""

    text: str

    def __str__(self) -> str:
        """What may be seen."""
        return self.text


def is_open(field: RegisterField, shows: Privacy) -> bool:
    """Whether a post that sees up to class `shows` reads the column as it is.

    The last class is masked for everybody: it is shown one value at a time, with a purpose.
    """
    return field.privacy <= shows and not field.is_sealed


def masked(field: RegisterField, value: object) -> Hidden | None:
    """What is seen of a hidden value; None when there is no value."""
    if value is None or value == "":
        return None
    text = text_of(value)
    match field.type:
        case FieldType.ID_NUMBER:
            return Hidden(idnumber.masked(text))
        case FieldType.ACCOUNT:
            return Hidden(f"**** {text[-4:]}")
        case FieldType.PHONE:
            return Hidden(f"{text[:3]}{'*' * max(len(text) - 5, 0)}{text[-2:]}")
        case FieldType.TEXT if field.privacy is Privacy.PERSONAL and field.name.endswith("name"):
            return Hidden(f"{text[:1]}某")
        case _:
            return Hidden(STARS)
