"""民主评议: appraisal meetings and the cases decided there, as the form `dibao_appraisal` (2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import (
    day,
    note,
    number,
    one_of,
    person_name,
    photo,
    point,
    record,
    text,
    whole,
    yes_no,
)
from server.core.registers.fields import Privacy
from server.core.registers.lists import CLASSES
from server.core.registers.register import Complaint, Register
from server.core.registers.units import HOUSEHOLDS, PERSONS, VOTES
from server.core.registers.wholes import needed_with, total, within
from server.core.types import Level, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values


def meeting_fits(values: Values) -> Iterator[Complaint]:
    """Rules A-02 and A-05: two thirds present, half of them villagers' representatives."""
    yield from within(values, "present", "should", "应到人数", "the persons due")
    yield from within(values, "rep_villagers", "present", "实到人数", "the persons present")
    yield from within(values, "passed_count", "case_count", "评议户数", "the cases")
    due, present, reps = (values.get(name) for name in ("should", "present", "rep_villagers"))
    if isinstance(due, int) and isinstance(present, int) and present * 3 < due * 2:
        yield Complaint("present", "到会人数不足三分之二", "fewer than two thirds are present")
    if isinstance(reps, int) and isinstance(present, int) and reps * 2 < present:
        yield Complaint(
            "rep_villagers", "村民代表不足半数", "too few representatives", Severity.WARNING
        )


def case_fits(values: Values) -> Iterator[Complaint]:
    """Rule A-04: what passed has more than half of the votes; the relative is named."""
    votes, agree = total(values, "agree", "oppose", "abstain"), values.get("agree")
    passed = values.get("passed") is True
    if passed and votes is not None and isinstance(agree, int) and agree * 2 <= votes:
        yield Complaint("passed", "同意票未过半", "no majority in favour")
    close = values.get("relative") is True
    yield from needed_with(values, "relative_who", when=close, zh="属近亲属", en="for a relative")
    yield from needed_with(values, "class_suggest", when=passed, zh="通过", en="when it passed")


APPRAISAL = Register(
    name="appraisal",
    zh="民主评议",
    en="Appraisal meetings",
    database=2,
    businesses=("A1", "A2"),
    levels=(Level.VILLAGE,),
    fields=(
        number(
            "appraisal_no",
            "评议会编号",
            "Appraisal number",
            "P-{village}-{meeting_date.day}-",
            places=2,
        ),
        day("meeting_date", "评议日期", "Date", required=True, listed=True),
        text("place", "地点", "Place", required=True, listed=True),
        person_name("chair", "主持人", "Chair", required=True, listed=True),
        person_name("recorder", "记录人", "Recorder", required=True),
        whole("should", "应到人数", "Persons due", PERSONS, required=True, least=1, most=200),
        whole(
            "present",
            "实到人数",
            "Persons present",
            PERSONS,
            required=True,
            listed=True,
            most=200,
            rule="A-02",
        ),
        whole(
            "rep_villagers",
            "其中村（居）民代表",
            "of which representatives",
            PERSONS,
            required=True,
            most=200,
            rule="A-05",
        ),
        whole(
            "case_count",
            "评议户数",
            "Cases",
            HOUSEHOLDS,
            required=True,
            listed=True,
            least=1,
            most=500,
            rule="A-01",
        ),
        whole(
            "passed_count", "通过户数", "Passed", HOUSEHOLDS, required=True, listed=True, most=500
        ),
        day("post1_date", "第一榜张榜日期", "First posting date"),
        point("gps", "会议定位", "Position"),
        photo("photo_meeting", "会议照片", "Photo of the meeting", privacy=Privacy.PERSONAL),
        photo("photo_signin", "签到表照片", "Photo of the sign-in sheet", privacy=Privacy.PERSONAL),
        photo("sign_chair", "主持人签字", "Signature of the chair", privacy=Privacy.PERSONAL),
    ),
    key=("appraisal_no",),
    title=("appraisal_no",),
    order=("-meeting_date", "appraisal_no"),
    since="meeting_date",
    until="",
    check=meeting_fits,
    form_id="dibao_appraisal",
)

APPRAISAL_CASE = Register(
    name="appraisal_case",
    zh="评议户",
    en="Cases appraised",
    database=2,
    businesses=("A1", "A2"),
    levels=(Level.VILLAGE,),
    fields=(
        record(
            "appraisal_no",
            "评议会编号",
            "Appraisal number",
            "appraisal",
            required=True,
            listed=True,
        ),
        record(
            "application_no",
            "申请编号",
            "Application number",
            "application",
            required=True,
            listed=True,
        ),
        day("meeting_date", "评议日期", "Date", required=True, listed=True),
        person_name("head_name", "申请人", "Applicant", find=True, listed=True),
        yes_no(
            "relative",
            "经办人员或村干部近亲属",
            "Relative of staff or cadre",
            required=True,
            rule="B-16",
        ),
        text("relative_who", "近亲属姓名及关系", "Who and how related", privacy=Privacy.PERSONAL),
        whole("agree", "同意", "For", VOTES, required=True, listed=True, most=200),
        whole("oppose", "不同意", "Against", VOTES, required=True, listed=True, most=200),
        whole("abstain", "弃权", "Abstained", VOTES, required=True, listed=True, most=200),
        yes_no("passed", "通过", "Passed", required=True, listed=True, rule="A-04"),
        one_of("class_suggest", "建议类别", "Suggested class", CLASSES, listed=True),
        whole("persons_suggest", "建议保障人数", "Suggested persons", PERSONS, least=1, most=30),
        note("reason", "主要评议意见", "Main opinion", privacy=Privacy.PERSONAL),
    ),
    key=("appraisal_no", "application_no"),
    title=("application_no",),
    order=("-meeting_date", "appraisal_no"),
    since="meeting_date",
    until="",
    check=case_fits,
    example={"passed": "否", "relative": "否"},
)
