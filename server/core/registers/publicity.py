"""三榜公示: public lists and the households on them (domain.md 2.4, 5.5, 5.7)."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from server.core.registers.columns import (
    day,
    decimal,
    number,
    one_of,
    person_name,
    photo,
    point,
    record,
    text,
    whole,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import BENEFIT_KINDS, CLASSES
from server.core.registers.register import Complaint, Register
from server.core.registers.units import HOUSEHOLDS, PERSONS, YUAN_MONTH
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

ROUNDS = choices(
    ("1", "第一榜（村）", "First list (village)"),
    ("2", "第二榜（乡镇）", "Second list (township)"),
    ("3", "第三榜（县级决定）", "Third list (county's decision)"),
)
STATES = choices(
    ("draft", "草稿", "Draft"),
    ("approved", "已审定", "Approved"),
    ("posted", "公示中", "Posted"),
    ("paused", "暂停", "Paused"),
    ("ended", "期满", "Ended"),
    ("withdrawn", "撤回", "Withdrawn"),
)
RESULTS = choices(
    ("proposed", "拟纳入", "Proposed"),
    ("granted", "批准", "Granted"),
    ("refused", "不予批准", "Refused"),
    ("objected", "有异议", "Objected to"),
    ("withdrawn", "撤下", "Taken off"),
)
FULL_DAYS = timedelta(days=7)
NUMBERS = re.compile(r"\d{7,}")
"""A number long enough to be a telephone, an account or an ID number."""


def list_fits(values: Values) -> Iterator[Complaint]:
    """Rule L-01: seven full days, the day of posting not counted."""
    start, end = values.get("start_date"), values.get("end_date")
    if isinstance(start, date) and isinstance(end, date) and end - start < FULL_DAYS:
        yield Complaint("end_date", "公示期不足7天", "posted for less than 7 days")


def item_fits(values: Values) -> Iterator[Complaint]:
    """Rule L-03: nothing of a list tells an ID number, a telephone or an account."""
    for name in ("display_name", "masked_id", "group_no"):
        if NUMBERS.search(str(values.get(name) or "")):
            yield Complaint(name, "公示内容泄露个人信息", "the list shows protected data")


PUBLICITY_LIST = Register(
    name="publicity_list",
    zh="公示榜",
    en="Public lists",
    database=2,
    businesses=("A1", "A2", "A3"),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        number(
            "list_no", "榜号", "List number", "G-{village}-{start_date.month}-{round}-", places=2
        ),
        one_of("round", "榜次", "Round", ROUNDS, required=True, listed=True),
        one_of("kind", "类别", "Kind", BENEFIT_KINDS, required=True, listed=True),
        day("start_date", "张榜日期", "Posted on", required=True, listed=True, rule="L-01"),
        day("end_date", "期满日期", "Ends on", required=True, listed=True, rule="L-01"),
        one_of("state", "状态", "State", STATES, required=True, listed=True),
        text("place", "张贴地点", "Where"),
        whole("households", "公示户数", "Households", HOUSEHOLDS, listed=True, rule="L-05"),
        whole("persons", "公示人数", "Persons", PERSONS, rule="L-05"),
        photo("posted_photo", "张榜照片", "Photo of the posted list", rule="L-04"),
        point("posted_gps", "张榜定位", "Position of the board"),
        day("removed_date", "撤榜日期", "Taken down on"),
        photo("removed_photo", "撤榜照片", "Photo of the removal"),
        text("checksum", "校验码", "Checksum", longest=19, privacy=Privacy.OPEN),
        text("approved_by", "审定人", "Approved by"),
        day("approved_date", "审定日期", "Approved on"),
        record("replaces", "更正的榜号", "Corrects list", "publicity_list"),
        text("correction", "更正说明", "What is corrected", longest=200),
    ),
    key=("list_no",),
    title=("list_no",),
    order=("-start_date", "list_no"),
    since="start_date",
    until="",
    check=list_fits,
    example={"end_date": "2026-02-10", "replaces": "", "checksum": ""},
    guided=("state", "checksum", "approved_by", "approved_date", "replaces"),
    frozen_with="checksum",
)

PUBLICITY_ITEM = Register(
    name="publicity_item",
    zh="公示户",
    en="Households on public lists",
    database=2,
    businesses=("A1", "A2", "A3"),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        record("list_no", "榜号", "List number", "publicity_list", required=True, listed=True),
        record("application_no", "申请编号", "Application number", "application", required=True),
        day("start_date", "张榜日期", "Posted on", required=True, listed=True),
        person_name(
            "display_name",
            "公示姓名",
            "Name shown",
            required=True,
            find=True,
            listed=True,
            rule="L-03",
        ),
        text(
            "masked_id",
            "证号（遮盖）",
            "ID number, masked",
            longest=20,
            privacy=Privacy.PERSONAL,
            rule="5.7",
        ),
        text("group_no", "村民小组", "Villager group", longest=40, listed=True),
        whole("persons", "人数", "Persons", PERSONS, required=True, listed=True, most=30),
        one_of("class", "分类", "Class", CLASSES, listed=True),
        decimal("amount", "月金额", "Amount a month", YUAN_MONTH, listed=True),
        one_of("result", "结果", "Result", RESULTS, required=True, listed=True),
    ),
    key=("list_no", "application_no"),
    title=("display_name",),
    order=("-start_date", "list_no", "group_no"),
    since="start_date",
    until="",
    check=item_fits,
    frozen_with="list_no",
)
