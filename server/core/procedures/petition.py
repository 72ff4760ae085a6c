"""Objections, letters and visits: receipt, check by two, reply, each with its clock (S15, 5.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.errors import ActRefused
from server.core.objection import names_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

TWO = 2


class PetitionState(StrEnum):
    """How far it has gone (domain.md 2.4)."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    CHECKING = "checking"
    ANSWERED = "answered"
    CLOSED = "closed"


class PetitionAct(StrEnum):
    """What can be done."""

    ASSIGN = "assign"
    FIND = "find"
    REPLY = "reply"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class PetitionMove:
    """From which states to which."""

    begins: frozenset[PetitionState]
    ends: PetitionState
    zh: str
    en: str

    def label(self, language: str) -> str:
        """What the act is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


FRESH = frozenset({PetitionState.RECEIVED, PetitionState.ASSIGNED})
MOVES: Mapping[PetitionAct, PetitionMove] = {
    PetitionAct.ASSIGN: PetitionMove(FRESH, PetitionState.ASSIGNED, "交办", "Assign"),
    PetitionAct.FIND: PetitionMove(
        FRESH, PetitionState.CHECKING, "登记核查结论", "Record the finding"
    ),
    PetitionAct.REPLY: PetitionMove(
        frozenset({PetitionState.CHECKING}), PetitionState.ANSWERED, "答复", "Reply"
    ),
    PetitionAct.CLOSE: PetitionMove(
        frozenset({PetitionState.CHECKING, PetitionState.ANSWERED}),
        PetitionState.CLOSED,
        "办结",
        "Close",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What two persons found; those who must stand aside are handed in (rule O-03)."""

    checkers: str
    result: str
    text: str
    standing_aside: frozenset[str] = frozenset()


def possible(state: PetitionState, *, is_named: bool) -> tuple[PetitionAct, ...]:
    """Acts that may be done now; what is anonymous gets no reply."""
    return tuple(
        act
        for act, move in MOVES.items()
        if state in move.begins
        and not (act is PetitionAct.REPLY and not is_named)
        and not (act is PetitionAct.CLOSE and is_named and state is PetitionState.CHECKING)
    )


def act_on(state: PetitionState, act: PetitionAct, *, is_named: bool) -> PetitionState:
    """The state an act leads to; raise ActRefused with the reason."""
    if act not in possible(state, is_named=is_named):
        if act is PetitionAct.CLOSE and state is PetitionState.CHECKING:
            raise _refused(
                "实名反映要先答复再办结", "who gave a name is answered before it is closed"
            )
        raise _refused(
            f"现在不能“{MOVES[act].zh}”", f"“{MOVES[act].en}” is not possible in this state"
        )
    return MOVES[act].ends


def due_on(
    state: PetitionState, deadline: date | None, checked: date | None, *, reply_days: int
) -> date | None:
    """The day something has to be done by: the check, then the reply to who gave a name (O-04)."""
    if state is PetitionState.CHECKING:
        return None if checked is None else checked + timedelta(days=reply_days)
    return deadline if state in FRESH else None


def refuse_finding(finding: Finding) -> None:
    """Raise ActRefused for a check by fewer than two, or by somebody who must stand aside."""
    names = names_in(finding.checkers)
    if len(set(names)) < TWO:
        raise _refused("核查人应为两人以上", "two or more persons check")
    aside = [name for name in names if name in finding.standing_aside]
    if aside:
        raise _refused(
            f"{'、'.join(aside)} 是本村助理员或该户成员，应回避",
            f"{', '.join(aside)} must stand aside: assistant of the village or of the household",
        )
    if not finding.result or not finding.text.strip():
        raise _refused("要写明结论和查到的情况", "the finding and the facts are needed")


def _refused(zh: str, en: str) -> ActRefused:
    return ActRefused(reason_zh=zh, reason_en=en)
