"""Short ways to declare a register's columns, one for each kind of value."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict, Unpack

from server.core.registers.fields import FieldType, Privacy, RegisterField

if TYPE_CHECKING:
    from server.core.registers.fields import Choice, Unit

LONG_NOTE = 2_000
LARGEST = 2_000_000_000
"""What a plain integer column of every database holds."""


class Options(TypedDict, total=False):
    """What a column may say besides its name and kind (see `RegisterField`)."""

    required: bool
    privacy: Privacy
    find: bool
    listed: bool
    least: int
    most: int
    longest: int
    places: int
    rule: str
    hint_zh: str
    hint_en: str


def _field(
    kind: FieldType, names: tuple[str, str, str], usual: Options, more: Options
) -> RegisterField:
    name, zh, en = names
    return RegisterField(name=name, zh=zh, en=en, type=kind, **(usual | more))


def text(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A short text."""
    return _field(FieldType.TEXT, (name, zh, en), {}, more)


def note(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A text of several lines."""
    return _field(FieldType.NOTE, (name, zh, en), {"longest": LONG_NOTE}, more)


def whole(name: str, zh: str, en: str, unit: Unit, **more: Unpack[Options]) -> RegisterField:
    """A count: never negative unless `least` says so."""
    usual: Options = {"least": 0, "most": LARGEST}
    return RegisterField(name=name, zh=zh, en=en, type=FieldType.WHOLE, unit=unit, **(usual | more))


def decimal(name: str, zh: str, en: str, unit: Unit, **more: Unpack[Options]) -> RegisterField:
    """A measure or an amount of money; two places behind the point unless told otherwise."""
    usual: Options = {"least": 0, "most": LARGEST, "places": 2}
    return RegisterField(
        name=name, zh=zh, en=en, type=FieldType.DECIMAL, unit=unit, **(usual | more)
    )


def day(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A calendar day in Asia/Shanghai."""
    return _field(FieldType.DATE, (name, zh, en), {}, more)


def month(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A calendar month."""
    return _field(FieldType.MONTH, (name, zh, en), {}, more)


def year(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A calendar year."""
    return _field(FieldType.YEAR, (name, zh, en), {"least": 1900, "most": 2200}, more)


def moment(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A point in time, stored UTC, shown Asia/Shanghai."""
    return _field(FieldType.MOMENT, (name, zh, en), {}, more)


def yes_no(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """Yes or no."""
    return _field(FieldType.YES_NO, (name, zh, en), {}, more)


def one_of(
    name: str, zh: str, en: str, offered: tuple[Choice, ...], **more: Unpack[Options]
) -> RegisterField:
    """One value of a closed list."""
    usual: Options = {"longest": 24}
    return RegisterField(
        name=name, zh=zh, en=en, type=FieldType.CHOICE, choices=offered, **(usual | more)
    )


def some_of(
    name: str, zh: str, en: str, offered: tuple[Choice, ...], **more: Unpack[Options]
) -> RegisterField:
    """Some values of a closed list."""
    usual: Options = {"longest": 240}
    return RegisterField(
        name=name, zh=zh, en=en, type=FieldType.CHOICES, choices=offered, **(usual | more)
    )


def point(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A WGS84 position."""
    return _field(FieldType.POINT, (name, zh, en), {}, more)


def person_name(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A person's name."""
    usual: Options = {"privacy": Privacy.PERSONAL, "longest": 40}
    return _field(FieldType.TEXT, (name, zh, en), usual, more)


def id_number(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A citizen ID number: sealed, and found by its digest only."""
    usual: Options = {"privacy": Privacy.SENSITIVE, "find": True, "rule": "P-01"}
    return _field(FieldType.ID_NUMBER, (name, zh, en), usual, more)


def phone(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A telephone number."""
    usual: Options = {"privacy": Privacy.PERSONAL, "longest": 20, "rule": "P-25"}
    return _field(FieldType.PHONE, (name, zh, en), usual, more)


def account(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A bank account."""
    usual: Options = {"privacy": Privacy.SENSITIVE, "rule": "P-26"}
    return _field(FieldType.ACCOUNT, (name, zh, en), usual, more)


def number(name: str, zh: str, en: str, series: str, **more: Unpack[Options]) -> RegisterField:
    """A running number, given when a record has none (`numbering`)."""
    usual: Options = {"find": True, "listed": True, "longest": 60}
    return RegisterField(
        name=name, zh=zh, en=en, type=FieldType.NUMBER, series=series, **(usual | more)
    )


def household(**more: Unpack[Options]) -> RegisterField:
    """A household of the central store, by its number (domain.md 2.2)."""
    usual: Options = {"find": True, "listed": True, "longest": 16}
    return _field(FieldType.HOUSEHOLD, ("hh_no", "户编号", "Household number"), usual, more)


def person(**more: Unpack[Options]) -> RegisterField:
    """A person of that household: written as name or identity number, kept as the key."""
    usual: Options = {
        "longest": 20,
        "privacy": Privacy.PERSONAL,
        "hint_zh": "户内人员的姓名或公民身份号码",
        "hint_en": "name or ID number of a person of the household",
    }
    return _field(FieldType.PERSON, ("person_id", "人员", "Person"), usual, more)


def record(name: str, zh: str, en: str, refers: str, **more: Unpack[Options]) -> RegisterField:
    """A record of the register `refers`, by its number."""
    usual: Options = {"find": True, "longest": 60}
    return RegisterField(
        name=name, zh=zh, en=en, type=FieldType.RECORD, refers=refers, **(usual | more)
    )


def photo(name: str, zh: str, en: str, **more: Unpack[Options]) -> RegisterField:
    """A photo: ``sha256:`` and its digest, or a submission's id, a slash, the file's name."""
    return _field(FieldType.FILE, (name, zh, en), {"longest": 280}, more)
