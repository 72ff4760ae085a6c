"""民政工作人员: offices' staff with education, birth year and post (domain.md 1, S17 to S19)."""

from __future__ import annotations

from server.core.registers.columns import (
    day,
    id_number,
    one_of,
    person_name,
    phone,
    text,
    year,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import SEX
from server.core.registers.register import Register
from server.core.types import Level

EDUCATION = choices(
    ("university", "本科及以上", "Bachelor or above"),
    ("college", "大专", "Junior college"),
    ("secondary", "中专、高中", "Secondary"),
    ("junior", "初中及以下", "Junior high or below"),
)
POSTS = choices(
    ("assistance", "社会救助", "Social assistance"),
    ("youfu", "双拥优抚", "Preferential treatment"),
    ("governance", "基层民主政治建设", "Self-governance"),
    ("welfare", "社会福利", "Social welfare"),
    ("affairs", "社会事务", "Social affairs"),
    ("head", "所长", "Head of office"),
    ("village", "村（社区）民政助理员", "Village assistant"),
)
EMPLOYMENT = choices(
    ("civil", "行政编制", "Civil service"),
    ("public", "事业编制", "Public institution"),
    ("contract", "聘用", "Contract"),
    ("part", "兼职", "Part-time"),
)

STAFF = Register(
    name="staff",
    zh="民政工作人员",
    en="Staff",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        person_name("name", "姓名", "Name", required=True, find=True, listed=True),
        one_of("sex", "性别", "Sex", SEX, required=True, listed=True),
        year("birth_year", "出生年份", "Year of birth", required=True, listed=True),
        id_number("id_number", "公民身份号码", "ID number"),
        one_of("education", "文化程度", "Education", EDUCATION, required=True, listed=True),
        one_of("post", "岗位", "Post", POSTS, required=True, listed=True),
        one_of("employment", "用工形式", "Employment", EMPLOYMENT, required=True),
        yes_no("full_time", "专职", "Full time", required=True),
        text("duty", "职务", "Position"),
        phone("phone", "联系电话", "Phone", listed=True),
        day("start_date", "到岗日期", "In post since", required=True, listed=True),
        day("trained_date", "最近培训日期", "Last training", privacy=Privacy.INTERNAL),
    ),
    key=("unit", "name", "birth_year"),
    title=("name",),
    order=("post", "name"),
    since="start_date",
)
