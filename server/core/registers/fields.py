"""What a register writes down in one column: kind of value, unit, choices, who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class FieldType(StrEnum):
    """Kinds of value; `reading` says how each is read and written."""

    TEXT = "text"
    NOTE = "note"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    MONTH = "month"
    YEAR = "year"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    PLACE = "place"
    POINT = "point"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    NUMBER = "number"  # a running number the server gives
    HOUSEHOLD = "household"  # a household's number
    PERSON = "person"  # a person's key
    RECORD = "record"  # the number of a record of another register
    FILE = "file"  # a file of a submission: its id, a slash, the file's name


class Privacy(IntEnum):
    """Privacy classes (domain.md 2.6); the last is sealed at rest and masked on every screen."""

    OPEN = 0
    INTERNAL = 1
    PERSONAL = 2
    SENSITIVE = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts, as people read it."""

    zh: str
    en: str

    def name(self, language: str) -> str:
        """The unit in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a closed list."""

    value: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The label in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterField:
    """One column of a register.

    `least` and `most` bound a number, `longest` the characters of a text, `places` those behind
    the point (of a NUMBER its digits).  `find` lets a search look here, `listed` shows it in
    lists.  `refers` names the register a RECORD points into, `series` is the pattern of a NUMBER
    (`numbering`).  `rule` is the id in rules.csv, or the section, the bounds come from.
    """

    name: str
    zh: str
    en: str
    type: FieldType
    unit: Unit | None = None
    required: bool = False
    choices: tuple[Choice, ...] = ()
    privacy: Privacy = Privacy.INTERNAL
    find: bool = False
    listed: bool = False
    least: int | None = None
    most: int | None = None
    longest: int = 80
    places: int = 0
    refers: str = ""
    series: str = ""
    rule: str = ""
    hint_zh: str = ""
    hint_en: str = ""

    def label(self, language: str) -> str:
        """The name of the column in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh

    def hint(self, language: str) -> str:
        """What to mind when filling it in."""
        return self.hint_en if language.startswith("en") else self.hint_zh

    def choice_label(self, value: str, language: str) -> str:
        """The label of a chosen value; the value itself when the list does not know it."""
        found = self.by_value.get(value)
        return found.name(language) if found else value

    @property
    def by_value(self) -> Mapping[str, Choice]:
        """Choices by what is stored."""
        return {choice.value: choice for choice in self.choices}

    @property
    def is_sealed(self) -> bool:
        """Whether it is encrypted at rest."""
        return self.privacy is Privacy.SENSITIVE

    @property
    def is_several(self) -> bool:
        """Whether it holds several choices."""
        return self.type is FieldType.CHOICES

    @property
    def is_number(self) -> bool:
        """Whether it is set flush right."""
        return self.type in {FieldType.WHOLE, FieldType.DECIMAL}


def choices(*rows: tuple[str, str, str]) -> tuple[Choice, ...]:
    """A closed list from rows of value, Chinese and English label."""
    return tuple(Choice(*row) for row in rows)
