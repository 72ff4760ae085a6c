"""定期走访: visits to households on assistance, as the form asks them (domain.md 2.4, 5.6)."""

from __future__ import annotations

from server.core.registers.columns import (
    day,
    decimal,
    household,
    note,
    one_of,
    person_name,
    photo,
    point,
    some_of,
    whole,
    yes_no,
)
from server.core.registers.fields import Privacy
from server.core.registers.lists import (
    CARE_LEVELS,
    CHANGES,
    MET,
    NEEDS,
    SUGGESTIONS,
    VISIT_TYPES,
)
from server.core.registers.register import Register
from server.core.registers.units import PERSONS, YUAN_MONTH
from server.core.types import Level

VISIT = Register(
    name="visit",
    zh="定期走访",
    en="Visits",
    database=2,
    businesses=("A1", "A2", "A3", "B1", "D1", "D2"),
    levels=(Level.VILLAGE,),
    fields=(
        household(required=True),
        day("visit_date", "走访日期", "Visited on", required=True, listed=True),
        one_of("visit_type", "走访类别", "Visit type", VISIT_TYPES, required=True, listed=True),
        person_name("visitor", "走访人", "Visited by", listed=True),
        one_of("met", "见面情况", "Met whom", MET, required=True, listed=True),
        yes_no("completed", "走访完成", "Completed", required=True, listed=True),
        day("due_date", "应走访日期", "Due on"),
        yes_no("on_time", "按期", "On time", listed=True),
        whole("count_now", "现共同生活人数", "Persons now living together", PERSONS, most=30),
        some_of("changes", "变化", "Changes", CHANGES, listed=True),
        note("change_text", "变化说明", "The changes in words", privacy=Privacy.PERSONAL),
        day("death_date", "死亡日期", "Date of death", privacy=Privacy.PERSONAL),
        person_name("death_name", "死亡人员姓名", "Name of the deceased"),
        decimal(
            "income_now",
            "现估计人均月收入",
            "Estimated monthly income per head",
            YUAN_MONTH,
            privacy=Privacy.SENSITIVE,
        ),
        one_of("care_level", "自理能力", "Self-care", CARE_LEVELS, privacy=Privacy.SENSITIVE),
        yes_no("carer_ok", "照料人履行协议", "Carer keeps the agreement"),
        some_of("needs", "困难与需求", "Needs", NEEDS, privacy=Privacy.PERSONAL),
        one_of("suggest", "对待遇的建议", "Suggestion", SUGGESTIONS, listed=True),
        note("opinion", "走访意见", "Opinion", privacy=Privacy.PERSONAL),
        point("gps", "走访定位", "Position", privacy=Privacy.SENSITIVE),
        photo("photo", "现场照片", "Photo", privacy=Privacy.PERSONAL),
        photo("sign", "签字", "Signature", privacy=Privacy.PERSONAL),
    ),
    title=("hh_no", "visit_date"),
    order=("-visit_date", "hh_no"),
    since="visit_date",
    until="",
    form_id="visit_followup",
)
