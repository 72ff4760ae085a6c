"""The nine databases, five systems and nineteen businesses (domain.md 1.1, 1.2).

Their number is stated; most names are inferred.  They are data: an office corrects them here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Database(NamedTuple):
    """One of the nine databases."""

    number: int
    zh: str
    en: str

    def label(self, language: str) -> str:
        """The name in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh


class Business(NamedTuple):
    """One of the nineteen businesses, with the system (post) it belongs to."""

    code: str
    system: str
    zh: str
    en: str


DATABASES = (
    Database(1, "公共信息", "Public information"),
    Database(2, "社会救助", "Social assistance"),
    Database(3, "社会福利", "Social welfare"),
    Database(4, "基层民主政治建设", "Self-governance"),
    Database(5, "优抚安置", "Preferential treatment and placement"),
    Database(6, "专项社会行政事务", "Special administrative affairs"),
    Database(7, "自然灾害救助", "Disaster relief"),
    Database(8, "家庭人口基础档案", "Households and persons"),
    Database(9, "民政机构队伍与信访", "Offices, staff, letters and visits"),
)

_SYSTEMS = {
    "社会救助": (
        ("A1", "城市低保", "Urban Dibao"),
        ("A2", "农村低保", "Rural Dibao"),
        ("A3", "五保供养", "Destitute support"),
        ("A4", "医疗救助", "Medical assistance"),
        ("A5", "临时救助", "Temporary assistance"),
        ("A6", "自然灾害救助", "Disaster relief"),
    ),
    "双拥优抚": (
        ("B1", "抚恤补助", "Pensions and subsidies"),
        ("B2", "退役安置", "Placement of veterans"),
        ("B3", "双拥", "Army-people mutual support"),
        ("B4", "烈士褒扬", "Commemoration of martyrs"),
    ),
    "基层民主政治建设": (
        ("C1", "村(居)委会选举", "Committee elections"),
        ("C2", "村务公开与民主管理", "Publication of village affairs"),
        ("C3", "社区建设", "Community building"),
    ),
    "社会福利": (
        ("D1", "老年人福利", "Welfare of the old"),
        ("D2", "残疾人与孤儿福利", "Welfare of the disabled and orphans"),
        ("D3", "福利机构与慈善", "Welfare institutions and charity"),
    ),
    "社会事务": (
        ("E1", "婚姻登记", "Marriage registration"),
        ("E2", "殡葬管理", "Funerals"),
        ("E3", "区划地名与民间组织", "Divisions, place names and associations"),
    ),
}

BUSINESSES: Mapping[str, Business] = {
    code: Business(code, system, zh, en)
    for system, rows in _SYSTEMS.items()
    for code, zh, en in rows
}
