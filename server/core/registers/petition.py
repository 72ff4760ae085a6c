"""异议与来信来访: objections, letters and visits, as the form `objection` (domain.md 2.4, 5.5)."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.registers.columns import (
    day,
    moment,
    note,
    number,
    one_of,
    person_name,
    phone,
    photo,
    record,
    some_of,
    text,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import CHANNELS, CHECK_RESULTS, OBJECTION_REASONS, PETITION_KINDS
from server.core.registers.register import Complaint, Register
from server.core.registers.wholes import needed_with
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

STATES = choices(
    ("received", "已登记", "Received"),
    ("assigned", "已交办", "Assigned"),
    ("checking", "核查中", "Being checked"),
    ("answered", "已答复", "Answered"),
    ("closed", "办结", "Closed"),
)
DONE = frozenset({"answered", "closed"})
OBJECTION = "1"
SEVERAL = re.compile(r".+[、,，;； ].+")


def fits(values: Values) -> Iterator[Complaint]:
    """An objection names its list, a named objector a name; what is done has a finding by two."""
    is_named = values.get("anonymous") is False
    yield from needed_with(values, "obj_name", when=is_named, zh="非匿名", en="unless anonymous")
    objects = values.get("kind") == OBJECTION
    yield from needed_with(values, "list_no", when=objects, zh="公示异议", en="for an objection")
    done = values.get("state") in DONE
    yield from needed_with(values, "check_result", when=done, zh="已办", en="when it is done")
    checkers = values.get("checkers")
    if isinstance(checkers, str) and not SEVERAL.fullmatch(checkers):
        yield Complaint("checkers", "核查人应为两人以上", "two or more persons check")
    received, checked = values.get("recv_time"), values.get("check_date")
    if (
        isinstance(received, datetime)
        and isinstance(checked, date)
        and checked < local_date(received)
    ):
        yield Complaint("check_date", "早于收到日期", "it lies before the receipt")


PETITION = Register(
    name="petition",
    zh="异议与来信来访",
    en="Objections, letters and visits",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        number("case_no", "受理编号", "Case number", "X-{township}-{recv_time.year}-"),
        one_of("kind", "事项类别", "Kind", PETITION_KINDS, required=True, listed=True),
        record("list_no", "公示榜号", "List number", "publicity_list", rule="O-01"),
        text("item", "被反映的户", "Household concerned", longest=60, privacy=Privacy.PERSONAL),
        one_of("channel", "来源", "Channel", CHANNELS, required=True),
        yes_no("anonymous", "匿名", "Anonymous", required=True),
        person_name("obj_name", "反映人姓名", "Name", find=True),
        phone("obj_phone", "反映人电话", "Phone"),
        moment("recv_time", "收到时间", "Received at", required=True, listed=True),
        some_of(
            "reasons", "反映的问题", "Matters raised", OBJECTION_REASONS, required=True, listed=True
        ),
        note("content", "内容", "Content", required=True, privacy=Privacy.PERSONAL),
        photo("evidence", "材料照片", "Photo of papers", privacy=Privacy.PERSONAL),
        one_of("state", "状态", "State", STATES, required=True, listed=True),
        day("deadline", "办理期限", "Deadline", listed=True, rule="O-02"),
        text("assigned_to", "承办人", "Assigned to", listed=True),
        day("check_date", "核查日期", "Checked on"),
        text("checkers", "核查人（两人以上）", "Checkers (two or more)", longest=80, rule="O-03"),
        one_of("check_result", "核查结论", "Finding", CHECK_RESULTS, listed=True),
        note("check_text", "核查情况", "Facts found", privacy=Privacy.PERSONAL),
        day("reply_date", "答复日期", "Replied on", rule="O-04"),
        note("reply_text", "答复内容", "Reply", privacy=Privacy.PERSONAL),
    ),
    key=("case_no",),
    title=("case_no",),
    order=("-recv_time", "case_no"),
    since="recv_time",
    until="",
    check=fits,
    form_id="objection",
    example={"kind": "来信", "list_no": "", "state": "已登记", "checkers": "张三、李四"},
)
