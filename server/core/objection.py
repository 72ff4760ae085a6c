"""An objection to a public list, or a letter or visit, and its check (forms.md 3.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from server.core import answers as read
from server.core.facts import NOTHING_KNOWN, Facts
from server.core.limits import Limits

if TYPE_CHECKING:
    from datetime import date, datetime

    from server.core.answers import Answers

TO_A_LIST = "1"
"""Code of 公示异议 in the list `obj_kind`."""

BETWEEN_NAMES = re.compile(r"[、,，;；/\s]+")
DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class ObjectionAnswers:
    """What the record says; `list_end` is the last day of the list as the tablet knew it."""

    kind: str = ""
    list_id: str = ""
    list_end: date | None = None
    item_id: str = ""
    channel: str = ""
    is_anonymous: bool | None = None
    received_at: datetime | None = None
    reasons: tuple[str, ...] = ()
    is_checked: bool | None = None
    check_date: date | None = None
    checkers: tuple[str, ...] = ()
    finding: str = ""
    reply_date: date | None = None


def objection_of(answers: Answers) -> ObjectionAnswers:
    """The objection in the typed answers of an `objection`, of any version."""
    receipt = read.group(answers, "recv")
    check = read.group(answers, "check")
    return ObjectionAnswers(
        kind=read.text(receipt, "kind"),
        list_id=read.text(receipt, "list_id"),
        list_end=read.day(receipt, "post_end"),
        item_id=read.text(receipt, "item_id"),
        channel=read.text(receipt, "channel"),
        is_anonymous=read.yes(receipt, "anonymous"),
        received_at=read.moment(receipt, "recv_time"),
        reasons=read.codes(receipt, "reasons"),
        is_checked=read.yes(check, "checked"),
        check_date=read.day(check, "check_date"),
        checkers=names_in(read.text(check, "checkers")),
        finding=read.text(check, "check_result"),
        reply_date=read.day(check, "reply_date"),
    )


def names_in(text: str) -> tuple[str, ...]:
    """The names in one answer, however they are separated.

    >>> names_in("刘芳、赵志强; 张伟")
    ('刘芳', '赵志强', '张伟')
    """
    return tuple(name for name in BETWEEN_NAMES.split(text.strip()) if name)


class ObjectionLike(Protocol):
    """What the rules on objections look at: a submission, or a record whose clock runs."""

    @property
    def objection(self) -> ObjectionAnswers | None:
        """The objection, None in a submission of another form."""

    @property
    def as_of(self) -> date:
        """The day its clocks are read on."""

    @property
    def facts(self) -> Facts:
        """What the store knows around it."""

    @property
    def limits(self) -> Limits:
        """The thresholds."""


@dataclass(frozen=True, slots=True)
class ObjectionCase:
    """A registered objection on a day, to be asked again while it is open.

    The register puts the answers of its submission, the check filled in later, and the facts of
    O-01 to O-03 together.
    """

    objection: ObjectionAnswers | None
    as_of: date
    facts: Facts = NOTHING_KNOWN
    limits: Limits = DEFAULT_LIMITS
