"""优抚安置: placement of veterans, army-people mutual support (domain.md 1.1 no. 5, 1.2 B2 and B3).

Pensions of preferential-treatment persons are benefits of kind ``youfu``.
"""

from __future__ import annotations

from server.core.registers.columns import (
    day,
    decimal,
    id_number,
    note,
    one_of,
    person_name,
    phone,
    photo,
    text,
    whole,
)
from server.core.registers.fields import choices
from server.core.registers.register import Register
from server.core.registers.units import PERSONS, YEARS, YUAN
from server.core.types import Level

WAYS = choices(
    ("job", "安排工作", "Given work"),
    ("self", "自主就业", "Found work themselves"),
    ("retired", "退休安置", "Retired"),
    ("care", "供养", "Cared for"),
    ("farm", "复员回乡", "Returned to the village"),
)
ACTIVITIES = choices(
    ("greeting", "慰问", "Visit with gifts"),
    ("meeting", "座谈", "Meeting"),
    ("joint", "军民共建", "Joint work with the army"),
    ("education", "国防教育", "Defence education"),
    ("martyrs", "烈士褒扬", "Commemoration of martyrs"),
    ("other", "其他", "Other"),
)

PLACEMENT = Register(
    name="placement",
    zh="退役安置",
    en="Placement of veterans",
    database=5,
    businesses=("B2",),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        person_name("name", "姓名", "Name", required=True, find=True, listed=True),
        id_number("id_number", "公民身份号码", "ID number"),
        day("discharge_date", "退役日期", "Discharged on", required=True, listed=True),
        whole("service_years", "服役年数", "Years of service", YEARS, most=60),
        one_of("way", "安置方式", "Way", WAYS, required=True, listed=True),
        text("workplace", "安置单位", "Workplace", listed=True),
        day("placed_date", "安置日期", "Placed on", listed=True),
        decimal("grant_yuan", "一次性补助", "Grant", YUAN),
        phone("phone", "联系电话", "Phone"),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("unit", "name", "discharge_date"),
    title=("name",),
    order=("-discharge_date", "name"),
    since="discharge_date",
    until="",
)

SHUANGYONG = Register(
    name="shuangyong",
    zh="双拥活动",
    en="Army-people mutual support",
    database=5,
    businesses=("B3", "B4"),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        day("held_date", "日期", "Date", required=True, listed=True),
        one_of("kind", "类别", "Kind", ACTIVITIES, required=True, listed=True),
        text("title", "活动名称", "Title", required=True, find=True, listed=True, longest=120),
        whole("persons", "参加或慰问人数", "Persons", PERSONS, listed=True, most=100_000),
        decimal("cost_yuan", "经费", "Cost", YUAN),
        note("content", "内容", "Content"),
        photo("photo", "照片", "Photo"),
    ),
    title=("title",),
    order=("-held_date",),
    since="held_date",
    until="",
)
