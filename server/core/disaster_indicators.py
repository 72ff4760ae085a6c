"""What a disaster report counts: names, units and order of the national form (domain.md 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PERSON = ("人", "persons")
ROOM = ("间", "rooms")
HOME = ("户", "households")
HECTARE = ("公顷", "ha")
HEAD = ("头只", "head")
WAN = ("万元", "10,000 yuan")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One cumulative figure: its question's name, what it is called, what it counts."""

    name: str
    zh: str
    en: str
    unit_zh: str
    unit_en: str

    def label(self, language: str) -> str:
        """What it is called in ``"zh"`` or ``"en"``."""
        return self.en if language.startswith("en") else self.zh

    def unit(self, language: str) -> str:
        """What it counts in ``"zh"`` or ``"en"``."""
        return self.unit_en if language.startswith("en") else self.unit_zh


def _all(unit: tuple[str, str], *rows: tuple[str, str, str]) -> tuple[Indicator, ...]:
    return tuple(Indicator(*row, *unit) for row in rows)


INDICATORS = (
    *_all(
        PERSON,
        ("affected", "受灾人口", "Affected"),
        ("dead", "因灾死亡人口", "Dead"),
        ("missing", "因灾失踪人口", "Missing"),
        ("injured", "因灾受伤人口", "Injured"),
        ("injured_serious", "其中重伤", "of which seriously"),
        ("evacuated", "紧急避险转移人口", "Evacuated in advance"),
        ("resettled", "紧急转移安置人口", "Resettled"),
        ("resettled_central", "其中集中安置", "of which in shelters"),
        ("resettled_scattered", "其中分散安置", "of which scattered"),
        ("need_urgent", "需紧急生活救助人口", "In urgent need"),
        ("need_transition", "需过渡期生活救助人口", "In need until rebuilt"),
        ("drought_need", "因旱需生活救助人口", "In need through drought"),
        ("drought_water", "其中饮水困难", "of which without water"),
    ),
    *_all(ROOM, ("col_rooms", "倒塌房屋间数", "Rooms collapsed")),
    *_all(ROOM, ("col_res_rooms", "其中：倒塌住房间数", "of which dwelling, collapsed")),
    *_all(HOME, ("col_res_hh", "倒塌住房户数", "Homes collapsed")),
    *_all(ROOM, ("sev_rooms", "严重损坏房屋间数", "Rooms severely damaged")),
    *_all(ROOM, ("sev_res_rooms", "其中：严重损坏住房间数", "of which dwelling, severe")),
    *_all(HOME, ("sev_res_hh", "严重损坏住房户数", "Homes severely damaged")),
    *_all(ROOM, ("min_rooms", "一般损坏房屋间数", "Rooms slightly damaged")),
    *_all(ROOM, ("min_res_rooms", "其中：一般损坏住房间数", "of which dwelling, slight")),
    *_all(HOME, ("min_res_hh", "一般损坏住房户数", "Homes slightly damaged")),
    *_all(
        HECTARE,
        ("crop_affected", "农作物受灾面积", "Crops affected"),
        ("crop_damaged", "成灾面积", "Crops damaged"),
        ("crop_failed", "绝收面积", "Crops failed"),
        ("grain_affected", "其中粮食受灾", "of which grain affected"),
        ("grain_damaged", "其中粮食成灾", "of which grain damaged"),
        ("grain_failed", "其中粮食绝收", "of which grain failed"),
    ),
    *_all(
        HEAD,
        ("livestock_large", "死亡大牲畜", "Large livestock lost"),
        ("livestock_small", "死亡小牲畜", "Small livestock lost"),
    ),
    *_all(
        WAN,
        ("loss_house", "房屋及家庭财产损失", "Loss: houses and property"),
        ("loss_farm", "农林牧渔业损失", "Loss: farming"),
        ("loss_industry", "工矿商贸业损失", "Loss: industry and trade"),
        ("loss_infra", "基础设施损失", "Loss: infrastructure"),
        ("loss_public", "公共服务损失", "Loss: public services"),
        ("loss_other", "其他损失", "Loss: other"),
    ),
)
"""In the order in which the state's system asks for them."""

BY_NAME: Mapping[str, Indicator] = {each.name: each for each in INDICATORS}

HEADLINES = (
    "affected",
    "dead",
    "missing",
    "resettled",
    "need_urgent",
    "col_res_hh",
    "sev_res_hh",
    "crop_failed",
)
"""What stands at the top of an event's page; the loss in money comes with them."""

TOTAL_LOSS = Indicator("loss_total", "直接经济损失", "Direct economic loss", *WAN)
"""The sum of the six losses, never asked for (domain.md 3.3)."""
