"""What a search found, as pages and programs show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.core.types import AdminUnit


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person of the central store; `how` names the look that found them (`core.search`)."""

    id: int
    name: str
    sex: str
    age: int | None
    id_masked: str
    status: str
    hh_no: str
    head: str
    village: str
    group: str
    benefits: tuple[str, ...]
    is_disabled: bool
    how: str


@dataclass(frozen=True, slots=True)
class HomeHit:
    """A household; `goes_on` is the number of the one it was merged into, else empty."""

    hh_no: str
    head: str
    members: int
    village: str
    group: str
    address: str
    phone_masked: str
    benefits: tuple[str, ...]
    how: str
    goes_on: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits.

    `searched` names the looks that were asked, `narrowed` the places a part of the text named;
    `after` is the cursor of the next page of people.
    """

    people: tuple[PersonHit, ...] = ()
    homes: tuple[HomeHit, ...] = ()
    places: tuple[AdminUnit, ...] = ()
    searched: tuple[str, ...] = ()
    narrowed: tuple[AdminUnit, ...] = ()
    after: str | None = None
    is_logged: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found at all."""
        return not (self.people or self.homes or self.places)
