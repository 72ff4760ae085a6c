"""基层民主政治建设: elections, committees, publication of village affairs (domain.md 2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import (
    day,
    note,
    one_of,
    person_name,
    phone,
    photo,
    some_of,
    text,
    whole,
    yes_no,
)
from server.core.registers.fields import Privacy, choices
from server.core.registers.lists import SEX
from server.core.registers.register import Complaint, Register
from server.core.registers.units import PERSONS, TIMES, VOTES
from server.core.registers.wholes import within
from server.core.types import Level, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

POSITIONS = choices(
    ("director", "主任", "Director"),
    ("deputy", "副主任", "Deputy director"),
    ("member", "委员", "Member"),
    ("secretary", "党组织书记", "Party secretary"),
    ("supervisor", "村务监督委员会主任", "Head of the supervision committee"),
    ("supervision", "村务监督委员会成员", "Member of the supervision committee"),
)
ITEMS = choices(
    ("affairs", "村务", "Village affairs"),
    ("finance", "财务", "Finances"),
    ("dibao", "低保名单", "Dibao list"),
    ("subsidy", "惠农补贴", "Farm subsidies"),
    ("works", "工程", "Construction works"),
    ("other", "其他", "Other"),
)


def election_fits(values: Values) -> Iterator[Complaint]:
    """Votes within voters (G-02); an election without half of the voters is worth a look (G-04)."""
    yield from within(values, "votes", "voters", "登记选民", "the registered voters")
    yield from within(values, "valid_votes", "votes", "参加投票", "the votes cast")
    voters, votes = values.get("voters"), values.get("votes")
    if isinstance(voters, int) and isinstance(votes, int) and votes * 2 <= voters:
        yield Complaint("votes", "参加投票人数未过半", "half or fewer voted", Severity.WARNING)


ELECTION = Register(
    name="election",
    zh="换届选举",
    en="Committee elections",
    database=4,
    businesses=("C1",),
    levels=(Level.VILLAGE,),
    fields=(
        day("election_date", "选举日期", "Date", required=True, listed=True),
        whole("term_no", "届次", "Term", TIMES, required=True, listed=True, least=1, most=50),
        whole("voters", "登记选民", "Registered voters", PERSONS, required=True, listed=True),
        whole("votes", "参加投票", "Votes cast", VOTES, required=True, listed=True, rule="G-04"),
        whole("valid_votes", "有效票", "Valid votes", VOTES, required=True),
        whole("rounds", "选举轮次", "Rounds", TIMES, required=True, least=1, most=5),
        photo("photo", "选举现场照片", "Photo"),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("unit", "election_date"),
    title=("election_date",),
    order=("-election_date", "unit"),
    since="election_date",
    until="",
    check=election_fits,
)

COMMITTEE_MEMBER = Register(
    name="committee_member",
    zh="村（居）委会成员",
    en="Committee members",
    database=4,
    businesses=("C1",),
    levels=(Level.VILLAGE,),
    fields=(
        person_name(
            "name", "姓名", "Name", required=True, find=True, listed=True, privacy=Privacy.INTERNAL
        ),
        one_of("position", "职务", "Position", POSITIONS, required=True, listed=True),
        one_of("sex", "性别", "Sex", SEX, required=True, listed=True),
        yes_no("party_member", "党员", "Party member", required=True),
        whole("term_no", "届次", "Term", TIMES, required=True, listed=True, least=1, most=50),
        whole("votes_won", "得票", "Votes won", VOTES, most=100_000),
        phone("phone", "联系电话", "Phone"),
        day("start_date", "任职日期", "In office since", required=True, listed=True),
    ),
    key=("unit", "name", "position"),
    title=("name",),
    order=("unit", "position"),
    since="start_date",
)

AFFAIRS_PUBLICATION = Register(
    name="affairs_publication",
    zh="村务公开",
    en="Publication of village affairs",
    database=4,
    businesses=("C2",),
    levels=(Level.VILLAGE,),
    fields=(
        day("pub_date", "公开日期", "Published on", required=True, listed=True, rule="G-06"),
        some_of("items", "公开内容", "Items", ITEMS, required=True, listed=True),
        text("place", "公开地点", "Where", listed=True),
        photo("photo", "公开栏照片", "Photo of the board"),
        note("remark", "备注", "Remarks", longest=500),
    ),
    key=("unit", "pub_date"),
    title=("pub_date",),
    order=("-pub_date", "unit"),
    since="pub_date",
    until="",
)
