"""民政机构队伍: offices, training, good deeds, campaigns, tablets, requests for one's data (2.6).

The six items (六有) and eight unified items (八统一) of an office are inferred: the stated source
gives their numbers only (domain.md S28).  An office corrects them here.
"""

from __future__ import annotations

from server.core.desk.people import Post
from server.core.registers.columns import (
    day,
    decimal,
    id_number,
    moment,
    note,
    number,
    one_of,
    person_name,
    phone,
    photo,
    text,
    whole,
    year,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.register import Register
from server.core.registers.units import HOURS, HOUSEHOLDS, PERSONS, PLACES, YUAN
from server.core.types import Level

SIX = (
    ("has_office", "有机构", "An office"),
    ("has_sign", "有牌子", "A sign at the door"),
    ("has_staff", "有人员", "Staff"),
    ("has_room", "有场所", "Rooms"),
    ("has_equipment", "有设备", "Equipment"),
    ("has_funds", "有经费", "Work funds"),
)
EIGHT = (
    ("one_name", "统一名称", "One name"),
    ("one_logo", "统一标识", "One logo"),
    ("one_rules", "统一制度", "One set of rules"),
    ("one_process", "统一流程", "One procedure"),
    ("one_papers", "统一文书", "One set of papers"),
    ("one_registers", "统一台账", "One set of registers"),
    ("one_service", "统一服务标准", "One standard of service"),
    ("one_board", "统一公示", "One way of publishing"),
)

OFFICE_PROFILE = Register(
    name="office_profile",
    zh="民政机构",
    en="Civil affairs offices",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP),
    fields=(
        year("year", "年度", "Year", required=True, listed=True),
        text("name", "机构名称", "Name", required=True, find=True, listed=True),
        person_name("head_name", "负责人", "Head", listed=True, privacy=Privacy.INTERNAL),
        phone("phone", "办公电话", "Phone", privacy=Privacy.OPEN),
        text("address", "地址", "Address", longest=120, privacy=Privacy.OPEN),
        whole(
            "staff_full",
            "专职人员",
            "Full-time staff",
            PERSONS,
            required=True,
            listed=True,
            most=200,
        ),
        whole("staff_part", "兼职人员", "Part-time staff", PERSONS, required=True, most=200),
        whole(
            "beneficiaries",
            "管理对象",
            "Persons on the registers",
            PERSONS,
            required=True,
            listed=True,
        ),
        decimal("budget_yuan", "工作经费", "Work funds", YUAN, required=True, listed=True),
        *(yes_no(name, zh, en, required=True) for name, zh, en in (*SIX, *EIGHT)),
        photo("photo", "照片", "Photo"),
    ),
    key=("unit", "year"),
    title=("name", "year"),
    order=("-year", "unit"),
    since="year",
    until="",
)

TRAINING_SESSION = Register(
    name="training_session",
    zh="业务培训",
    en="Training sessions",
    database=9,
    businesses=(),
    levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP),
    fields=(
        day("held_date", "培训日期", "Date", required=True, listed=True),
        text("title", "培训内容", "Subject", required=True, find=True, listed=True, longest=120),
        text("place", "地点", "Place", listed=True),
        text("teacher", "授课人", "Teacher"),
        whole("persons", "参训人数", "Persons", PERSONS, required=True, listed=True, most=10_000),
        whole("hours", "学时", "Hours", HOURS, required=True, listed=True, most=500),
        note("names", "参训人员", "Who took part", privacy=Privacy.PERSONAL),
        photo("photo", "照片", "Photo"),
    ),
    title=("title",),
    order=("-held_date",),
    since="held_date",
    until="",
    is_public=True,
)

GOOD_DEED = Register(
    name="good_deed",
    zh="先进事迹",
    en="Good deeds",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        day("deed_date", "日期", "Date", required=True, listed=True),
        person_name(
            "name",
            "姓名或集体",
            "Person or group",
            required=True,
            find=True,
            listed=True,
            privacy=Privacy.INTERNAL,
        ),
        text("title", "标题", "Title", required=True, find=True, listed=True, longest=120),
        note("story", "事迹", "Story", required=True),
        text("honour", "表彰", "Honour", longest=120, listed=True),
        photo("photo", "照片", "Photo"),
    ),
    title=("title",),
    order=("-deed_date",),
    since="deed_date",
    until="",
)

