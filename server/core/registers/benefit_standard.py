"""救助标准: what a county pays, by kind and class, from one day to another (domain.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.registers.columns import decimal, one_of, text
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import CLASSES
from server.core.registers.register import Complaint, Register
from server.core.registers.units import YUAN_MONTH
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

KINDS = choices(
    ("dibao_urban", "城市低保", "Urban Dibao"),
    ("dibao_rural", "农村低保", "Rural Dibao"),
    ("tekun_basic", "特困人员基本生活", "Destitute support, living"),
    ("tekun_care_2", "特困人员半护理", "Destitute support, partial care"),
    ("tekun_care_3", "特困人员全护理", "Destitute support, full care"),
    ("old80", "高龄津贴", "Old-age allowance"),
    ("disab_life", "困难残疾人生活补贴", "Living subsidy for the disabled"),
    ("disab_care", "重度残疾人护理补贴", "Care subsidy for the disabled"),
    ("orphan", "孤儿基本生活费", "Orphan support"),
    ("youfu", "优抚抚恤补助", "Preferential treatment"),
)
GRADED = "dibao_rural"
"""Only rural Dibao is paid by class (domain.md 2.4, `class`)."""


def fits(values: Values) -> Iterator[Complaint]:
    """A class belongs to rural Dibao only."""
    if values.get("class") and values.get("kind") != GRADED:
        yield Complaint("class", "只有农村低保分类", "only rural Dibao is paid by class")


BENEFIT_STANDARD = Register(
    name="benefit_standard",
    zh="救助标准",
    en="Benefit standards",
    database=2,
    businesses=("A1", "A2", "A3", "B1", "D1", "D2"),
    levels=(Level.COUNTY,),
    fields=(
        one_of("kind", "类别", "Kind", KINDS, required=True, listed=True, privacy=Privacy.OPEN),
        one_of("class", "分类", "Class", CLASSES, listed=True, privacy=Privacy.OPEN),
        decimal(
            "amount",
            "标准",
            "Amount",
            YUAN_MONTH,
            required=True,
            listed=True,
            most=100_000,
            privacy=Privacy.OPEN,
        ),
        text(
            "document_no", "文号", "Document number", find=True, listed=True, privacy=Privacy.OPEN
        ),
    ),
    key=("unit", "kind", "class"),
    title=("kind", "class"),
    order=("kind", "class", "-valid_from"),
    check=fits,
    example={"kind": "农村低保", "class": "一类"},
    is_public=True,
    writers=(Post.COUNTY_AUDIT,),
)
