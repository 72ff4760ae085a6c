"""近亲属备案: relatives of staff and village cadres who receive assistance (domain.md S25)."""

from __future__ import annotations

from server.core.registers.columns import day, household, note, one_of, person_name, text
from server.core.registers.fields import choices
from server.core.registers.lists import BENEFIT_KINDS
from server.core.registers.register import Register
from server.core.types import Level

RELATIONS = choices(
    ("spouse", "配偶", "Spouse"),
    ("parent", "父母", "Parent"),
    ("child", "子女", "Child"),
    ("sibling", "兄弟姐妹", "Sibling"),
    ("in_law", "姻亲", "In-law"),
    ("other", "其他近亲属", "Other close relative"),
)
RESULTS = choices(
    ("fits", "符合条件", "Entitled"),
    ("unfit", "不符合条件", "Not entitled"),
    ("pending", "待核查", "To be checked"),
)

RELATIVE_REGISTER = Register(
    name="relative_register",
    zh="近亲属备案",
    en="Close relatives",
    database=2,
    businesses=("A1", "A2", "A3"),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        household(required=True),
        person_name("applicant", "享受人", "Who receives", required=True, find=True, listed=True),
        one_of("kind", "待遇类别", "Benefit", BENEFIT_KINDS, required=True, listed=True),
        person_name(
            "staff_name",
            "经办人员或村干部",
            "Staff or cadre",
            required=True,
            find=True,
            listed=True,
        ),
        text("staff_duty", "职务", "Position", required=True, listed=True),
        one_of("relation", "关系", "Relation", RELATIONS, required=True, listed=True),
        day("filed_date", "备案日期", "Filed on", required=True, listed=True),
        day("checked_date", "县级核查日期", "Checked by the county on"),
        one_of("check_result", "核查结果", "Result", RESULTS, required=True, listed=True),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("hh_no", "kind", "staff_name"),
    title=("applicant",),
    order=("-filed_date",),
    since="filed_date",
)
