"""What people and programs write in a column -> its value, and the value as text again.

Spreadsheets, forms and JSON say the same in different ways: ``2026/1/2`` and ``2026年1月2日``,
``1,200.00``, ``是``, a label instead of a code.  All are read; `Unfit` says what does not fit.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import TYPE_CHECKING

from server.core import idnumber
from server.core.area import unit_code
from server.core.days import FIRST_YEAR, LAST_YEAR, LOCAL
from server.core.errors import BadUnitCode, IdNumberWrong
from server.core.registers.fields import FieldType
from server.core.registers.luhn import passes_luhn
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from server.core.registers.fields import RegisterField

    Reader = Callable[[RegisterField, object], object]

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
NUMBER = re.compile(r"[+-]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[+-]?\d{1,15}(?:\.\d{1,15})?")
PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
ACCOUNT = re.compile(r"\d{12,19}")
CARDS = frozenset({16, 19})
HOUSEHOLD = re.compile(r"\d{16}")
PERSON = re.compile(r"\d{1,19}")
FILE = re.compile(r"\d{1,19}/[^/\x00-\x1f]{1,255}|sha256:[0-9a-f]{64}")
SEPARATORS = re.compile(r"[、,，;；|\s]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
YES = frozenset({"1", "是", "有", "√", "yes", "y", "true"})
NO = frozenset({"0", "否", "无", "×", "no", "n", "false"})
WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0xFF0D: "-"}
COORDINATES = range(2, 5)
MONTHS = range(1, 13)


class Unfit(ValueError):
    """A value that does not fit its column; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def read(field: RegisterField, raw: object) -> object:
    """The value of a cell, a form field or a JSON member; None when there is none.

    Raise Unfit for what is no value of this column.
    """
    if raw is None or raw == [] or (isinstance(raw, str) and not raw.strip()):
        return None
    return READERS[field.type](field, raw)


def _plain(raw: object) -> str:
    """Cells that hold a number instead of a text give it back without ``.0``."""
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dict | list | tuple):
        raise Unfit("应为文字", "a text is needed")
    return str(raw).strip()


def _text(field: RegisterField, raw: object) -> str:
    text = _plain(raw)
    if len(text) > field.longest:
        raise Unfit(
            f"超过 {field.longest} 个字（现有 {len(text)} 个）",
            f"longer than {field.longest} characters ({len(text)})",
        )
    if CONTROL.search(text):
        raise Unfit("含有不可见的控制字符", "it holds control characters")
    return text


def _line(field: RegisterField, raw: object) -> str:
    return " ".join(_text(field, raw).split())


def _number(raw: object) -> Decimal:
    if isinstance(raw, bool):
        raise Unfit("应为数字", "a number is needed")
    text = _plain(raw).translate(WIDE).replace("−", "-")
    if not NUMBER.fullmatch(text):
        raise Unfit(f"“{text[:20]}”不是数字", f"“{text[:20]}” is no number")
    return Decimal(text.replace(",", "").replace("，", ""))


def _bounded(field: RegisterField, value: Decimal) -> None:
    if field.least is not None and value < field.least:
        raise Unfit(f"不能小于 {field.least}", f"must not be below {field.least}")
    if field.most is not None and value > field.most:
        raise Unfit(f"不能大于 {field.most}", f"must not be above {field.most}")


def _whole(field: RegisterField, raw: object) -> int:
    value = _number(raw)
    if value != value.to_integral_value():
        raise Unfit("应为整数", "a whole number is needed")
    _bounded(field, value)
    return int(value)


def _decimal(field: RegisterField, raw: object) -> Decimal:
    value = _number(raw)
    try:
        exact = value.quantize(Decimal(1).scaleb(-field.places))
    except InvalidOperation as error:
        raise Unfit("数字太大", "the number is too large") from error
    if exact != value:
        raise Unfit(f"最多 {field.places} 位小数", f"at most {field.places} decimal places")
    _bounded(field, exact)
    return exact


def _day(_field: RegisterField, raw: object) -> date:
    if isinstance(raw, datetime):
        return _sane(raw.date())
    if isinstance(raw, date):
        return _sane(raw)
    text = _plain(raw).translate(WIDE)
    found = DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text)
    if not found:
        raise Unfit(
            f"“{text[:20]}”不是日期，请写成 2026-01-31",
            f"“{text[:20]}” is no date; write 2026-01-31",
        )
    try:
        return _sane(date(*map(int, found.groups())))
    except ValueError as error:
        raise Unfit(f"没有 {text[:20]} 这一天", f"there is no day {text[:20]}") from error


