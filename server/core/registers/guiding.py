"""Settings of the procedures, and who works where: registers that steps and plans are read from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.desk.people import Post
from server.core.registers.columns import (
    day,
    one_of,
    person_name,
    phone,
    record,
    text,
    whole,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.register import Complaint, Register
from server.core.registers.units import DAYS, HOUSEHOLDS, PERCENT
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

ROUTES = choices(("full", "全部步骤", "All steps"), ("short", "简易步骤", "Short"))
STEPS = choices(
    ("apply", "受理", "Acceptance"),
    ("survey", "入户调查", "Home survey"),
    ("check", "经济状况核对", "Economic check"),
    ("appraisal", "民主评议", "Appraisal"),
    ("list1", "第一榜", "First list"),
    ("township_opinion", "乡镇意见", "Township's opinion"),
    ("list2", "第二榜", "Second list"),
    ("county_check", "县级审核确认", "County's decision"),
    ("list3", "第三榜", "Third list"),
    ("granted", "发放", "Start"),
    ("total", "全部办理", "All of it"),
    ("makeup", "补办手续", "Papers after urgent help"),
)
KINDS = choices(("work", "工作日", "Working days"), ("calendar", "自然日", "Calendar days"))
WHENS = choices(
    ("always", "都要", "Always"),
    ("on_objection", "有异议时", "After an objection"),
    ("never", "不要", "Never"),
)
OPTIONAL = frozenset({"appraisal", "list1", "list2", "list3"})


def fits(values: Values) -> Iterator[Complaint]:
    """Only the appraisal and single lists can be left out; only an appraisal can wait."""
    step, when = values.get("step"), values.get("when")
    if when != "always" and step not in OPTIONAL:
        yield Complaint("when", "这一步不能省去", "this step cannot be left out")
    elif when == "on_objection" and step != "appraisal":
        yield Complaint("when", "只有评议可以只在有异议时进行", "only an appraisal waits for one")


PROCEDURE_STEP = Register(
    name="procedure_step",
    zh="办理步骤与期限",
    en="Steps and time limits",
    database=2,
    businesses=("A1", "A2", "A3", "A4", "A5"),
    levels=(Level.COUNTY,),
    fields=(
        one_of("route", "流程", "Route", ROUTES, required=True, listed=True, privacy=Privacy.OPEN),
        one_of("step", "步骤", "Step", STEPS, required=True, listed=True, privacy=Privacy.OPEN),
        whole(
            "days",
            "期限",
            "Limit",
            DAYS,
            required=True,
            listed=True,
            most=365,
            privacy=Privacy.OPEN,
        ),
        one_of(
            "day_kind",
            "计算方式",
            "Counted as",
            KINDS,
            required=True,
            listed=True,
            privacy=Privacy.OPEN,
        ),
        one_of(
            "when", "是否进行", "Taken", WHENS, required=True, listed=True, privacy=Privacy.OPEN
        ),
        whole(
            "share",
            "入户抽查比例",
            "Share visited again",
            PERCENT,
            most=100,
            privacy=Privacy.OPEN,
        ),
        text("basis", "依据", "Rests on", listed=True, longest=200, privacy=Privacy.OPEN),
    ),
    key=("unit", "route", "step"),
    title=("step",),
    order=("route", "step"),
    is_public=True,
    writers=(Post.COUNTY_AUDIT,),
    check=fits,
    example={"step": "入户调查", "when": "都要"},
)

VILLAGE_CONTACT = Register(
    name="village_contact",
    zh="分片联系村",
    en="Linked villages",
    database=9,
    businesses=(),
    levels=(Level.VILLAGE,),
    fields=(
        person_name(
            "name",
            "联系人",
            "Contact",
            required=True,
            find=True,
            listed=True,
            privacy=Privacy.INTERNAL,
        ),
        text("duty", "职务", "Position", listed=True),
        phone("phone", "联系电话", "Phone"),
        yes_no("is_lead", "主联系人", "Lead contact", required=True, listed=True),
    ),
    key=("unit", "name"),
    title=("name",),
    order=("unit", "name"),
)

CAMPAIGN_VILLAGE = Register(
    name="campaign_village",
    zh="集中采集任务",
    en="Campaign tasks",
    database=9,
    businesses=(),
    levels=(Level.VILLAGE,),
    fields=(
        record("campaign_no", "采集编号", "Campaign", "campaign", required=True, listed=True),
        day("start_date", "开始日期", "Begins", required=True, listed=True),
        day("closing_date", "截止日期", "Closes", required=True, listed=True),
        person_name(
            "collector",
            "采集人",
            "Collector",
            find=True,
            listed=True,
            privacy=Privacy.INTERNAL,
        ),
        whole("target", "应采户数", "Households to visit", HOUSEHOLDS, required=True, listed=True),
    ),
    key=("unit", "campaign_no"),
    title=("campaign_no",),
    order=("-start_date", "unit"),
    since="start_date",
    until="",
)
