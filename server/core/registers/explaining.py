"""What may be written in a column, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.fields import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.registers.fields import RegisterField

HOW: Mapping[FieldType, tuple[str, str]] = {
    FieldType.TEXT: ("文字", "text"),
    FieldType.NOTE: ("文字，可分行", "text, also of several lines"),
    FieldType.WHOLE: ("整数", "a whole number"),
    FieldType.DECIMAL: ("数字", "a number"),
    FieldType.DATE: ("日期，如 2026-01-31", "a date such as 2026-01-31"),
    FieldType.MONTH: ("月份，如 2026-01", "a month such as 2026-01"),
    FieldType.YEAR: ("年份，如 2026", "a year such as 2026"),
    FieldType.MOMENT: ("时间，如 2026-01-31 08:30", "a time such as 2026-01-31 08:30"),
    FieldType.YES_NO: ("是或否", "yes or no"),
    FieldType.CHOICE: ("从选项中选一个", "one of the choices"),
    FieldType.CHOICES: (
        "从选项中选一个或几个，用顿号隔开",
        "one or more of the choices, separated by commas",
    ),
    FieldType.PLACE: ("行政单位", "an administrative unit"),
    FieldType.POINT: (
        "纬度和经度（WGS84），如 36.55 104.17",
        "latitude and longitude (WGS84) such as 36.55 104.17",
    ),
    FieldType.ID_NUMBER: ("18位公民身份号码", "an ID number of 18 characters"),
    FieldType.PHONE: (
        "手机或固定电话，如 13912345678、0943-8221234",
        "a mobile or land line, e.g. 0943-8221234",
    ),
    FieldType.ACCOUNT: ("12至19位银行账号", "a bank account of 12 to 19 digits"),
    FieldType.NUMBER: ("留空则自动编号", "empty: a number is given"),
    FieldType.HOUSEHOLD: ("16位户编号", "the 16 digits of a household number"),
    FieldType.PERSON: ("户内人员", "a person of the household"),
    FieldType.RECORD: ("编号", "the number"),
    FieldType.FILE: (
        "上传照片；表格里写提交编号/文件名",
        "a photo; in a sheet submission id/file name",
    ),
}


def explained(column: RegisterField, language: str) -> str:
    """How to fill the column in: kind, whether it must be, bounds, hint."""
    joiner = "；" if language == "zh" else "; "
    return joiner.join(filter(None, _parts(column, is_zh=language == "zh")))


def _parts(column: RegisterField, *, is_zh: bool) -> Iterator[str]:
    yield HOW[column.type][0 if is_zh else 1]
    if column.required:
        yield "必填" if is_zh else "must be filled in"
    if column.is_number and column.most is not None:
        yield (
            f"{column.least or 0} 到 {column.most}"
            if is_zh
            else (f"{column.least or 0} to {column.most}")
        )
    if column.places and column.type is FieldType.DECIMAL:
        yield f"最多 {column.places} 位小数" if is_zh else f"up to {column.places} decimal places"
    yield column.hint("zh" if is_zh else "en")
