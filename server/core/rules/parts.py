"""Parts of a whole, and how a figure is written into an issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.rules.printing import plain
from server.core.types import Issue, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from decimal import Decimal

    Pairs = Iterable[tuple[str, str]]

PLACES = 4
"""Hectares to the square metre, 万元 to the yuan."""


def figure(number: Decimal | int) -> str:
    """A figure as it was answered, without needless zeros.

    >>> from decimal import Decimal
    >>> figure(Decimal("24.50")), figure(3)
    ('24.5', '3')
    """
    return plain(number, PLACES)


def parts_above(
    rule: str, figures: Mapping[str, Decimal], pairs: Pairs, paths: Mapping[str, str]
) -> Iterator[Issue]:
    """An error for every part that is greater than its whole, where both were answered."""
    for part, whole in pairs:
        if part in figures and whole in figures and figures[part] > figures[whole]:
            values = {
                "part": part,
                "number": figure(figures[part]),
                "whole": whole,
                "limit": figure(figures[whole]),
            }
            yield Issue(rule, Severity.ERROR, paths[part], values)
