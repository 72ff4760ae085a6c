"""救助申请: from the request to the decision, state by state (domain.md 2.4, 5.3)."""

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
    person_name,
    record,
    text,
    whole,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import BENEFIT_KINDS, CLASSES
from server.core.registers.register import Complaint, Register
from server.core.registers.units import PERSONS, YUAN, YUAN_MONTH
from server.core.registers.wholes import needed_with
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

CHANNELS = choices(
    ("head", "户主申请", "By the head of the household"),
    ("village", "村代办", "By the village on their behalf"),
    ("online", "网上", "Online"),
    ("found", "主动发现", "Found by the office"),
)
STATES = choices(
    ("apply", "已申请", "Applied"),
    ("survey", "入户调查", "Home survey"),
    ("check", "经济状况核对", "Economic check"),
    ("appraisal", "民主评议", "Appraisal"),
    ("list1", "第一榜", "First list"),
    ("township_opinion", "乡镇意见", "Township's opinion"),
    ("list2", "第二榜", "Second list"),
    ("county_check", "县级抽查", "County's re-check"),
    ("list3", "第三榜", "Third list"),
    ("granted", "批准", "Granted"),
    ("refused", "不予批准", "Refused"),
    ("withdrawn", "已撤回", "Withdrawn"),
    ("running", "享受中", "Running"),
    ("review", "复核", "Under review"),
    ("kept", "维持", "Kept"),
    ("changed", "调整", "Changed"),
    ("stopped", "停止", "Stopped"),
)
CHECK_RESULTS = choices(
    ("fits", "符合", "Within the limits"),
    ("exceeds", "超出", "Above the limits"),
    ("unclear", "待核实", "To be cleared up"),
)
DECISIONS = choices(
    ("granted", "批准", "Granted"),
    ("refused", "不予批准", "Refused"),
    ("withdrawn", "撤回", "Withdrawn"),
)


def fits(values: Values) -> Iterator[Complaint]:
    """No check of incomes without the household's authorisation; decisions have day and reason."""
    if values.get("check_result") and values.get("authorised_check") is False:
        yield Complaint(
            "authorised_check",
            "未经授权不得核对经济状况",
            "incomes are not checked without authorisation",
        )
    decided = values.get("decision") is not None
    yield from needed_with(values, "decision_date", when=decided, zh="有决定", en="with a decision")
    refused = values.get("decision") == "refused"
    yield from needed_with(
        values, "decision_reason", when=refused, zh="不予批准", en="when it is refused"
    )


APPLICATION = Register(
    name="application",
    zh="救助申请",
    en="Applications",
    database=2,
    businesses=("A1", "A2", "A3", "A4", "A5"),
    levels=(Level.VILLAGE,),
    fields=(
        number(
            "application_no", "申请编号", "Application number", "A-{township}-{apply_date.year}-"
        ),
        household(required=True),
        person_name("applicant", "申请人", "Applicant", required=True, find=True, listed=True),
        person(),
        one_of("kind", "申请类别", "Kind", BENEFIT_KINDS, required=True, listed=True),
        day("apply_date", "申请日期", "Applied on", required=True, listed=True),
        one_of("channel", "来源", "Channel", CHANNELS, required=True),
        whole(
            "persons", "申请人数", "Persons", PERSONS, required=True, listed=True, least=1, most=30
        ),
        one_of("state", "状态", "State", STATES, required=True, listed=True),
        day("state_since", "进入状态日期", "In this state since"),
        day("due_date", "办理期限", "Due on", listed=True),
        day("accepted_date", "受理日期", "Accepted on"),
        yes_no("urgent", "紧急程序", "Urgent procedure"),
        yes_no("relative", "经办人员或村干部近亲属", "Relative of staff or cadre", rule="B-16"),
        text("surveyors", "入户调查人（两人）", "Home survey by", longest=80),
        day("survey_date", "入户调查日期", "Home survey on"),
        yes_no("authorised_check", "经济状况核对授权", "Check authorised", required=True),
        decimal(
            "checked_income_pc_month",
            "核对人均月收入",
            "Checked monthly income per head",
            YUAN_MONTH,
            privacy=Privacy.SENSITIVE,
        ),
        one_of("check_result", "核对结果", "Result of the check", CHECK_RESULTS),
        record("appraisal_no", "评议会编号", "Appraisal number", "appraisal"),
        one_of("class", "拟定类别", "Class", CLASSES),
        whole("persons_covered", "拟保障人数", "Persons covered", PERSONS, least=1, most=30),
        decimal("amount", "拟定月（次）金额", "Amount a month or once", YUAN),
        one_of("decision", "决定", "Decision", DECISIONS, listed=True),
        day("decision_date", "决定日期", "Decided on", listed=True),
        note("decision_reason", "决定理由", "Reason of the decision", longest=500),
        text("decided_by", "决定人", "Decided by"),
    ),
    key=("application_no",),
    title=("application_no",),
    order=("-apply_date", "application_no"),
    since="apply_date",
    until="",
    check=fits,
    example={"person_id": "", "class": ""},
    guided=(
        "state",
        "state_since",
        "due_date",
        "accepted_date",
        "class",
        "persons_covered",
        "amount",
        "decision",
        "decision_date",
        "decided_by",
    ),
)
