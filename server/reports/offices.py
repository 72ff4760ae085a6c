"""R-12 民政机构队伍表: offices, six haves, staff by education and age, work funds (domain.md 6).

S19 and S20: at least three full-time staff a township, at least 5 yuan a beneficiary and year.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of, prefix
from server.core.errors import NotFound
from server.core.registers.office import EIGHT, SIX
from server.core.types import Level
from server.reports import headline
from server.reports.model import Check, Report, ReportColumn, ReportLine, Shape
from server.store import officers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from server.core.headline import Headline
    from server.core.types import AdminUnit, UnitCode
    from server.services import Services
    from server.store.named import Named

NUMBER = "R-12"
TITLE = ("民政机构队伍表", "Offices and staff")
LEAST_STAFF, LEAST_YUAN = 3, 5
EDUCATION = ("university", "college", "secondary", "junior")
AGES = ((0, 30, "age_to_29"), (30, 40, "age_30s"), (40, 50, "age_40s"), (50, 200, "age_50_up"))
COLUMNS = (
    ReportColumn("offices", "机构数", "Offices"),
    ReportColumn("six", "六有达标项", "Six haves met"),
    ReportColumn("eight", "八统一达标项", "Eight unified met"),
    ReportColumn("staff", "工作人员", "Staff"),
    ReportColumn("full_time", "专职", "Full time"),
    ReportColumn("university", "本科及以上", "Bachelor or above"),
    ReportColumn("college", "大专", "Junior college"),
    ReportColumn("secondary", "高中（中专）", "Secondary"),
    ReportColumn("junior", "初中及以下", "Junior high or below"),
    ReportColumn("age_to_29", "30岁以下", "Under 30"),
    ReportColumn("age_30s", "30—39岁", "30 to 39"),
    ReportColumn("age_40s", "40—49岁", "40 to 49"),
    ReportColumn("age_50_up", "50岁以上", "50 and more"),
    ReportColumn("beneficiaries", "保障对象", "Beneficiaries"),
    ReportColumn("per_staff", "人均服务对象", "Beneficiaries per staff"),
    ReportColumn("needed", "应有经费（元）", "Funds needed (yuan)"),
    ReportColumn("budget", "预算经费（元）", "Funds entered (yuan)"),
    ReportColumn("enough", "经费达标", "Enough", Shape.TEXT),
)
ADDED = tuple(c.name for c in COLUMNS if c.name not in {"per_staff", "needed", "enough"})


def beneficiaries(figures: Headline) -> int:
    """Persons who receive something running: Dibao, destitute, edge, preferential (S20)."""
    return (
        figures.urban_dibao_persons
        + figures.rural_dibao_persons
        + figures.tekun_persons
        + figures.edge_persons
        + figures.youfu_persons
    )


def report(services: Services, unit: UnitCode, *, day: date, now: datetime) -> Report:
    """The table of a unit with a line for each below; raise NotFound for an unknown one."""
    tree = places.tree(services)
    if unit not in tree:
        raise NotFound
    below = tree.children(unit) or (tree.get(unit),)
    figures = headline.table(services, unit, day=day, now=now)
    by_code = {line.code: beneficiaries(line.figures) for line in figures.lines}
    with services.store.read() as conn:
        staff = officers.staff(conn, unit, day)
        offices = officers.offices(conn, unit, day.year)
    lines = []
    for each in below:
        counted = _counted(each, staff, offices, day, by_code.get(each.code, 0))
        opens = each.code != unit and bool(tree.children(each.code))
        lines.append(ReportLine(each.name, each.name, _line(counted), code=each.code, opens=opens))
    whole = _counted(tree.get(unit), staff, offices, day, beneficiaries(figures.total))
    return Report(
        number=NUMBER,
        title=TITLE,
        unit=unit,
        unit_name=tree.get(unit).name,
        day=day,
        made_at=now,
        head=("单位", "Unit"),
        columns=COLUMNS,
        lines=tuple(lines),
        total=_line(whole),
        checks=_checks(below, lines, whole),
    )


def _counted(
    unit: AdminUnit,
    staff: Iterable[Named],
    offices: Iterable[Named],
    day: date,
    served: int,
) -> Counter[str]:
    """What can be added up, inside one unit."""
    found: Counter[str] = Counter({"beneficiaries": served})
    inside = prefix(unit.code)
    for row in staff:
        if row["unit_code"].startswith(inside):
            found["staff"] += 1
            found["full_time"] += bool(row["full_time"])
            found[row["education"]] += 1
            found[_age_group(day.year - row["birth_year"])] += 1
    for row in offices:
        if row["unit_code"].startswith(inside):
            found["offices"] += 1
            found["six"] += sum(bool(row[name]) for name, _, _ in SIX)
            found["eight"] += sum(bool(row[name]) for name, _, _ in EIGHT)
            found["budget"] += int(row["budget_yuan"])
    return found


def _age_group(years: int) -> str:
    return next(name for least, below, name in AGES if least <= max(0, years) < below)


def _line(found: Mapping[str, int]) -> dict[str, int | str | None]:
    cells: dict[str, int | str | None] = {name: found.get(name, 0) for name in ADDED}
    served, staff = found.get("beneficiaries", 0), found.get("staff", 0)
    needed = served * LEAST_YUAN
    cells["per_staff"] = round(served / staff) if staff else None
    cells["needed"] = needed
    cells["enough"] = "✓" if found.get("budget", 0) >= needed else "✗"
    return cells


def _checks(
    below: Iterable[AdminUnit], lines: Iterable[ReportLine], whole: Mapping[str, int]
) -> tuple[Check, ...]:
    """Both distributions add up to the staff; every township has its three."""
    staff = whole.get("staff", 0)
    townships = {unit.code for unit in below if level_of(unit.code) is Level.TOWNSHIP}
    few = [
        line.zh
        for line in lines
        if line.code in townships and int(line.cells["full_time"] or 0) < LEAST_STAFF
    ]
    return (
        Check(
            "文化程度各项之和等于工作人员",
            "Staff by education add up",
            sum(whole.get(name, 0) for name in EDUCATION) == staff,
        ),
        Check(
            "年龄各项之和等于工作人员",
            "Staff by age add up",
            sum(whole.get(name, 0) for _, _, name in AGES) == staff,
        ),
        Check(
            f"每个乡镇至少{LEAST_STAFF}名专职人员" + (f"（不足：{'、'.join(few)}）" if few else ""),
            f"Every township has {LEAST_STAFF} full-time staff ({len(few)} lack some)",
            not few,
        ),
        Check(
            f"工作经费每人每年不低于{LEAST_YUAN}元",
            f"Work funds are {LEAST_YUAN} yuan a beneficiary and year",
            whole.get("budget", 0) >= whole.get("beneficiaries", 0) * LEAST_YUAN,
        ),
    )
