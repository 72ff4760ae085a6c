"""Events of life that change who belongs to a household, and what each needs to be told."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from server.core.errors import LifeEventRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class LifeEvent(StrEnum):
    """What can happen (domain.md 2.2, 2.3, 5.8)."""

    DEATH = "death"
    MOVE_OUT = "move_out"
    MOVE_IN = "move_in"
    BIRTH = "birth"
    MARRIAGE = "marriage"
    DIVORCE = "divorce"
    SPLIT = "split"
    JOIN = "join"
    REPORTED = "reported"  # a visit told of it without saying who; staff record the rest


WORDS: Mapping[str, tuple[str, str]] = {
    "death": ("去世", "Death"),
    "move_out": ("迁出", "Moved out"),
    "move_in": ("迁入", "Moved in"),
    "birth": ("出生", "Birth"),
    "marriage": ("结婚", "Marriage"),
    "divorce": ("离婚", "Divorce"),
    "split": ("分户", "Household split"),
    "join": ("并入成员", "Joined the household"),
    "reported": ("走访报告变化", "Changes told on a visit"),
    "merge_person": ("人员合并", "Persons merged"),
    "merge_household": ("两户合并", "Households merged"),
    "different": ("确认不是同一对象", "Found to be different"),
}
"""Every kind of act on a household, in words."""

NEWCOMERS = frozenset({LifeEvent.BIRTH, LifeEvent.MOVE_IN})
"""Events that bring a person who may not be known yet."""

ABOUT_ONE = frozenset({LifeEvent.DEATH, LifeEvent.MOVE_OUT, LifeEvent.MARRIAGE, LifeEvent.DIVORCE})
MARRIED, DIVORCED = "20", "40"
"""Codes of 婚姻状况 (GB/T 2261.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A person who comes into a household."""

    name: str
    relation: str
    sex: str = ""
    birth_date: date | None = None
    id_number: str = ""


def refuse_impossible(
    event: LifeEvent, on_date: date, today: date, *, born: date | None, status: str
) -> None:
    """Raise LifeEventRefused for a day that is not there yet, or before the person was.

    `born` and `status` are the person's (rules P-15, P-16).
    """
    if on_date > today:
        raise LifeEventRefused(reason_zh="日期晚于今天", reason_en="the day is not there yet")
    if born is not None and on_date < born:
        raise LifeEventRefused(
            reason_zh="日期早于本人出生日期", reason_en="the day is before the person was born"
        )
    if event in ABOUT_ONE and status != "alive":
        raise LifeEventRefused(
            reason_zh="此人已登记去世、迁出或合并",
            reason_en="the person is recorded as deceased, moved or merged",
        )
