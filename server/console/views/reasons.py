"""Why a submission goes back: sentences the assistant reads on the tablet, so always Chinese."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.console.views.flags import FlagCard

MOST = 9
"""Reasons answer to the keys 1 to 9."""

STOCK = (
    ("照片看不清或缺少，请补拍", "Photos are unclear or missing: take them again"),
    ("身份证号有误，请对照证件重填", "ID number is wrong: fill it in from the card"),
    ("家庭成员与户口簿不一致，请核对", "Members differ from the household register: check"),
    ("收入或待遇填写不实，请重新入户", "Income or benefits are not right: visit again"),
    ("定位不在该户，请到门口重新采集", "The position is not at the house: take it at the door"),
    ("非本户，请改选正确的户", "Not this household: choose the right one"),
    ("重复提交，请确认以哪一份为准", "Sent twice: say which one counts"),
    ("填写不完整，请补全后再送", "Incomplete: fill in the rest and send again"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of the return box: `text` is sent, `shown` is read by the reviewer."""

    key: int
    text: str
    shown: str
    rule: str = ""
    flag: int | None = None
    path: str = ""
    ticked: bool = False


def reasons(
    flags: Iterable[FlagCard], language: str, ticked: frozenset[str] = frozenset()
) -> tuple[Reason, ...]:
    """Nine reasons at most: first what open issues say, then the stock ones.

    `ticked` names the issues (by number) the reviewer asked to return for.
    """
    asked = [
        Reason(
            0,
            flag.return_zh,
            flag.return_text,
            flag.rule,
            flag.id,
            flag.path,
            ticked=str(flag.id) in ticked,
        )
        for flag in flags
        if flag.needs_answer
    ]
    usual = [Reason(0, zh, en if language == "en" else zh) for zh, en in STOCK]
    return tuple(
        replace(reason, key=key) for key, reason in enumerate([*asked, *usual][:MOST], start=1)
    )
