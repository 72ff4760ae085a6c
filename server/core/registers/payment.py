"""待遇发放: one row per benefit and month; the list is computed, money is moved elsewhere (2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import day, decimal, month, one_of, record, text
from server.core.registers.fields import choices
from server.core.registers.register import Register
from server.core.registers.units import YUAN
from server.core.registers.wholes import needed_with
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Complaint, Values

CHANNELS = choices(
    ("card", "一卡通", "Benefit bank card"),
    ("cash", "现金", "Cash"),
    ("institution", "拨付供养机构", "To the institution"),
)
RESULTS = choices(
    ("planned", "待发放", "To be paid"),
    ("paid", "已发放", "Paid"),
    ("returned", "退回", "Returned"),
    ("stopped", "停发", "Withheld"),
)


def fits(values: Values) -> Iterator[Complaint]:
    """What was paid has a day, what came back a reason."""
    paid, returned = values.get("result") == "paid", values.get("result") == "returned"
    yield from needed_with(values, "paid_date", when=paid, zh="已发放", en="when it was paid")
    yield from needed_with(
        values, "return_reason", when=returned, zh="退回", en="when it came back"
    )


PAYMENT = Register(
    name="payment",
    zh="待遇发放",
    en="Payments",
    database=2,
    businesses=("A1", "A2", "A3", "A4", "A5", "B1", "D1", "D2"),
    levels=(Level.VILLAGE,),
    fields=(
        record("benefit_no", "待遇编号", "Benefit number", "benefit", required=True, listed=True),
        month("period", "所属月份", "Month", required=True, listed=True),
        decimal("amount", "金额", "Amount", YUAN, required=True, listed=True),
        one_of("channel", "渠道", "Channel", CHANNELS, required=True),
        one_of("result", "结果", "Result", RESULTS, required=True, listed=True),
        day("paid_date", "发放日期", "Paid on", listed=True),
        text("return_reason", "退回原因", "Why it came back", longest=200),
    ),
    key=("benefit_no", "period"),
    title=("benefit_no", "period"),
    order=("-period", "benefit_no"),
    since="period",
    until="",
    check=fits,
)
