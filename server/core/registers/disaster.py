"""自然灾害救助: events, damaged houses by household, casualties (domain.md 3.1 to 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.area import level_of
from server.core.registers.columns import (
    day,
    decimal,
    household,
    id_number,
    moment,
    note,
    number,
    one_of,
    person_name,
    photo,
    point,
    record,
    some_of,
    text,
    whole,
    year,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import (
    CHECK_ROUNDS,
    DAMAGE_SIGNS,
    DISASTER_TYPES,
    FAMILY_TYPES,
    HOUSE_USES,
    RELIEF_NEEDS,
    SELF_REBUILD,
    SEX,
    SHELTERS,
    STRUCTURES,
)
from server.core.registers.register import UNIT, Complaint, Register
from server.core.registers.units import (
    FLOORS,
    HOUSES,
    PERSONS,
    ROOMS,
    SQUARE_METRES,
    WAN_YUAN,
    YEARS,
)
from server.core.registers.wholes import total, within
from server.core.types import Level, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

STATES = choices(
    ("draft", "待县级确认", "Draft"),
    ("open", "进行中", "Open"),
    ("stable", "灾情稳定", "Stable"),
    ("verified", "已核报", "Verified"),
    ("closed", "结束", "Closed"),
    ("reopened", "重新开启", "Reopened"),
)
RESPONSES = choices(
    ("none", "未启动", "None"),
    ("4", "Ⅳ级", "Level IV"),
    ("3", "Ⅲ级", "Level III"),
    ("2", "Ⅱ级", "Level II"),
    ("1", "Ⅰ级", "Level I"),
)
GRADES = choices(
    ("1", "倒塌住房户", "Collapsed"),
    ("2", "严重损坏住房户", "Severely damaged"),
    ("3", "一般损坏住房户", "Slightly damaged"),
    ("0", "住房未受损", "Not damaged"),
)
FATES = choices(
    ("dead", "死亡", "Dead"), ("missing", "失踪", "Missing"), ("found", "找到", "Found")
)


def event_fits(values: Values) -> Iterator[Complaint]:
    """A township opens drafts only: the county confirms them (domain.md 3.1)."""
    unit = values.get(UNIT.name)
    is_low = unit is not None and level_of(UnitCode(str(unit))) is Level.TOWNSHIP
    if is_low and values.get("state") != "draft":
        yield Complaint(
            "state", "乡镇只能建待确认的事件", "a township opens drafts, the county confirms them"
        )


DISASTER_EVENT = Register(
    name="disaster_event",
    zh="灾害事件",
    en="Disaster events",
    database=7,
    businesses=("A6",),
    levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP),
    fields=(
        number(
            "event_no",
            "事件编号",
            "Event number",
            "EV-{county}-{start_time.day}-{disaster_type}-",
            places=2,
        ),
        text("name", "事件名称", "Name", required=True, find=True, listed=True, longest=120),
        one_of("disaster_type", "灾害种类", "Type", DISASTER_TYPES, required=True, listed=True),
        text("sub_type", "灾种细类", "Sub-type", longest=40),
        moment("start_time", "发生时间", "Began at", required=True, listed=True),
        moment("found_time", "发现时间", "Found at", required=True),
        moment("end_time", "结束时间", "Ended at"),
        one_of("state", "状态", "State", STATES, required=True, listed=True),
        one_of("response_level", "救灾响应", "Response", RESPONSES, required=True, listed=True),
        yes_no("nil_report_duty", "零报告", "Nil reports due", required=True),
        note("places", "受灾县、乡镇", "Places affected", longest=500),
    ),
    key=("event_no",),
    title=("event_no",),
    order=("-start_time",),
    since="start_time",
    until="",
    check=event_fits,
    is_public=True,
    example={"state": "待县级确认"},
)


def damage_fits(values: Values) -> Iterator[Complaint]:
    """Persons within the household; dwelling rooms within rooms (domain.md 3.3)."""
    persons, hurt = values.get("persons"), total(values, "deaths", "missing", "injured")
    if isinstance(persons, int) and hurt is not None and hurt > persons:
        yield Complaint("deaths", "伤亡人数多于家庭人口", "more casualties than members")
    for grade in ("col", "sev", "min"):
        yield from within(values, f"{grade}_res_rooms", f"{grade}_rooms", "总间数", "all rooms")


_COUNT = 60
HOUSE_DAMAGE = Register(
    name="house_damage",
    zh="倒损住房核查",
    en="Damaged houses by household",
    database=7,
    businesses=("A6",),
    levels=(Level.VILLAGE,),
    fields=(
        number("damage_no", "核查编号", "Assessment number", "F-{township}-{damage_date.day}-"),
        record("event_no", "灾害事件", "Event", "disaster_event", required=True, listed=True),
        one_of("check_round", "核查轮次", "Round", CHECK_ROUNDS, required=True, listed=True),
        day("damage_date", "受损日期", "Damaged on", required=True, listed=True),
        household(),
        person_name("head_name", "户主", "Head", required=True, find=True, listed=True),
        id_number("head_id", "户主身份证号", "ID number of the head"),
        one_of("family_type", "家庭类型", "Category", FAMILY_TYPES, required=True, listed=True),
        whole("persons", "家庭人口", "Members", PERSONS, required=True, listed=True, most=30),
        whole("deaths", "因灾死亡", "Deaths", PERSONS, required=True, most=30),
        whole("missing", "因灾失踪", "Missing", PERSONS, required=True, most=30),
        whole("injured", "因灾受伤", "Injured", PERSONS, required=True, most=30),
        whole("relocated", "需转移安置", "To relocate", PERSONS, required=True, most=30),
        point("gps", "房屋定位", "Position", privacy=Privacy.SENSITIVE),
        whole("houses", "房屋栋数", "Houses", HOUSES, required=True, most=_COUNT),
        whole(
            "col_rooms", "倒塌间数", "Rooms collapsed", ROOMS, required=True, listed=True, most=600
        ),
        whole(
            "col_res_rooms",
            "其中住房倒塌",
            "of which dwelling, collapsed",
            ROOMS,
            required=True,
            most=600,
        ),
        whole(
            "sev_rooms",
            "严重损坏间数",
            "Rooms severely damaged",
            ROOMS,
            required=True,
            listed=True,
            most=600,
        ),
        whole(
            "sev_res_rooms",
            "其中住房严重损坏",
            "of which dwelling, severe",
            ROOMS,
            required=True,
            most=600,
        ),
        whole(
            "min_rooms",
            "一般损坏间数",
            "Rooms slightly damaged",
            ROOMS,
            required=True,
            listed=True,
            most=600,
        ),
        whole(
            "min_res_rooms",
            "其中住房一般损坏",
            "of which dwelling, slight",
            ROOMS,
            required=True,
            most=600,
        ),
        one_of("hh_grade", "户等级", "Grade", GRADES, required=True, listed=True, rule="3.4"),
        yes_no("only_house", "唯一住房", "Only dwelling"),
        one_of("shelter", "现住何处", "Where they stay", SHELTERS, required=True),
        decimal("loss_house", "房屋损失", "House loss", WAN_YUAN, required=True, most=1_000_000),
        decimal(
            "loss_property",
            "家庭财产损失",
            "Property loss",
            WAN_YUAN,
            required=True,
            most=1_000_000,
        ),
        some_of("relief_need", "急需救助", "Urgent needs", RELIEF_NEEDS, required=True),
        one_of("self_rebuild", "自建能力", "Ability to rebuild", SELF_REBUILD),
        person_name("assessor2", "同行核查人", "Second assessor"),
        photo("sign_head", "户主签字", "Signature of the head", privacy=Privacy.PERSONAL),
        note("remark", "说明", "Remarks", longest=1_000),
    ),
    key=("damage_no",),
    title=("head_name",),
    order=("-damage_date", "unit"),
    since="damage_date",
    until="",
    check=damage_fits,
    form_id="house_damage",
    example={"deaths": "0", "missing": "0", "injured": "0"},
)


def house_fits(values: Values) -> Iterator[Complaint]:
    """Damaged rooms within the rooms of the house."""
    rooms, damaged = values.get("rooms"), total(values, "collapsed", "severe", "minor")
    if isinstance(rooms, int) and damaged is not None and damaged > rooms:
        yield Complaint("collapsed", "损坏间数多于总间数", "more damaged rooms than rooms")


DAMAGED_HOUSE = Register(
    name="damaged_house",
    zh="倒损房屋",
    en="Damaged houses",
    database=7,
    businesses=("A6",),
    levels=(Level.VILLAGE,),
    fields=(
        record(
            "damage_no", "核查编号", "Assessment number", "house_damage", required=True, listed=True
        ),
        whole(
            "seq",
            "第几栋",
            "House number",
            HOUSES,
            required=True,
            listed=True,
            least=1,
            most=_COUNT,
        ),
        day("damage_date", "受损日期", "Damaged on", required=True, listed=True),
        one_of("use", "房屋用途", "Use", HOUSE_USES, required=True, listed=True),
        one_of("structure", "结构类型", "Structure", STRUCTURES, required=True, listed=True),
        year("built_year", "建成年份", "Year built"),
        whole("storeys", "层数", "Storeys", FLOORS, least=1, most=30),
        whole("rooms", "总间数", "Rooms", ROOMS, required=True, listed=True, most=_COUNT),
        decimal("area_m2", "建筑面积", "Floor area", SQUARE_METRES, most=5_000),
        whole("collapsed", "倒塌间数", "Collapsed", ROOMS, required=True, listed=True, most=_COUNT),
        whole("severe", "严重损坏间数", "Severe", ROOMS, required=True, listed=True, most=_COUNT),
        whole("minor", "一般损坏间数", "Slight", ROOMS, required=True, listed=True, most=_COUNT),
        some_of("signs", "损坏现象", "Visible damage", DAMAGE_SIGNS),
        photo("photo_whole", "整体照片", "Photo of the whole"),
        photo("photo_part1", "受损部位照片一", "Photo of a part, 1"),
        photo("photo_part2", "受损部位照片二", "Photo of a part, 2"),
    ),
    key=("damage_no", "seq"),
    title=("damage_no", "seq"),
    order=("-damage_date", "damage_no", "seq"),
    since="damage_date",
    until="",
    check=house_fits,
    example={"rooms": "3"},
)

CASUALTY = Register(
    name="casualty",
    zh="因灾死亡失踪人口",
    en="Deaths and missing persons",
    database=7,
    businesses=("A6",),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        record("event_no", "灾害事件", "Event", "disaster_event", required=True, listed=True),
        person_name("name", "姓名", "Name", required=True, find=True, listed=True),
        one_of("sex", "性别", "Sex", SEX, required=True, listed=True),
        whole("age", "年龄", "Age", YEARS, required=True, listed=True, most=130),
        id_number("id_number", "公民身份号码", "ID number"),
        text("address", "住址", "Address", longest=120, privacy=Privacy.PERSONAL),
        one_of("fate", "情况", "What happened", FATES, required=True, listed=True),
        moment("happened_at", "时间", "When", required=True, listed=True),
        text("place", "地点", "Where", required=True, longest=120),
        text("cause", "原因", "Cause", required=True, longest=200),
        photo("cert_photo", "证明照片", "Photo of the certificate", privacy=Privacy.PERSONAL),
    ),
    title=("name",),
    order=("-happened_at",),
    since="happened_at",
    until="",
)