CAMPAIGN_STATES = choices(
    ("planned", "筹备", "Planned"),
    ("running", "进行中", "Running"),
    ("closed", "结束", "Closed"),
)

CAMPAIGN = Register(
    name="campaign",
    zh="集中采集",
    en="Campaigns",
    database=9,
    businesses=(),
    levels=(Level.CITY, Level.COUNTY, Level.TOWNSHIP),
    fields=(
        number("campaign_no", "编号", "Number", "C-{county}-{start_date.year}-", places=3),
        text("name", "名称", "Name", required=True, find=True, listed=True, longest=120),
        text("form_id", "表单", "Form", required=True, longest=60, listed=True),
        day("start_date", "开始日期", "Begins", required=True, listed=True),
        day("closing_date", "截止日期", "Closes", required=True, listed=True),
        one_of("state", "状态", "State", CAMPAIGN_STATES, required=True, listed=True),
        whole("villages", "村数", "Villages", PLACES, required=True, listed=True, most=2_000),
        whole("target", "应采户数", "Households to visit", HOUSEHOLDS, required=True, listed=True),
        whole(
            "persons", "采集人员", "Collectors", PERSONS, required=True, listed=True, most=10_000
        ),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("campaign_no",),
    title=("campaign_no",),
    order=("-start_date",),
    since="start_date",
    until="",
    is_public=True,
)

DEVICE_STATES = choices(
    ("in_use", "在用", "In use"),
    ("spare", "备用", "Spare"),
    ("repair", "维修", "In repair"),
    ("lost", "遗失", "Lost"),
    ("retired", "报废", "Retired"),
)

DEVICE = Register(
    name="device",
    zh="平板设备",
    en="Tablets",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        text(
            "device_id", "设备编号", "Device id", required=True, find=True, listed=True, longest=120
        ),
        text("model", "型号", "Model", listed=True),
        person_name("custodian", "保管人", "Custodian", required=True, find=True, listed=True),
        phone("phone", "联系电话", "Phone"),
        one_of("state", "状态", "State", DEVICE_STATES, required=True, listed=True),
        day("issued_date", "领用日期", "Issued on", required=True, listed=True),
        moment("last_seen", "最近连接", "Last seen", listed=True),
        day("lost_date", "遗失日期", "Lost on"),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("device_id",),
    title=("device_id",),
    order=("state", "device_id"),
    since="issued_date",
    writers=(Post.TOWNSHIP_CLERK, Post.TOWNSHIP_HEAD, Post.COUNTY_AUDIT),
)

REQUESTS = choices(
    ("copy", "查阅、复制", "A copy"),
    ("correction", "更正、补充", "A correction"),
    ("erasure", "删除", "Erasure"),
    ("explanation", "说明", "An explanation"),
)
OUTCOMES = choices(
    ("open", "办理中", "Open"),
    ("done", "已办", "Done"),
    ("refused", "不予办理", "Refused"),
)

DATA_REQUEST = Register(
    name="data_request",
    zh="个人信息请求",
    en="Requests about one's own data",
    database=9,
    businesses=(),
    levels=(Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        number("request_no", "编号", "Number", "Q-{township}-{asked_date.year}-"),
        person_name("name", "申请人", "Person", required=True, find=True, listed=True),
        id_number("id_number", "公民身份号码", "ID number"),
        one_of("kind", "请求", "Request", REQUESTS, required=True, listed=True),
        day("asked_date", "收到日期", "Received on", required=True, listed=True),
        day("due_date", "办理期限", "Due on", required=True, listed=True),
        one_of("outcome", "结果", "Outcome", OUTCOMES, required=True, listed=True),
        note("answer", "答复", "Answer", privacy=Privacy.PERSONAL),
    ),
    key=("request_no",),
    title=("request_no",),
    order=("-asked_date",),
    since="asked_date",
    until="",
)
