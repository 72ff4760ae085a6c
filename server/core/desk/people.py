"""Who is asking, as pages need to know it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.types import AdminUnit


class Post(StrEnum):
    """Posts of domain.md 5.2."""

    ASSISTANT = "assistant"
    DISASTER_OFFICER = "disaster_officer"
    TOWNSHIP_CLERK = "township_clerk"
    TOWNSHIP_HEAD = "township_head"
    COUNTY_AUDIT = "county_audit"
    COUNTY_READ = "county_read"
    CITY = "city"
    EMERGENCY = "emergency"
    ADMIN = "admin"
    AUDITOR = "auditor"


class May(StrEnum):
    """What a page may be opened for, or a button pressed for; derived from post and area."""

    SUBMIT = "submit"
    SEE_OWN = "see_own"
    SEE_SUBMISSIONS = "see_submissions"
    SEE_COUNTS = "see_counts"
    SEE_REPORTS = "see_reports"
    REVIEW = "review"
    AUDIT = "audit"
    WAIVE = "waive"
    SEE_HOUSEHOLDS = "see_households"
    REVEAL = "reveal"
    MANAGE_FORMS = "manage_forms"
    MANAGE_TABLETS = "manage_tablets"
    MANAGE_USERS = "manage_users"
    SEE_QUARANTINE = "see_quarantine"
    SEE_HEALTH = "see_health"
    LIMITS = "limits"
    KEEP_HOUSEHOLDS = "keep_households"
    PROCEDURES = "procedures"


@dataclass(frozen=True, slots=True)
class Asker:
    """The signed-in person behind a request.

    `units` are the areas of the present assignment, widest first; `may` is what post and
    assignment allow anywhere inside them.  `csrf` belongs to the session and changes with it.
    `language` is ``"zh"`` or ``"en"``, `theme` ``"light"`` or ``"dark"``.
    """

    id: int
    login: str
    name: str
    post: Post
    units: tuple[AdminUnit, ...]
    may: frozenset[May]
    csrf: str
    language: str = "zh"
    theme: str = "light"
    must_change_password: bool = False


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the secret for the cookie, and whose it is."""

    token: str
    asker: Asker
    expires_at: datetime
