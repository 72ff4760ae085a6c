"""Comma-separated text as Excel and WPS of the offices open it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from exports.text import plain, unique

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from exports.table import Table

ENCODING = "utf-8-sig"  # without the mark Excel shows Chinese as noise


def write(path: Path, table: Table, rows: Iterable[Sequence[object]]) -> int:
    """Write headings and rows to `path`; return how many rows."""
    count = 0
    with path.open("w", encoding=ENCODING, newline="") as file:
        lines = csv.writer(file)
        lines.writerow(unique(table.columns, titles=True))
        for count, row in enumerate(rows, 1):  # noqa: B007  # the number of the last is the answer
            lines.writerow([plain(value) for value in row])
    return count
