"""Pieces of WHERE that several subjects share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, false, or_

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement

SIGNIFICANT = (4, 6, 9, 12)
"""Digits that count in a code of city, county, township, village."""


def significant(code: str) -> str:
    """Return `code` without its padding zeros, cut at a level's end.

    >>> significant("620421102000"), significant("620400000000"), significant("620421102201")
    ('620421102', '6204', '620421102201')
    """
    bare = code.rstrip("0")
    return code[: next(length for length in SIGNIFICANT if len(bare) <= length)]


def within(column: ColumnElement[str], units: Iterable[str]) -> ColumnElement[bool]:
    """Tell rows whose code in `column` lies in one of `units`; no unit means no row.

    What has no place yet (an empty code) is the city's, so that somebody sees it.  A range of
    digits, so that an index serves it under any collation; LIKE would not be.
    """
    ranges = []
    for unit in units:
        prefix = significant(unit)
        ranges.append(and_(column >= prefix, column < str(int(prefix) + 1)))
        if len(prefix) == SIGNIFICANT[0]:
            ranges.append(column == "")
    return or_(*ranges) if ranges else false()
