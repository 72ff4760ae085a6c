"""待遇享受: who receives what, from which day to which (domain.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import (
    day,
    decimal,
    household,
    note,
    number,
    one_of,
    person,
    record,
    text,
    whole,
)
from server.core.registers.fields import choices
from server.core.registers.lists import BENEFIT_KINDS, CLASSES
from server.core.registers.register import Complaint, Register
from server.core.registers.units import PERSONS, YUAN
from server.core.registers.wholes import needed_with
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

LEVELS = choices(("household", "户", "Household"), ("person", "个人", "Person"))
MODES = choices(
    ("central", "集中供养", "In an institution"),
    ("home", "分散供养", "At home"),
    ("once", "一次性", "Once"),
)
END_REASONS = choices(
    ("dead", "死亡", "Death"),
    ("income", "收入超标", "Income above the standard"),
    ("moved", "迁出", "Moved away"),
    ("tekun", "转特困供养", "Destitute support instead"),
    ("waived", "自愿放弃", "Given up"),
    ("review", "年审不合格", "Not kept at the review"),
    ("once", "一次性发放完毕", "Paid once"),
)
PERSONAL = frozenset({"orphan", "disab_life", "disab_care", "old80", "youfu"})
"""Kinds that belong to one person, never to a household."""

GRADED = "dibao_rural"
MODES_OF = {"tekun": {"central", "home"}, "medical": {"once"}, "temp": {"once"}}


def fits(values: Values) -> Iterator[Complaint]:
    """Persons, classes and modes fit the kind; what has ended has a reason."""
    kind, level, mode = values.get("kind"), values.get("level"), values.get("mode")
    if kind in PERSONAL and level == "household":
        yield Complaint("level", "这类待遇属于个人", "this kind belongs to a person")
    is_personal = level == "person"
    yield from needed_with(
        values, "person_id", when=is_personal, zh="对象为个人", en="for one person"
    )
    if values.get("class") is not None and kind != GRADED:
        yield Complaint("class", "只有农村低保分类", "only rural Dibao is paid by class")
    if kind in MODES_OF and mode not in MODES_OF[str(kind)]:
        yield Complaint("mode", "方式与类别不符", "the mode does not fit the kind")
    ended = values.get("end_date") is not None
    yield from needed_with(values, "end_reason", when=ended, zh="有终止日期", en="with an end date")


BENEFIT = Register(
    name="benefit",
    zh="待遇享受",
    en="Benefits",
    database=2,
    businesses=("A1", "A2", "A3", "A4", "A5", "B1", "D1", "D2"),
    levels=(Level.VILLAGE,),
    fields=(
        number(
            "benefit_no", "待遇编号", "Benefit number", "D-{township}-{start_date.year}-", places=5
        ),
        one_of("kind", "类别", "Kind", BENEFIT_KINDS, required=True, listed=True),
        one_of("level", "对象", "For", LEVELS, required=True),
        household(required=True),
        person(listed=True),
        one_of("class", "分类", "Class", CLASSES, listed=True, rule="B-17"),
        whole(
            "persons_covered",
            "保障人数",
            "Persons covered",
            PERSONS,
            listed=True,
            most=30,
            rule="B-05",
        ),
        one_of("mode", "方式", "Mode", MODES),
        decimal(
            "amount",
            "月（次）金额",
            "Amount a month or once",
            YUAN,
            required=True,
            listed=True,
            rule="B-17",
        ),
        text(
            "amount_reason",
            "金额与标准不同的理由",
            "Why the amount differs",
            longest=200,
            rule="B-17",
        ),
        day("start_date", "起始日期", "Since", required=True, listed=True),
        day("end_date", "终止日期", "Until", listed=True),
        one_of("end_reason", "终止原因", "Why it ended", END_REASONS),
        text("cert_no", "证号", "Certificate number", find=True),
        day("next_review", "下次复核", "Next review", required=True, listed=True, rule="5.6"),
        record("application_no", "申请编号", "Application number", "application"),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("kind", "hh_no", "person_id"),
    title=("benefit_no",),
    order=("kind", "hh_no"),
    since="start_date",
    until="end_date",
    check=fits,
    example={"person_id": "", "class": "", "mode": "", "end_reason": ""},
)
