"""Comma-separated tables as offices send them: UTF-8 or GB18030, Chinese or English headings."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.errors import DivisionsUnreadable, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_BYTES = 4_000_000
MAX_ROWS = 50_000
"""Five times the units of the largest city."""

HEADINGS = {
    "统计用区划代码": "code",
    "区划代码": "code",
    "代码": "code",
    "名称": "name",
    "级别": "level",
    "类型": "unit_kind",
    "城乡分类代码": "urban_rural_code",
    "上级代码": "parent_code",
    "起始日期": "valid_from",
    "终止日期": "valid_to",
    "后继代码": "successor_code",
    "纬度": "lat",
    "经度": "lon",
    "坐标系": "datum",
}
"""Headings in Chinese (domain.md 2.1) and the fields they stand for."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: `number` as an editor shows it, values without outer blanks."""

    number: int
    values: Mapping[str, str]

    def get(self, column: str) -> str:
        """The value, or an empty text where the table has no such column."""
        return self.values.get(column, "")


def read_rows(content: bytes, *, needed: tuple[str, ...]) -> Iterator[Row]:
    """The rows of a table with at least the columns `needed`.

    Raise TooLarge, or DivisionsUnreadable when it is no table or lacks a column.
    """
    if len(content) > MAX_BYTES:
        raise TooLarge(limit_mb=MAX_BYTES // 1_000_000)
    lines = csv.reader(io.StringIO(_text(content), newline=""))
    try:
        header = [_field(heading) for heading in next(lines, [])]
        _need(header, needed)
        for number, cells in enumerate(lines):
            if number >= MAX_ROWS:
                raise DivisionsUnreadable(
                    reason_zh=f"超过 {MAX_ROWS} 行", reason_en=f"more than {MAX_ROWS} rows"
                )
            values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            if any(values.values()):
                yield Row(lines.line_num, values)
    except csv.Error as err:
        raise DivisionsUnreadable(
            reason_zh=f"第 {lines.line_num} 行不是有效的 CSV",
            reason_en=f"line {lines.line_num} is no CSV",
        ) from err


def _field(heading: str) -> str:
    plain = heading.strip().lower()
    return HEADINGS.get(plain, plain)


def _need(header: list[str], needed: tuple[str, ...]) -> None:
    missing = [column for column in needed if column not in header]
    if missing:
        columns = "、".join(missing)
        raise DivisionsUnreadable(
            reason_zh=f"缺少列：{columns}", reason_en=f"missing columns: {', '.join(missing)}"
        )


def _text(content: bytes) -> str:
    """Excel of the office PCs saves GB18030 unless told otherwise."""
    if b"\0" in content:
        raise DivisionsUnreadable(
            reason_zh="不是文本文件，请另存为 CSV（UTF-8）",
            reason_en="it is no text file; save it as CSV (UTF-8)",
        )
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise DivisionsUnreadable(
        reason_zh="文字编码既不是 UTF-8 也不是 GB18030",
        reason_en="the text is neither UTF-8 nor GB18030",
    )
