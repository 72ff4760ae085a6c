"""福利机构: homes, day-care centres, shelters (domain.md 2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.registers.columns import day, one_of, person_name, phone, point, text, whole
from server.core.registers.fields import Privacy, choices
from server.core.registers.register import Complaint, Register
from server.core.registers.units import BEDS, PERSONS
from server.core.types import Level, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.registers.register import Values

KINDS = choices(
    ("care_home", "敬老院（特困供养服务机构）", "Home for the destitute"),
    ("welfare_home", "福利院", "Welfare home"),
    ("day_care", "日间照料中心", "Day-care centre"),
    ("happiness_home", "互助老人幸福院", "Mutual-help home for the old"),
    ("shelter", "救助站", "Relief station"),
    ("social_work", "社会工作站", "Social work station"),
)


def fits(values: Values) -> Iterator[Complaint]:
    """Parts stay within the whole; more residents than beds is worth a look (domain.md 2.4)."""
    beds, nursing = values.get("beds"), values.get("beds_nursing")
    residents = values.get("residents")
    if isinstance(beds, int) and isinstance(nursing, int) and nursing > beds:
        yield Complaint("beds_nursing", "护理床位多于床位总数", "more nursing beds than beds")
    if isinstance(beds, int) and isinstance(residents, int) and residents > beds:
        yield Complaint(
            "residents",
            f"入住 {residents} 人多于床位 {beds} 张",
            f"{residents} residents in {beds} beds",
            Severity.WARNING,
        )


INSTITUTION = Register(
    name="institution",
    zh="福利机构",
    en="Welfare institutions",
    database=3,
    businesses=("D3",),
    levels=(Level.TOWNSHIP, Level.VILLAGE),
    fields=(
        text(
            "name", "机构名称", "Name", required=True, find=True, listed=True, privacy=Privacy.OPEN
        ),
        one_of("kind", "类别", "Kind", KINDS, required=True, listed=True, privacy=Privacy.OPEN),
        text("address", "地址", "Address", longest=120),
        person_name("head_name", "负责人", "Person in charge", find=True),
        phone("phone", "联系电话", "Phone"),
        whole("beds", "床位", "Beds", BEDS, required=True, listed=True, most=5_000),
        whole("beds_nursing", "护理床位", "Nursing beds", BEDS, most=5_000),
        whole(
            "residents", "入住人数", "Residents", PERSONS, required=True, listed=True, most=5_000
        ),
        whole("staff", "工作人员", "Staff", PERSONS, most=2_000),
        day("opened", "启用日期", "Opened on"),
        day("fire_check_date", "最近消防检查", "Last fire check", listed=True),
        point("gps", "位置", "Position"),
    ),
    key=("unit", "name"),
    title=("name",),
    order=("name",),
    check=fits,
)
