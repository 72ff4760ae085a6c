"""Figures that maps and tables show of units: what is counted, in which shape, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from server.core.types import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class FigureKind(StrEnum):
    """Where a figure comes from."""

    COUNTER = "counter"
    HEADLINE = "headline"
    TRAIT = "trait"
    RECORDS = "records"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that is counted; with `per` it is a share of another, in percent.

    `parts` are the counts it adds up.  A `guarded` figure tells of an attribute of class 3: from
    outside the unit counts below five are not shown (domain.md 5.2).  A `dated` one counts only
    what came in the days asked for.
    """

    name: str
    zh: str
    en: str
    kind: FigureKind
    parts: tuple[str, ...]
    per: tuple[str, ...] = ()
    guarded: bool = False
    dated: bool = False

    def label(self, language: str) -> str:
        """What it is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return bool(self.per)


_DIBAO = ("urban_dibao_persons", "rural_dibao_persons")
_STATES = tuple(state.value for state in State if state is not State.QUARANTINED)
_DONE = ("accepted", "loaded", "published", "corrected", "to_audit")


def _states(*names: str) -> tuple[str, ...]:
    return tuple(f"state:{name}" for name in names)


FIGURES: Final = (
    Figure("households", "户数", "Households", FigureKind.COUNTER, ("households",)),
    Figure("persons", "人口", "Persons", FigureKind.COUNTER, ("persons",)),
    Figure("urban_persons", "城镇人口", "Urban persons", FigureKind.COUNTER, ("urban_persons",)),
    Figure("dibao_persons", "低保人数", "Dibao persons", FigureKind.HEADLINE, _DIBAO),
    Figure(
        "dibao_share", "低保人口占比", "Dibao share", FigureKind.HEADLINE, _DIBAO, ("population",)
    ),
    Figure(
        "tekun_persons", "特困人数", "Destitute persons", FigureKind.HEADLINE, ("tekun_persons",)
    ),
    Figure("edge_persons", "边缘困难人数", "Edge persons", FigureKind.HEADLINE, ("edge_persons",)),
    Figure("elderly", "60岁以上", "Aged 60 and over", FigureKind.HEADLINE, ("elderly_persons",)),
    Figure("disabled", "残疾人", "Disabled persons", FigureKind.TRAIT, ("disabled",), guarded=True),
    Figure("danger", "住危房人口", "Persons in unsafe houses", FigureKind.TRAIT, ("danger",)),
    Figure("received", "收到的记录", "Records received", FigureKind.COUNTER, _states(*_STATES)),
    Figure("to_review", "待审核", "Waiting for review", FigureKind.COUNTER, _states("to_review")),
    Figure("returned", "退回待补", "Returned", FigureKind.COUNTER, _states("returned")),
    Figure("to_audit", "待县级审核", "Waiting for audit", FigureKind.COUNTER, _states("to_audit")),
    Figure(
        "progress",
        "审核完成率",
        "Share decided",
        FigureKind.COUNTER,
        _states(*_DONE),
        _states(*_STATES),
    ),
    Figure(
        "records", "符合条件的记录", "Records asked for", FigureKind.RECORDS, ("all",), dated=True
    ),
    Figure(
        "flagged_share",
        "有提示的占比",
        "Share with warnings",
        FigureKind.RECORDS,
        ("flagged",),
        ("all",),
        dated=True,
    ),
)
"""The figures that do not depend on which registers somebody opens."""

BY_NAME: Final[Mapping[str, Figure]] = {figure.name: figure for figure in FIGURES}
FEW: Final = 5
"""Counts below this are not shown where a figure is guarded."""


class Group(StrEnum):
    """What the people of a unit are parted by."""

    NONE = ""
    SEX = "sex"
    AGE = "age"
    DISABILITY = "disability"
    BENEFIT = "benefit"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a grouping."""

    name: str
    zh: str
    en: str

    def label(self, language: str) -> str:
        """What it is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


AGES: Final = (0, 7, 16, 60, 70, 80, 90)
"""Where the age classes begin: schooling, labour, old age (domain.md 6, R-07)."""


def age_parts() -> tuple[Part, ...]:
    """The age classes, those of unknown birth last."""
    found = []
    for first, following in zip(AGES, (*AGES[1:], None), strict=True):
        if following is None:
            found.append(Part(f"age{first}", f"{first}岁以上", f"{first} and over"))
        else:
            last = following - 1
            found.append(Part(f"age{first}", f"{first}-{last}岁", f"{first} to {last}"))
    return (*found, UNKNOWN)


UNKNOWN: Final = Part("unknown", "不详", "Unknown")
PARTS: Final[Mapping[Group, tuple[Part, ...]]] = {
    Group.SEX: (Part("male", "男", "Male"), Part("female", "女", "Female"), UNKNOWN),
    Group.AGE: age_parts(),
    Group.DISABILITY: (
        Part("severe", "重度残疾", "Severely disabled"),
        Part("disabled", "其他残疾", "Otherwise disabled"),
        Part("able", "无残疾", "Not disabled"),
    ),
}
"""Columns that are the same everywhere; those of benefits come from their register's lists."""

GUARDED: Final = frozenset({Group.DISABILITY})
NAMES: Final[Mapping[Group, tuple[str, str]]] = {
    Group.NONE: ("不分组", "Not parted"),
    Group.SEX: ("性别", "Sex"),
    Group.AGE: ("年龄段", "Age class"),
    Group.DISABILITY: ("残疾", "Disability"),
    Group.BENEFIT: ("待遇种类", "Kind of assistance"),
    Group.CLASS: ("分类施保", "Class of assistance"),
}
