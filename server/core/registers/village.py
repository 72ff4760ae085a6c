"""村（社区）公共信息: yearly profiles, as the form asks, villager groups (domain.md 2.1, 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import (
    day,
    decimal,
    person_name,
    phone,
    photo,
    point,
    some_of,
    text,
    whole,
    year,
    yes_no,
)
from server.core.registers.fields import Privacy
from server.core.registers.lists import FACILITIES
from server.core.registers.register import Register
from server.core.registers.units import BEDS, GROUPS, HOUSEHOLDS, MU, PERSONS, PLACES, TIMES, YUAN
from server.core.registers.wholes import within
from server.core.types import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Complaint, Values

PARTS = (
    ("households", "population", "户籍人口", "the registered population"),
    ("female", "population", "户籍人口", "the registered population"),
    ("age60", "population", "户籍人口", "the registered population"),
    ("labour", "population", "户籍人口", "the registered population"),
    ("disabled", "population", "户籍人口", "the registered population"),
    ("voters", "population", "户籍人口", "the registered population"),
    ("migrants", "labour", "劳动力", "the labour force"),
    ("graduates", "labour", "劳动力", "the labour force"),
    ("votes", "voters", "登记选民", "the registered voters"),
    ("committee_women", "committee_size", "成员", "the members"),
)


def profile_fits(values: Values) -> Iterator[Complaint]:
    """Rule G-02: parts stay within the whole."""
    for part in PARTS:
        yield from within(values, *part)


VILLAGE_PROFILE = Register(
    name="village_profile",
    zh="村（社区）年度概况",
    en="Village profiles",
    database=1,
    businesses=("C1", "C2", "C3"),
    levels=(Level.VILLAGE,),
    fields=(
        year("year", "统计年度", "Year", required=True, listed=True),
        whole("groups", "村（居）民小组", "Groups", GROUPS, required=True, most=60),
        whole(
            "households",
            "户籍户数",
            "Registered households",
            HOUSEHOLDS,
            required=True,
            listed=True,
        ),
        whole(
            "population", "户籍人口", "Registered population", PERSONS, required=True, listed=True
        ),
        whole(
            "resident_pop", "常住人口", "Resident population", PERSONS, required=True, listed=True
        ),
        whole("female", "其中女性", "of which female", PERSONS, required=True),
        whole("age60", "60周岁以上", "Aged 60 and over", PERSONS, required=True, listed=True),
        whole("labour", "劳动力", "Labour force", PERSONS, required=True),
        whole("migrants", "外出务工", "Working away", PERSONS, required=True),
        whole("disabled", "持证残疾人", "Certified disabled", PERSONS, required=True),
        whole("graduates", "未就业毕业学生", "Graduates without work", PERSONS, required=True),
        decimal("farmland", "耕地面积", "Farmland", MU, required=True),
        decimal("irrigated", "其中水浇地", "of which irrigated", MU, required=True),
        decimal(
            "income_pc",
            "农民人均可支配收入",
            "Disposable income per head",
            YUAN,
            required=True,
            listed=True,
        ),
        some_of("facilities", "公共设施", "Facilities", FACILITIES, required=True),
        point("gps", "村（居）委会定位", "Position of the office"),
        photo("photo_office", "办公场所照片", "Photo of the office"),
        day("election_date", "最近换届选举", "Last election", required=True, rule="G-05"),
        whole("voters", "登记选民", "Registered voters", PERSONS, required=True),
        whole("votes", "参加投票", "Votes cast", PERSONS, required=True, rule="G-04"),
        whole(
            "committee_size",
            "委员会成员",
            "Committee members",
            PERSONS,
            required=True,
            most=9,
            rule="G-07",
        ),
        whole(
            "committee_women",
            "其中女性成员",
            "of which women",
            PERSONS,
            required=True,
            most=9,
            rule="G-07",
        ),
        person_name("director", "主任", "Director", required=True, privacy=Privacy.INTERNAL),
        yes_no("one_shoulder", "书记主任一肩挑", "Secretary and director in one", required=True),
        yes_no("supervision", "村务监督委员会", "Supervision committee", required=True),
        whole("meetings", "村民（代表）会议", "Meetings", TIMES, required=True, most=365),
        whole(
            "open_times", "村务公开", "Publications", TIMES, required=True, most=365, rule="G-06"
        ),
        day("open_last", "最近一次公开", "Last publication"),
        photo("photo_board", "公开栏照片", "Photo of the board"),
        yes_no("finance_open", "财务公开", "Finances published", required=True),
        whole("care_home_beds", "养老床位", "Care beds", BEDS, required=True, most=5_000),
        whole("day_care", "日间照料中心", "Day-care centres", PLACES, required=True, most=100),
        person_name(
            "assistant_name",
            "村民政助理员",
            "Village assistant",
            required=True,
            privacy=Privacy.INTERNAL,
        ),
        phone("assistant_phone", "助理员电话", "Phone of the assistant", required=True),
    ),
    key=("unit", "year"),
    title=("year",),
    order=("-year", "unit"),
    since="year",
    until="",
    check=profile_fits,
    form_id="village_profile",
)

VILLAGE_GROUP = Register(
    name="village_group",
    zh="村民小组",
    en="Villager groups",
    database=1,
    businesses=("C3",),
    levels=(Level.VILLAGE,),
    fields=(
        text("group_no", "组名", "Group", required=True, find=True, listed=True, longest=40),
        person_name("leader", "组长", "Leader", listed=True, find=True),
        phone("phone", "联系电话", "Phone"),
        whole(
            "households", "户数", "Households", HOUSEHOLDS, required=True, listed=True, most=5_000
        ),
        whole("population", "人口", "Population", PERSONS, required=True, listed=True, most=20_000),
    ),
    key=("unit", "group_no"),
    title=("group_no",),
    order=("unit", "group_no"),
    check=lambda values: within(values, "households", "population", "人口", "the population"),
)
