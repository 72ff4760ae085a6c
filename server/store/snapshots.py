"""Rows of a household as a document and back, so that a version can be put in force again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.store.households import HouseholdRows
from server.store.plain import plain, typed, typed_row
from server.store.tables.households import household, person

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["packed", "plain", "typed", "unpacked"]


def packed(rows: HouseholdRows) -> dict[str, Any]:
    """A document that orjson can write: bytes as hex, amounts as text, times in ISO."""
    return rows.packed()


def unpacked(snapshot: Mapping[str, Any]) -> HouseholdRows:
    """The rows again, with the types of their columns."""
    return HouseholdRows(
        household=typed_row(household, snapshot["household"]),
        persons=[typed_row(person, row) for row in snapshot["persons"]],
    )
