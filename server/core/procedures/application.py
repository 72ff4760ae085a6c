"""What may be done with an application, by whom, and where it leads (domain.md 5.3).

`MOVES` is the whole state machine; who may act is a column of it.  Refusals say why in both
languages.  Nothing here knows a database: `act_on` takes what is known and gives the next state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.errors import ActRefused
from server.core.procedures.states import LISTS, ORDER, RECEIVING, State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.procedures.steps import Plan

TOWNSHIP = frozenset({Post.TOWNSHIP_CLERK, Post.TOWNSHIP_HEAD})
HEAD = frozenset({Post.TOWNSHIP_HEAD})
COUNTY = frozenset({Post.COUNTY_AUDIT})
BOTH = TOWNSHIP | COUNTY


class Act(StrEnum):
    """Everything that can be done with an application."""

    ACCEPT = "accept"
    SURVEY = "survey"
    CHECK = "check"
    APPRAISE = "appraise"
    OPINION = "opinion"
    DECIDE = "decide"
    LIST_ENDED = "list_ended"
    OBJECTED = "objected"
    SEND_BACK = "send_back"
    START = "start"
    URGENT = "urgent"
    WITHDRAW = "withdraw"
    REVIEW = "review"
    KEEP = "keep"
    CHANGE = "change"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Move:
    """One act: the states it may begin in, who may do it, and whether it needs a reason.

    `by_hand` is False for what follows from something else: a list that ended, an objection.
    """

    begins: frozenset[State]
    posts: frozenset[Post]
    zh: str
    en: str
    needs_reason: bool = False
    by_hand: bool = True

    def label(self, language: str) -> str:
        """What the act is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


def _at(*states: State) -> frozenset[State]:
    return frozenset(states)


BEFORE_OPINION = _at(State.APPLY, State.SURVEY, State.CHECK, State.APPRAISAL)
MOVES: Mapping[Act, Move] = {
    Act.ACCEPT: Move(_at(State.APPLY), TOWNSHIP, "受理", "Accept"),
    Act.SURVEY: Move(_at(State.SURVEY), TOWNSHIP, "入户调查完成", "Home survey done"),
    Act.CHECK: Move(_at(State.CHECK), TOWNSHIP, "经济状况核对完成", "Economic check done"),
    Act.APPRAISE: Move(_at(State.APPRAISAL), TOWNSHIP, "民主评议完成", "Appraisal held"),
    Act.OPINION: Move(_at(State.TOWNSHIP_OPINION), HEAD, "乡镇审核意见", "Township's opinion"),
    Act.DECIDE: Move(_at(State.COUNTY_CHECK), COUNTY, "县级审核确认", "County's decision"),
    Act.LIST_ENDED: Move(frozenset(LISTS), BOTH, "公示期满", "List ended", by_hand=False),
    Act.OBJECTED: Move(
        frozenset(LISTS), BOTH, "异议成立，退回重查", "Objection upheld", by_hand=False
    ),
    Act.SEND_BACK: Move(
        _at(State.TOWNSHIP_OPINION, State.COUNTY_CHECK),
        HEAD | COUNTY,
        "退回重新调查",
        "Send back to the survey",
        needs_reason=True,
    ),
    Act.START: Move(_at(State.GRANTED), BOTH, "发放待遇", "Start the benefit"),
    Act.URGENT: Move(
        BEFORE_OPINION, HEAD | COUNTY, "紧急程序先行救助", "Urgent help first", needs_reason=True
    ),
    Act.WITHDRAW: Move(
        frozenset(ORDER) - {State.GRANTED}, BOTH, "申请人撤回", "Withdrawn", needs_reason=True
    ),
    Act.REVIEW: Move(RECEIVING, BOTH, "开始复核", "Begin the review"),
    Act.KEEP: Move(_at(State.REVIEW), COUNTY, "维持", "Keep"),
    Act.CHANGE: Move(_at(State.REVIEW), COUNTY, "调整", "Change", needs_reason=True),
    Act.STOP: Move(RECEIVING | {State.REVIEW}, COUNTY, "停止待遇", "Stop", needs_reason=True),
}
ENDS: Mapping[Act, State] = {
    Act.START: State.RUNNING,
    Act.WITHDRAW: State.WITHDRAWN,
    Act.REVIEW: State.REVIEW,
    Act.KEEP: State.KEPT,
    Act.CHANGE: State.CHANGED,
    Act.STOP: State.STOPPED,
    Act.OBJECTED: State.SURVEY,
    Act.SEND_BACK: State.SURVEY,
}
"""Where acts lead whatever the state; the others lead to the next step of the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of an application when somebody acts on it."""

    state: State
    plan: Plan
    is_authorised: bool = False
    is_urgent: bool = False
    has_objection: bool = False
    was_objected: bool = False
    surveyed_by: frozenset[int] = frozenset()
    is_rechecked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """What somebody wants to do; `grants` answers a decision or an opinion."""

    act: Act
    post: Post
    actor_id: int
    reason: str = ""
    grants: bool | None = None
    surveyors: tuple[str, ...] = ()
    check_result: str = ""


def possible(known: Known, post: Post) -> tuple[Act, ...]:
    """Acts a post may do by hand now, in the order of the table."""
    return tuple(
        act
        for act, move in MOVES.items()
        if known.state in move.begins
        and post in move.posts
        and move.by_hand
        and not (act is Act.URGENT and known.is_urgent)
        and not (act is Act.SEND_BACK and not _is_own_desk(known.state, post))
    )


