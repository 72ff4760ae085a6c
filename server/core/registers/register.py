"""One register as declared: everything else about it follows from this (domain.md 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from server.core.registers.fields import FieldType, Privacy, RegisterField
from server.core.types import Level, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from server.core.desk.people import Post

    Values = Mapping[str, object]
    Check = Callable[[Values], Iterator["Complaint"]]

UNIT = RegisterField(
    name="unit",
    zh="所属区划",
    en="Unit",
    type=FieldType.PLACE,
    required=True,
    privacy=Privacy.OPEN,
    listed=True,
    longest=12,
    hint_zh="12位统计用区划代码，或名称",
    hint_en="12-digit division code, or the name",
)
"""Where a record belongs: the column every register has."""

VALID_FROM = RegisterField(
    name="valid_from",
    zh="生效日期",
    en="Valid from",
    type=FieldType.DATE,
    required=True,
    privacy=Privacy.OPEN,
    listed=True,
)
VALID_TO = RegisterField(
    name="valid_to",
    zh="失效日期",
    en="Valid to",
    type=FieldType.DATE,
    privacy=Privacy.OPEN,
    hint_zh="最后一天，含当天；仍有效则留空",
    hint_en="the last day, inclusive; empty while in force",
)


class Complaint(NamedTuple):
    """What is wrong with the values of one record; `field` is empty for the record as a whole."""

    field: str
    zh: str
    en: str
    severity: Severity = Severity.ERROR


def _no_checks(_values: Values) -> Iterator[Complaint]:
    return iter(())


@dataclass(frozen=True, kw_only=True)
class Register:
    """A register of one of the nine databases.

    `levels` are those of the units records belong to.  `since` and `until` name the columns that
    say from which day and to which (inclusive) a record holds; `until` is empty where a record
    tells of something that happened and does not end.  `key` are the columns (``unit`` for the
    unit) that no two records in force on the same day of one county share.  `title` is what people
    call a record; `order` sorts lists, newest first with a leading minus.  `is_public` lets
    everybody below the unit read it, as a county's standards.  `writers` narrows who may write;
    empty means the posts of the database (`rights`).  `form_id` is the form whose accepted
    submissions are loaded.  `guided` are columns that only a procedure changes, so that no step is
    passed over by typing it; `frozen_with` names the column that, once filled, lets nothing of the
    record change any more, or that names such a record.  `example` are cells of the template's
    example row where an invented value would not do.
    """

    name: str
    zh: str
    en: str
    database: int
    businesses: tuple[str, ...]
    levels: tuple[Level, ...]
    fields: tuple[RegisterField, ...]
    key: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    since: str = VALID_FROM.name
    until: str = VALID_TO.name
    check: Check = _no_checks
    example: Mapping[str, str] = field(default_factory=dict)
    is_public: bool = False
    writers: tuple[Post, ...] = ()
    form_id: str = ""
    guided: tuple[str, ...] = ()
    frozen_with: str = ""

    def label(self, language: str) -> str:
        """The name of the register in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh

    @cached_property
    def columns(self) -> tuple[RegisterField, ...]:
        """What is asked of a record, in the order of forms and spreadsheets."""
        ends = [
            column
            for column, name in ((VALID_FROM, self.since), (VALID_TO, self.until))
            if column.name == name
        ]
        return (UNIT, *self.fields, *ends)

    @cached_property
    def by_name(self) -> Mapping[str, RegisterField]:
        """Columns by name."""
        return {column.name: column for column in self.columns}

    @cached_property
    def listed(self) -> tuple[RegisterField, ...]:
        """Columns a list shows when it is not told which."""
        first = [self.by_name[name] for name in self.title]
        others = [column for column in self.columns if column.listed and column not in first]
        return (*first, *others)

    @cached_property
    def privacy(self) -> Privacy:
        """The highest class of its columns."""
        return max(column.privacy for column in self.columns)

    @property
    def lasts(self) -> bool:
        """Whether its records end one day, so that a list shows those in force."""
        return bool(self.until)
