"""The nouns of the field: units, positions, issues, states, geotags, photos."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from shapely import Geometry

UnitCode = NewType("UnitCode", str)
"""Twelve digits of the statistics division code, e.g. ``620421102201``."""


class Level(StrEnum):
    """Levels of administration, from the widest to the narrowest."""

    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


class Severity(StrEnum):
    """How much an issue weighs (domain.md 4)."""

    ERROR = "E"
    WARNING = "W"
    INFO = "I"


class Source(StrEnum):
    """How a version of a submission came in (domain.md S8)."""

    TABLET = "tablet"
    WEB_ENTRY = "web_entry"
    IMPORT = "import"
    PROGRAM = "program"


class State(StrEnum):
    """States of a submission (domain.md 5.1)."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    CHECKED = "checked"
    QUARANTINED = "quarantined"
    TO_REVIEW = "to_review"
    RETURNED = "returned"
    PROOFREADING = "proofreading"
    ACCEPTED = "accepted"
    TO_AUDIT = "to_audit"
    LOADED = "loaded"
    CORRECTED = "corrected"
    PUBLISHED = "published"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A WGS84 position as a tablet writes it: degrees, metres above the ellipsoid, metres."""

    lat: float
    lon: float
    alt_m: float | None = None
    accuracy_m: float | None = None

    @property
    def lon_lat(self) -> tuple[float, float]:
        """Longitude first, as GeoJSON and Shapely want it."""
        return (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Issue:
    """What a rule raised on a submission; the sentence for people is in the catalogue.

    `path` names the question (``/member[2]/m_id_number``; positions count from 1) or is empty.
    `values` holds what led to it, ready to print and free of full ID numbers.
    """

    rule: str
    severity: Severity
    path: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AdminUnit:
    """One administrative unit (domain.md 2.1)."""

    code: UnitCode
    name: str
    level: Level
    unit_kind: str
    parent_code: UnitCode | None = None
    urban_rural_code: str | None = None
    centre: GeoPoint | None = None
    outline: Geometry | None = None
    outline_is_synthetic: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    successor_code: UnitCode | None = None


class TagSource(StrEnum):
    """What decided the unit of a submission."""

    GPS = "gps"
    ANSWER = "answer"
    ASSIGNMENT = "assignment"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Geotag:
    """Where a submission belongs, and how we know.

    `unit` is what the submission is filed under: the claimed village when it is known (its
    successor when it has ended), else the located one, else the only assigned one.  `located` is
    the village whose outline holds the fix, or the township or county where villages are not
    drawn; `nearest` is the closest village when none holds it.  Distances are metres to the
    claimed village's outline: 0 inside, None when it has no outline or there is no fix.
    `near_boundary` says that the accuracy circle reaches both sides of that outline,
    `gcj02_shifted` that the fix would lie inside it if the tablet had given GCJ-02.
    """

    unit: UnitCode | None
    source: TagSource
    located: UnitCode | None = None
    claimed: UnitCode | None = None
    assigned: tuple[UnitCode, ...] = ()
    nearest: UnitCode | None = None
    nearest_m: float | None = None
    outside_m: float | None = None
    county_outside_m: float | None = None
    centre_m: float | None = None
    near_boundary: bool = False
    gcj02_shifted: bool = False


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What was read from one file that came with a submission.

    `is_image` is false when the bytes could not be decoded as an allowed picture format; then
    everything but `digest`, `size` and `trouble` is None.  `taken_at` is the EXIF wall time, which
    carries no zone.  `phash` is a 64-bit difference hash as 16 hex digits; `brightness` is 0-255;
    `sharpness` is the variance of the Laplacian.
    """

    digest: str
    size: int
    is_image: bool
    mime: str | None = None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None
    position: GeoPoint | None = None
    phash: str | None = None
    brightness: float | None = None
    sharpness: float | None = None
    trouble: str | None = None
