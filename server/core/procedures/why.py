"""Why a household is, or is not, on a list: the state of its applications told in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.procedures.application import state_label
from server.core.procedures.states import LISTS, RECEIVING, State

if TYPE_CHECKING:
    from datetime import date

ROUNDS_ZH = {1: "第一榜", 2: "第二榜", 3: "第三榜"}
ROUNDS_EN = {1: "first", 2: "second", 3: "third"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one application; `list_no` is the list it hangs on today."""

    number: str
    state: State
    due: date | None = None
    list_no: str = ""
    list_ends: date | None = None
    is_paused: bool = False
    reason: str = ""
    benefit_since: date | None = None


NOT_APPLIED = {
    "zh": "没有这一户的申请，所以不在任何榜上。现在可以申请；下面是按登记情况核对的结果。",
    "en": "The household has not applied, so it is on no list. It may apply now; below is what the "
    "rules say of it as registered.",
}


def conclusion(known: Standing, language: str) -> str:
    """The sentence for one application, in ``"zh"`` or ``"en"``.

    >>> conclusion(Standing(number="A-1", state=State.SURVEY), "en")
    'Application A-1 stands at “Home survey”, so it is not on a list yet.'
    """
    told = _english(known) if language.startswith("en") else _chinese(known)
    return told + _why(known, language)


def _why(known: Standing, language: str) -> str:
    if not known.reason:
        return ""
    return f" Reason: {known.reason}" if language.startswith("en") else f"理由：{known.reason}"


def _chinese(known: Standing) -> str:
    name, state = f"申请 {known.number}", state_label(known.state, "zh")
    if known.state in LISTS:
        return f"{name} {_on_list_zh(known)}"
    if known.state in RECEIVING:
        since = f"自 {known.benefit_since} 起" if known.benefit_since else ""
        return f"{name} 已批准，{since}正在享受待遇，在长期公示名单上。"
    if known.state in {State.REFUSED, State.WITHDRAWN, State.STOPPED}:
        return f"{name} 的结果是“{state}”，所以不在名单上。"
    due = f"，这一步应在 {known.due} 前办完" if known.due else ""
    return f"{name} 正办到“{state}”{due}，还没有到公示，所以不在榜上。"


def _on_list_zh(known: Standing) -> str:
    round_zh = ROUNDS_ZH[LISTS[known.state]]
    if not known.list_no:
        return f"等待张贴{round_zh}，榜还没有张贴。"
    if known.is_paused:
        return f"在{round_zh}（{known.list_no}）上，因有异议正在核查，该户公示暂停计时。"
    return f"在{round_zh}（{known.list_no}）上，公示到 {known.list_ends} 24时。"


def _english(known: Standing) -> str:
    name, state = f"Application {known.number}", state_label(known.state, "en")
    if known.state in LISTS:
        return f"{name} {_on_list_en(known)}"
    if known.state in RECEIVING:
        since = f" since {known.benefit_since}" if known.benefit_since else ""
        return f"{name} was granted; the benefit runs{since} and stands on the permanent list."
    if known.state in {State.REFUSED, State.WITHDRAWN, State.STOPPED}:
        return f"{name} ended as “{state}”, so it is on no list."
    due = f" until {known.due}" if known.due else ""
    return f"{name} stands at “{state}”{due}, so it is not on a list yet."


def _on_list_en(known: Standing) -> str:
    which = ROUNDS_EN[LISTS[known.state]]
    if not known.list_no:
        return f"waits for the {which} list, which is not posted yet."
    if known.is_paused:
        return f"is on the {which} list ({known.list_no}); an objection stopped its clock."
    return f"is on the {which} list ({known.list_no}) until the end of {known.list_ends}."