def _is_own_desk(state: State, post: Post) -> bool:
    """The township sends back what lies at its head, the county what lies with it."""
    return (post in COUNTY) == (state is State.COUNTY_CHECK)


def act_on(known: Known, doing: Doing) -> State:
    """The state an act leads to; raise ActRefused with the reason when it may not be done."""
    move = MOVES[doing.act]
    if known.state not in move.begins:
        raise _wrong_order(known, doing)
    if doing.post not in move.posts or (
        doing.act is Act.SEND_BACK and not _is_own_desk(known.state, doing.post)
    ):
        raise _refused("这一步不由您的岗位办理", "this step is not your post's")
    if move.needs_reason and not doing.reason.strip():
        raise _refused("要写明理由", "a reason is needed")
    _own_conditions(known, doing)
    return _leads_to(known, doing)


def _refused(zh: str, en: str) -> ActRefused:
    return ActRefused(reason_zh=zh, reason_en=en)


def _wrong_order(known: Known, doing: Doing) -> ActRefused:
    act, now = MOVES[doing.act], STATE_EN[known.state]
    return _refused(
        f"现在是“{STATE_ZH[known.state]}”，不能“{act.zh}”",
        f"it stands at “{now}”, so “{act.en}” is not possible",
    )


def _own_conditions(known: Known, doing: Doing) -> None:
    match doing.act:
        case Act.SURVEY if len(set(doing.surveyors)) < 2:  # noqa: PLR2004 — two persons (5.3)
            raise _refused("入户调查应由两人进行", "two persons make a home survey")
        case Act.CHECK if not known.is_authorised:
            raise _refused(
                "未经授权不得核对经济状况", "incomes are not checked without authorisation"
            )
        case Act.CHECK if doing.check_result not in {"fits", "exceeds"}:
            raise _refused("核对还没有结论", "the check has no result yet")
        case Act.OPINION if doing.actor_id in known.surveyed_by:
            raise _refused(
                "登记调查的人不能审核本申请", "who recorded the survey does not judge it"
            )
        case Act.OPINION | Act.DECIDE if doing.grants is None:
            raise _refused("要写明同意或不同意", "say whether it is agreed to")
        case Act.DECIDE if known.is_rechecked and len(set(doing.surveyors)) < 2:  # noqa: PLR2004 — as above
            raise _refused(
                "本件抽中县级入户抽查（近亲属必查），要写明两名抽查人",
                "this case is visited again by the county; name the two who went",
            )
        case Act.DECIDE if doing.grants is False and not doing.reason.strip():
            raise _refused("不予批准要写明理由", "a refusal needs a reason")
        case Act.LIST_ENDED if known.has_objection:
            raise _refused("该户有未核查的异议", "an objection to this household is open")
        case Act.URGENT if known.is_urgent:
            raise _refused("已经先行救助过", "urgent help was given already")
        case _:
            return


def _leads_to(known: Known, doing: Doing) -> State:
    if doing.act in ENDS:
        return ENDS[doing.act]
    if doing.act is Act.URGENT:
        return known.state
    if doing.act is Act.DECIDE and doing.grants is False:
        return State.REFUSED
    if doing.act is Act.OPINION and doing.grants is False:
        return State.COUNTY_CHECK  # nobody is put on a list as proposed who is not
    if doing.act is Act.APPRAISE and doing.grants is False:
        return State.TOWNSHIP_OPINION  # what did not pass is the township's to judge
    return known.plan.next(known.state, after_objection=known.was_objected)


STATE_ZH: Mapping[State, str] = {
    State.APPLY: "已申请",
    State.SURVEY: "入户调查",
    State.CHECK: "经济状况核对",
    State.APPRAISAL: "民主评议",
    State.LIST1: "第一榜",
    State.TOWNSHIP_OPINION: "乡镇意见",
    State.LIST2: "第二榜",
    State.COUNTY_CHECK: "县级审核",
    State.LIST3: "第三榜",
    State.GRANTED: "批准",
    State.REFUSED: "不予批准",
    State.WITHDRAWN: "已撤回",
    State.RUNNING: "享受中",
    State.REVIEW: "复核",
    State.KEPT: "维持",
    State.CHANGED: "调整",
    State.STOPPED: "停止",
}
STATE_EN: Mapping[State, str] = {
    State.APPLY: "Applied",
    State.SURVEY: "Home survey",
    State.CHECK: "Economic check",
    State.APPRAISAL: "Appraisal",
    State.LIST1: "First list",
    State.TOWNSHIP_OPINION: "Township's opinion",
    State.LIST2: "Second list",
    State.COUNTY_CHECK: "County's check",
    State.LIST3: "Third list",
    State.GRANTED: "Granted",
    State.REFUSED: "Refused",
    State.WITHDRAWN: "Withdrawn",
    State.RUNNING: "Running",
    State.REVIEW: "Under review",
    State.KEPT: "Kept",
    State.CHANGED: "Changed",
    State.STOPPED: "Stopped",
}


def state_label(state: State, language: str) -> str:
    """What a state is called in ``"zh"`` or ``"en"``."""
    return (STATE_EN if language.startswith("en") else STATE_ZH)[state]
