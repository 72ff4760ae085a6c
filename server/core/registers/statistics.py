"""专项社会行政事务: monthly figures of marriages, funerals, place names (domain.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import decimal, month, whole
from server.core.registers.fields import Privacy
from server.core.registers.register import Complaint, Register
from server.core.registers.units import CASES, COUPLES, PERCENT, PERSONS, PLACES
from server.core.registers.wholes import total, within
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values


def marriages_fit(values: Values) -> Iterator[Complaint]:
    """Two persons a couple: first marriages and remarriages add up to twice the registrations."""
    persons, couples = total(values, "first", "remarriage"), values.get("registrations")
    if persons is not None and isinstance(couples, int) and persons != 2 * couples:
        yield Complaint(
            "first",
            f"初婚与再婚人数之和应为结婚登记的两倍（{2 * couples} 人）",
            f"first marriages and remarriages must add up to {2 * couples} persons",
        )
    yield from within(values, "foreign_related", "registrations", "结婚登记", "the registrations")


MARRIAGE_STAT = Register(
    name="marriage_stat",
    zh="婚姻登记统计",
    en="Marriage registration figures",
    database=6,
    businesses=("E1",),
    levels=(Level.COUNTY,),
    fields=(
        month("month", "月份", "Month", required=True, listed=True, privacy=Privacy.OPEN),
        whole("registrations", "结婚登记", "Marriages", COUPLES, required=True, listed=True),
        whole("first", "初婚", "First marriages", PERSONS, required=True, listed=True),
        whole("remarriage", "再婚", "Remarriages", PERSONS, required=True, listed=True),
        whole("divorces", "离婚登记", "Divorces", COUPLES, required=True, listed=True),
        whole("reissued", "补领证件", "Certificates reissued", CASES, required=True),
        whole("foreign_related", "涉外及涉港澳台", "With foreigners", COUPLES, required=True),
        decimal("couples_pass_rate", "登记合格率", "Registrations in order", PERCENT, most=100),
    ),
    key=("unit", "month"),
    title=("month",),
    order=("-month", "unit"),
    since="month",
    until="",
    check=marriages_fit,
    example={"registrations": "10", "first": "16", "remarriage": "4"},
)

SPECIAL_AFFAIRS_STAT = Register(
    name="special_affairs_stat",
    zh="专项事务统计",
    en="Special affairs figures",
    database=6,
    businesses=("E2", "E3"),
    levels=(Level.COUNTY,),
    fields=(
        month("month", "月份", "Month", required=True, listed=True, privacy=Privacy.OPEN),
        whole("deaths", "死亡人数", "Deaths", PERSONS, required=True, listed=True),
        whole("cremations", "火化", "Cremations", PERSONS, required=True, listed=True),
        whole(
            "place_names_new", "新命名地名", "New place names", PLACES, required=True, listed=True
        ),
        whole("place_names_changed", "更名、销名", "Place names changed", PLACES, required=True),
        whole("boundary_checks", "界线联检", "Boundary checks", CASES, required=True),
        whole("social_orgs", "社会组织总数", "Associations", PLACES, required=True, listed=True),
        whole("social_orgs_new", "其中新登记", "of which new", PLACES, required=True),
        whole("social_orgs_closed", "注销、撤销", "Closed", PLACES, required=True),
    ),
    key=("unit", "month"),
    title=("month",),
    order=("-month", "unit"),
    since="month",
    until="",
    check=lambda values: within(values, "cremations", "deaths", "死亡人数", "the deaths"),
)
