"""Rows of choice lists and files, found by the value of a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from server.core.schema import Choice

Row: TypeAlias = "Mapping[str, str]"


class Rows:
    """The rows of one list; an index is made for each column that is asked for.

    What is not in it does not exist: hand in a list only if it is the whole list.
    """

    def __init__(self, rows: Iterable[Row], *, closed: frozenset[str] = frozenset()) -> None:
        """`closed` are columns whose content is not known here."""
        self.all: Sequence[Row] = tuple(rows)
        self.closed = closed
        self._by: dict[str, dict[str, list[Row]]] = {}

    def where(self, column: str, value: str) -> Sequence[Row]:
        """Rows with `value` in `column`, in their order."""
        return self._index(column).get(value, ())

    def values(self, column: str) -> Mapping[str, Sequence[Row]]:
        """Rows by what stands in `column`."""
        return self._index(column)

    def _index(self, column: str) -> dict[str, list[Row]]:
        index = self._by.get(column)
        if index is None:
            index = {}
            for row in self.all:
                index.setdefault(row.get(column, ""), []).append(row)
            self._by[column] = index  # two threads make the same one
        return index


LABELS = frozenset(("label", "itextId"))


def rows_of(choices: Iterable[Choice]) -> Rows:
    """A list written into the form; what is shown depends on the language, so it stays closed."""
    return Rows(({"name": choice.name, **choice.extra} for choice in choices), closed=LABELS)
