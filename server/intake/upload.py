"""What comes in at the one road, and what is said about it at its end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.types import Source

if TYPE_CHECKING:
    from datetime import datetime

    from server.core.rights import Sender


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that is durable in the vault already; `name` is what the XML calls it."""

    name: str
    mime: str
    digest: str
    md5: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What the history says of a version that was made by somebody correcting answers here.

    `kind` is ``corrected`` for a reviewer, ``amended`` for the village, ``revised`` for
    whoever sent it before anybody decided, ``undone`` for taking back
    what the action `undoes` did.  `fields` are paths with
    positions.  With `row_version` the record must not have changed since it was looked at.
    `collector` is who was there: rules of time and place judge by him.
    """

    kind: str
    note: str
    collector: Sender
    fields: tuple[str, ...]
    row_version: int | None = None
    undoes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One arrival, whichever edge it came through.

    `is_program`: a program hears that the form version is unknown or the edit out of date, and
    keeps its data; from a tablet such data are taken all the same (decision D7).
    """

    project_id: int
    sender: Sender
    xml: bytes
    files: tuple[SentFile, ...] = ()
    device_id: str = ""
    user_agent: str = ""
    is_program: bool = False
    source: Source = Source.TABLET
    received_at: datetime
    amendment: Amendment | None = None

    @property
    def collector(self) -> Sender:
        """Who filled the form in, whoever corrects it now."""
        return self.amendment.collector if self.amendment else self.sender


class Outcome(StrEnum):
    """What became of an upload that was not refused."""

    STORED = "stored"
    SEEN_BEFORE = "seen_before"
    PARKED = "parked"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of the road: what happened, and under which id it can be found."""

    outcome: Outcome
    instance_id: str
