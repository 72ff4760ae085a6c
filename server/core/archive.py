"""A household of an older archive, typed: what a takeover hands to the central store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.household import HouseholdAnswers
    from server.core.types import UnitCode


@dataclass(frozen=True, slots=True)
class ArchivedBenefit:
    """Columns of the register of benefits; `position` of the member it is for, None for all."""

    values: Mapping[str, object]
    position: int | None = None


@dataclass(frozen=True, slots=True)
class ArchivedHousehold:
    """Answers of a home survey that was never on a tablet.

    `doc` and `member_docs` are the same answers by question name, without identity numbers.
    """

    village: UnitCode
    entity_uuid: str
    household: HouseholdAnswers
    doc: Mapping[str, str]
    member_docs: tuple[Mapping[str, str], ...]
    benefits: tuple[ArchivedBenefit, ...] = ()