def _sane(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unfit(f"年份 {day.year} 不合理", f"the year {day.year} is unlikely")
    return day


def _month(_field: RegisterField, raw: object) -> str:
    if isinstance(raw, date):
        return f"{raw:%Y-%m}"
    text = _plain(raw).translate(WIDE)
    found = MONTH.fullmatch(text)
    if not found or int(found[2]) not in MONTHS or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Unfit(
            f"“{text[:20]}”不是月份，请写成 2026-01", f"“{text[:20]}” is no month; write 2026-01"
        )
    return f"{found[1]}-{int(found[2]):02d}"


def _year(field: RegisterField, raw: object) -> int:
    if isinstance(raw, date):
        return raw.year
    return _whole(field, _plain(raw).removesuffix("年"))


def _moment(_field: RegisterField, raw: object) -> datetime:
    if isinstance(raw, datetime):
        value = raw
    else:
        text = _plain(raw).replace("/", "-")
        try:
            value = datetime.fromisoformat(text)
        except ValueError as error:
            raise Unfit(
                f"“{text[:25]}”不是时间，请写成 2026-01-31 08:30",
                f"“{text[:25]}” is no time; write 2026-01-31 08:30",
            ) from error
    _sane(value.date())
    return value if value.tzinfo else value.replace(tzinfo=LOCAL)


def _yes_no(_field: RegisterField, raw: object) -> bool:
    text = _plain(raw).lower()
    if text in YES:
        return True
    if text in NO:
        return False
    raise Unfit("应填“是”或“否”", "yes or no is needed")


def _choice(field: RegisterField, raw: object) -> str:
    text = _plain(raw)
    for choice in field.choices:
        if text in {choice.value, choice.zh, choice.en}:
            return choice.value
    offered_zh = "、".join(choice.zh for choice in field.choices)
    offered_en = ", ".join(choice.en for choice in field.choices)
    raise Unfit(
        f"“{text[:20]}”不在选项中（{offered_zh}）", f"“{text[:20]}” is not offered ({offered_en})"
    )


def _choices(field: RegisterField, raw: object) -> tuple[str, ...] | None:
    """Several choices, each once, in the order of the list."""
    words = raw if isinstance(raw, list | tuple) else _words(field, _plain(raw))
    chosen = {_choice(field, word) for word in words if word}
    return tuple(c.value for c in field.choices if c.value in chosen) or None


def _words(field: RegisterField, text: str) -> list[str]:
    """Codes or labels; an English label may hold blanks, so whole labels are tried first."""
    whole = [word.strip() for word in re.split(r"[、,，;；|\n]", text)]
    labels = {choice.zh for choice in field.choices} | {choice.en for choice in field.choices}
    return [
        part
        for word in whole
        for part in ([word] if word in labels else SEPARATORS.split(word))
        if part
    ]


def _place(_field: RegisterField, raw: object) -> str:
    text = _plain(raw).translate(WIDE)
    try:
        return unit_code(text)
    except BadUnitCode as error:
        raise Unfit(error.sentence("zh"), error.sentence("en")) from error


def _point(_field: RegisterField, raw: object) -> GeoPoint:
    if isinstance(raw, GeoPoint):
        return raw
    if isinstance(raw, dict):
        parts = [raw.get(key) for key in ("lat", "lon", "alt_m", "accuracy_m")]
        return _position([None if part is None else _degrees(part) for part in parts])
    words = re.split(r"[,，\s]+", _plain(raw))
    if len(words) not in COORDINATES:
        raise Unfit("应为“纬度 经度”", "latitude and longitude are needed")
    return _position([None if word == "-" else _degrees(word) for word in words])


def _degrees(part: object) -> float:
    try:
        number = float(_plain(part))
    except ValueError as error:
        raise Unfit("应为“纬度 经度”", "latitude and longitude are needed") from error
    if not isfinite(number):
        raise Unfit("应为“纬度 经度”", "latitude and longitude are needed")
    return number


def _position(numbers: list[float | None]) -> GeoPoint:
    lat, lon, alt_m, accuracy_m = (*numbers, None, None)[:4]
    if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):  # noqa: PLR2004  # the globe
        raise Unfit(
            "纬度应在 ±90、经度应在 ±180 之间", "no position on Earth; latitude comes first"
        )
    return GeoPoint(lat, lon, alt_m, accuracy_m)


def _id_number(_field: RegisterField, raw: object) -> str:
    try:
        return idnumber.validate(_plain(raw))
    except IdNumberWrong as error:
        raise Unfit(error.sentence("zh"), error.sentence("en")) from error


def _matching(pattern: re.Pattern[str], zh: str, en: str) -> Reader:
    def reader(_field: RegisterField, raw: object) -> str:
        text = re.sub(r"\s", "", _plain(raw)).translate(WIDE)
        if not pattern.fullmatch(text):
            raise Unfit(zh, en)
        return text

    return reader


def _file(_field: RegisterField, raw: object) -> str:
    text = _plain(raw)
    if not FILE.fullmatch(text):
        raise Unfit(
            "应为照片，或“提交编号/文件名”", "a photo, or submission id/file name, is needed"
        )
    return text


def _account(_field: RegisterField, raw: object) -> str:
    """Rule P-26: 12 to 19 digits; numbers of cards carry a check digit."""
    if isinstance(raw, int | float):
        raise Unfit("账号单元格应设为文本格式", "format the cell as text: digits would be lost")
    text = re.sub(r"[\s-]", "", _plain(raw)).translate(WIDE)
    if not ACCOUNT.fullmatch(text) or (len(text) in CARDS and not passes_luhn(text)):
        raise Unfit("银行账号有误", "the bank account is wrong")
    return text


READERS: Mapping[FieldType, Reader] = {
    FieldType.TEXT: _line,
    FieldType.NOTE: _text,
    FieldType.WHOLE: _whole,
    FieldType.DECIMAL: _decimal,
    FieldType.DATE: _day,
    FieldType.MONTH: _month,
    FieldType.YEAR: _year,
    FieldType.MOMENT: _moment,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.PLACE: _place,
    FieldType.POINT: _point,
    FieldType.ID_NUMBER: _id_number,
    FieldType.PHONE: _matching(PHONE, "电话格式不对", "the phone number is wrong"),
    FieldType.ACCOUNT: _account,
    FieldType.NUMBER: _line,
    FieldType.HOUSEHOLD: _matching(HOUSEHOLD, "户编号应为16位数字", "16 digits are needed"),
    FieldType.PERSON: _matching(PERSON, "没有找到这个人", "no such person"),
    FieldType.RECORD: _line,
    FieldType.FILE: _file,
}
