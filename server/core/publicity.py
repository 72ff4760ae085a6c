"""Public lists (三榜公示): what is posted, where and until when (domain.md 2.4, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from server.core.types import GeoPoint, UnitCode

DEFAULT_LIMITS = Limits()


class ListState(StrEnum):
    """States of a list (domain.md 2.4)."""

    DRAFT = "draft"
    APPROVED = "approved"
    POSTED = "posted"
    PAUSED = "paused"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


ON_THE_BOARD = frozenset({ListState.POSTED, ListState.PAUSED})


@dataclass(frozen=True, slots=True)
class PublicityItem:
    """One line of a list, with what it shows; `position` counts from 1.

    `household` counts lines of one household once, should two of its members apply.
    """

    application_id: str
    position: int = 1
    household: str = ""
    display_name: str = ""
    masked_id: str = ""
    group_no: str = ""
    persons: int | None = None
    class_: str = ""
    amount: Decimal | None = None
    result: str = ""

    def shown(self) -> dict[str, str]:
        """The texts that are printed, by field: numbers cannot give anybody away."""
        return {
            "display_name": self.display_name,
            "masked_id": self.masked_id,
            "group_no": self.group_no,
            "class": self.class_,
            "result": self.result,
        }

    def at(self, name: str) -> str:
        """Path of a field, e.g. ``/item[1]/masked_id``."""
        return f"/item[{self.position}]/{name}"


@dataclass(frozen=True, slots=True)
class PublicityList:
    """One list of one round; `end_date` is its last day on the board.

    The photo of the posted list is proof of the time and the place it was put up.
    """

    list_no: str
    village: UnitCode
    round: int
    start_date: date
    end_date: date
    state: ListState = ListState.DRAFT
    items: tuple[PublicityItem, ...] = ()
    posted_photo: str = ""
    posted_at: datetime | None = None
    posted_gps: GeoPoint | None = None

    @property
    def households(self) -> int:
        """How many households it names."""
        return len({item.household or item.application_id for item in self.items})

    @property
    def persons(self) -> int:
        """How many persons it names in all."""
        return sum(item.persons or 0 for item in self.items)


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the register answers around a list, by the rule that asks."""

    earlier: tuple[PublicityList, ...] = ()
    """L-02: the lists of the round before that name one of these applications; their items may
    be left out.  Withdrawn lists do not count."""

    open_objections: frozenset[str] = frozenset()
    """L-02: applications of this list with an objection that has no finding yet."""

    applicants: Mapping[str, str] = field(default_factory=dict)
    """L-03: by application, the name of the applicant, which may be read in full; without those
    who are minors or orphans."""

    hidden_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """L-03: by application, names that must not be read in full: everybody else of the
    household, and the applicant who is a minor or an orphan (5.7)."""

    households: int | None = None
    """L-05: households of the cases that stand in the state this round shows."""

    persons: int | None = None
    """L-05: persons of the same cases."""

    board: GeoPoint | None = None
    """L-04: where the village's board is: the position of the latest accepted profile."""


NOTHING_AROUND = ListFacts()


@dataclass(frozen=True, slots=True)
class ListCase:
    """A list to be judged before it moves on (5.5)."""

    listed: PublicityList
    facts: ListFacts = NOTHING_AROUND
    limits: Limits = DEFAULT_LIMITS
