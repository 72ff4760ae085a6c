"""A public list on the board: its states, its clock for each household, what is printed (5.5).

The day of posting does not count; a last day on a holiday moves to the next working day.  An
objection stops the clock of one household; once it is not upheld the rest runs, three days at
least.  A procedural objection, which names no household, stops all of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.errors import ActRefused
from server.core.publicity import ListState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from server.core.workdays import Calendar

DAYS = 7
LEAST_AFTER_FINDING = 3
ONE_DAY = timedelta(days=1)
UPHELD = frozenset({"1", "2"})
"""Findings that send the case back: upheld, partly upheld (list `check_result`)."""


class ListAct(StrEnum):
    """What can be done with a list."""

    APPROVE = "approve"
    POST = "post"
    END = "end"
    WITHDRAW = "withdraw"
    REISSUE = "reissue"


@dataclass(frozen=True, slots=True)
class ListMove:
    """One act: from which states to which, and by whom."""

    begins: frozenset[ListState]
    ends: ListState
    posts: frozenset[Post]
    zh: str
    en: str
    needs_reason: bool = False

    def label(self, language: str) -> str:
        """What the act is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


TOWNSHIP = frozenset({Post.TOWNSHIP_CLERK, Post.TOWNSHIP_HEAD})
CHIEFS = frozenset({Post.TOWNSHIP_HEAD, Post.COUNTY_AUDIT})
HANGING = frozenset({ListState.POSTED, ListState.PAUSED})
MOVES: Mapping[ListAct, ListMove] = {
    ListAct.APPROVE: ListMove(
        frozenset({ListState.DRAFT}), ListState.APPROVED, CHIEFS, "审定", "Approve"
    ),
    ListAct.POST: ListMove(
        frozenset({ListState.APPROVED}), ListState.POSTED, TOWNSHIP, "张榜", "Post"
    ),
    ListAct.END: ListMove(
        HANGING | {ListState.ENDED}, ListState.ENDED, TOWNSHIP, "期满撤榜", "End"
    ),
    ListAct.WITHDRAW: ListMove(
        HANGING | {ListState.DRAFT, ListState.APPROVED},
        ListState.WITHDRAWN,
        CHIEFS,
        "撤回",
        "Withdraw",
        needs_reason=True,
    ),
    ListAct.REISSUE: ListMove(
        HANGING, ListState.WITHDRAWN, CHIEFS, "更正重发", "Reissue corrected", needs_reason=True
    ),
}
ORDER_ZH = {
    ListState.DRAFT: "草稿",
    ListState.APPROVED: "已审定",
    ListState.POSTED: "公示中",
    ListState.PAUSED: "暂停",
    ListState.ENDED: "期满",
    ListState.WITHDRAWN: "撤回",
}


def possible(state: ListState, post: Post) -> tuple[ListAct, ...]:
    """Acts a post may do now."""
    return tuple(act for act, m in MOVES.items() if state in m.begins and post in m.posts)


def act_on(state: ListState, act: ListAct, post: Post, *, reason: str = "") -> ListState:
    """The state an act leads to; raise ActRefused with the reason."""
    move = MOVES[act]
    if act is ListAct.POST and state is ListState.DRAFT:
        raise ActRefused(
            reason_zh="未经审定的榜不得张贴", reason_en="a list that is not approved is not posted"
        )
    if state not in move.begins:
        raise ActRefused(
            reason_zh=f"榜的状态是“{ORDER_ZH[state]}”，不能“{move.zh}”",
            reason_en=f"the list is {state.value}, so “{move.en}” is not possible",
        )
    if post not in move.posts:
        raise ActRefused(
            reason_zh="这一步不由您的岗位办理", reason_en="this step is not your post's"
        )
    if move.needs_reason and not reason.strip():
        raise ActRefused(reason_zh="要写明理由", reason_en="a reason is needed")
    return move.ends


def last_day(posted: date, calendar: Calendar, *, days: int = DAYS) -> date:
    """The last day of a list: so many full days, then on to the next working day.

    domain.md 5.5; the day of posting is not counted.
    """
    end = posted + timedelta(days=days)
    while not calendar.is_working_day(end):
        end += ONE_DAY
    return end


@dataclass(frozen=True, slots=True)
class Pause:
    """An objection to a household, or with an empty `item` to the list itself.

    `found` is the day of the finding, None while it is being checked.
    """

    since: date
    item: str = ""
    found: date | None = None
    finding: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nobody has found anything yet."""
        return self.found is None

    @property
    def is_upheld(self) -> bool:
        """Whether the objection is true, at least in part."""
        return self.finding in UPHELD


@dataclass(frozen=True, slots=True)
class ItemClock:
    """The clock of one household; `ends` is None while it stands still."""

    ends: date | None
    is_paused: bool = False
    is_upheld: bool = False

    def has_run_out(self, day: date) -> bool:
        """Whether the last day has passed and nothing is open."""
        return self.ends is not None and day > self.ends


def item_clock(
    posted: date, names: frozenset[str], pauses: Iterable[Pause], calendar: Calendar
) -> ItemClock:
    """The clock of the household that `names` stand for, with its objections and procedural ones.

    The days left when an objection came in run after its finding, three at least.
    """
    ends = last_day(posted, calendar)
    mine = [each for each in pauses if not each.item or each.item in names]
    upheld = any(each.is_upheld and each.item for each in mine)
    for pause in sorted(mine, key=_since):
        if pause.found is None:
            return ItemClock(None, is_paused=True, is_upheld=upheld)
        if pause.since > ends:
            continue  # after the last day it is a petition and stops nothing (O-01)
        left = max((ends - pause.since).days, LEAST_AFTER_FINDING)
        ends = max(ends, pause.found + timedelta(days=left))
    return ItemClock(ends, is_upheld=upheld)


def _since(pause: Pause) -> date:
    return pause.since


def canonical(content: Mapping[str, object]) -> bytes:
    """What a list shows as bytes that are the same wherever they are made."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def checksum(content: Mapping[str, object]) -> str:
    """The first 16 hexadecimal digits of the SHA-256, in fours as they are printed.

    >>> checksum({"list_no": "G-1"})
    '6AFE-A6AB-B8D4-FD4B'
    """
    digits = hashlib.sha256(canonical(content)).hexdigest()[:16].upper()
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def same_sum(given: str, kept: str) -> bool:
    """Whether somebody typed this checksum, with or without the dashes.

    >>> same_sum("6afea6ab b8d4fd4b", "6AFE-A6AB-B8D4-FD4B")
    True
    """
    return _digits(given) == _digits(kept) != ""


def _digits(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())
