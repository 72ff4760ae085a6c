"""Reports that add up registers: each declared by its columns (domain.md 6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from server import places
from server.core.area import level_of, prefix
from server.core.errors import NotFound
from server.core.reports.measures import (
    Derived,
    Formula,
    Measure,
    When,
    at_most,
    average,
    balance,
    share,
    total_of,
)
from server.core.reports.spans import Every, name_of, span_of
from server.core.types import Level, UnitCode
from server.reports.model import Check, Report, ReportColumn, ReportLine, Shape
from server.store import report_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from server.core.area import AreaTree
    from server.services import Services

DIGITS_BELOW = {Level.CITY: 6, Level.COUNTY: 9, Level.TOWNSHIP: 12, Level.VILLAGE: 12}
ZERO = Decimal(0)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Summed:
    """A report declared by what its columns add up."""

    number: str
    zh: str
    en: str
    every: Every
    columns: tuple[Measure | Derived, ...]
    formulas: tuple[Formula, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those of the columns that are asked from the store."""
        return tuple(each for each in self.columns if isinstance(each, Measure))


DIBAO = {"kind": ("dibao_urban", "dibao_rural")}
TEKUN = {"kind": ("tekun",)}
_benefit = partial(Measure, register="benefit")
_visit = partial(Measure, register="visit", when=When.HELD)
_list = partial(Measure, register="publicity_list", when=When.HELD)
_petition = partial(Measure, register="petition", when=When.HELD)
_profile = partial(Measure, register="village_profile", when=When.HELD)
_marriage = partial(Measure, register="marriage_stat", when=When.HELD)

SUMMED = (
    Summed(
        "R-02",
        "城乡低保月报",
        "Dibao, by month",
        Every.MONTH,
        (
            _benefit("start", "期初户数", "Households before", when=When.OPENING, where=DIBAO),
            _benefit("new", "新增户数", "New", when=When.BEGAN, where=DIBAO),
            _benefit("stopped", "停止户数", "Stopped", when=When.ENDED, where=DIBAO),
            _benefit(
                "by_death",
                "其中死亡",
                "of which by death",
                when=When.ENDED,
                where=DIBAO | {"end_reason": ("dead",)},
            ),
            _benefit(
                "by_income",
                "其中收入超标",
                "of which by income",
                when=When.ENDED,
                where=DIBAO | {"end_reason": ("income",)},
            ),
            _benefit("end", "期末户数", "Households now", when=When.IN_FORCE, where=DIBAO),
            _benefit(
                "persons",
                "期末人数",
                "Persons now",
                when=When.IN_FORCE,
                of="persons_covered",
                absent=1,
                where=DIBAO,
            ),
            *(
                _benefit(
                    f"class_{code}",
                    f"{name}类户数",
                    f"Class {code}",
                    when=When.IN_FORCE,
                    where=DIBAO | {"class": (code,)},
                )
                for code, name in (("1", "一"), ("2", "二"), ("3", "三"), ("4", "四"))
            ),
            _benefit(
                "monthly",
                "月保障金（元）",
                "Monthly amount (yuan)",
                when=When.IN_FORCE,
                of="amount",
                is_money=True,
                where=DIBAO,
            ),
            Derived("per_person", "人均（元）", "Per person (yuan)", average("monthly", "persons")),
        ),
        (
            Formula(
                "期末户数＝期初＋新增－停止",
                "Now = before + new − stopped",
                balance("end", "start", "new", "stopped"),
            ),
            Formula("户数不超过人数", "No more households than persons", at_most("end", "persons")),
        ),
    ),
    Summed(
        "R-04",
        "特困（五保）供养表",
        "Destitute support",
        Every.QUARTER,
        (
            _benefit("households", "户数", "Households", when=When.IN_FORCE, where=TEKUN),
            _benefit(
                "persons",
                "人数",
                "Persons",
                when=When.IN_FORCE,
                of="persons_covered",
                absent=1,
                where=TEKUN,
            ),
            _benefit(
                "central",
                "集中供养",
                "In an institution",
                when=When.IN_FORCE,
                of="persons_covered",
                absent=1,
                where=TEKUN | {"mode": ("central",)},
            ),
            _benefit(
                "home",
                "分散供养",
                "At home",
                when=When.IN_FORCE,
                of="persons_covered",
                absent=1,
                where=TEKUN | {"mode": ("home",)},
            ),
            _benefit(
                "monthly",
                "月供养金（元）",
                "Monthly amount (yuan)",
                when=When.IN_FORCE,
                of="amount",
                is_money=True,
                where=TEKUN,
            ),
            Measure(
                "beds",
                "敬老院床位",
                "Beds of care homes",
                "institution",
                When.IN_FORCE,
                of="beds",
                where={"kind": ("care_home",)},
            ),
            Measure(
                "residents",
                "敬老院在院人数",
                "Residents of care homes",
                "institution",
                When.IN_FORCE,
                of="residents",
                where={"kind": ("care_home",)},
            ),
            Derived("used", "床位使用率%", "Beds used %", share("residents", "beds")),
        ),
        (
            Formula(
                "人数＝集中＋分散",
                "Persons = institution + home",
                total_of("persons", "central", "home"),
            ),
            Formula(
                "在院人数不超过床位", "No more residents than beds", at_most("residents", "beds")
            ),
        ),
    ),
    Summed(
        "R-05",
        "临时与医疗救助表",
        "Temporary and medical assistance",
        Every.QUARTER,
        tuple(
            column
            for kind, zh, en in (
                ("temp", "临时救助", "Temporary"),
                ("medical", "医疗救助", "Medical"),
            )
            for column in (
                _benefit(
                    f"{kind}_times",
                    f"{zh}人次",
                    f"{en}, times",
                    when=When.HELD,
                    of="persons_covered",
                    absent=1,
                    where={"kind": (kind,)},
                ),
                _benefit(
                    f"{kind}_funds",
                    f"{zh}资金（元）",
                    f"{en}, yuan",
                    when=When.HELD,
                    of="amount",
                    is_money=True,
                    where={"kind": (kind,)},
                ),
                Derived(
                    f"{kind}_average",
                    f"{zh}次均（元）",
                    f"{en}, average",
                    average(f"{kind}_funds", f"{kind}_times"),
                ),
                _benefit(
                    f"{kind}_year",
                    f"{zh}本年累计（元）",
                    f"{en}, this year",
                    when=When.THIS_YEAR,
                    of="amount",
                    is_money=True,
                    where={"kind": (kind,)},
                ),
            )
        ),
        (
            Formula(
                "本期不超过本年累计",
                "This quarter is part of the year",
                at_most("temp_funds", "temp_year"),
            ),
        ),
    ),
    Summed(
        "R-08",
        "优抚对象表",
        "Preferential treatment",
        Every.HALF,
        (
            _benefit(
                "persons",
                "重点优抚人数",
                "Persons",
                when=When.IN_FORCE,
                of="persons_covered",
                absent=1,
                where={"kind": ("youfu",)},
            ),
            _benefit(
                "monthly",
                "月抚恤补助（元）",
                "Monthly amount (yuan)",
                when=When.IN_FORCE,
                of="amount",
                is_money=True,
                where={"kind": ("youfu",)},
            ),
            Measure("placed", "退役安置人数", "Placed after service", "placement", When.HELD),
            Measure("events", "双拥活动次数", "Activities", "shuangyong", When.HELD),
        ),
    ),
    Summed(
        "R-09",
        "走访进度表",
        "Visits",
        Every.MONTH,
        (
            _visit("done", "走访次数", "Visits", where={"completed": (True,)}),
            _visit("on_time", "按期完成", "On time", where={"on_time": (True,)}),
            _visit("late", "逾期完成", "Late", where={"on_time": (False,), "completed": (True,)}),
            _visit("nobody", "无人在家", "Nobody at home", where={"met": ("4",)}),
            _visit("homes", "走访户数", "Households", distinct="hh_no"),
            _visit("deaths", "发现死亡", "Deaths found", where={"death_date": ("*",)}),
            Derived("rate", "按期率%", "On time %", share("on_time", "done")),
        ),
        (Formula("按期不超过完成", "On time is part of done", at_most("on_time", "done")),),
    ),
    Summed(
        "R-10",
        "三榜公示与异议表",
        "Public lists and objections",
        Every.QUARTER,
        (
            *(
                _list(f"round_{n}", f"第{word}榜", f"Round {n}", where={"round": (n,)})
                for n, word in (("1", "一"), ("2", "二"), ("3", "三"))
            ),
            _list("households", "公示户数", "Households listed", of="households"),
            _list("persons", "公示人数", "Persons listed", of="persons"),
            _petition("objections", "异议", "Objections", where={"kind": ("1",)}),
            _petition(
                "upheld",
                "其中属实",
                "of which upheld",
                where={"kind": ("1",), "check_result": ("1", "2")},
            ),
            _petition(
                "unanswered",
                "其中未答复",
                "of which unanswered",
                where={"kind": ("1",), "reply_date": (None,)},
            ),
        ),
        (
            Formula(
                "属实不超过异议", "Upheld is part of objections", at_most("upheld", "objections")
            ),
        ),
    ),
    Summed(
        "R-11",
        "基层组织与村务公开表",
        "Self-governance",
        Every.YEAR,
        (
            _profile("villages", "报概况的村", "Villages with a profile"),
            _profile("committee", "村委会成员", "Committee members", of="committee_size"),
            _profile("women", "其中女性", "of which women", of="committee_women"),
            _profile(
                "one", "书记主任一肩挑", "One person in both", where={"one_shoulder": (True,)}
            ),
            _profile("supervised", "有监督委员会", "Supervised", where={"supervision": (True,)}),
            _profile("open", "财务公开", "Finances open", where={"finance_open": (True,)}),
            Measure("published", "公开次数", "Publications", "affairs_publication", When.HELD),
            Measure("elections", "换届选举", "Elections", "election", When.HELD),
            Measure("voters", "选民数", "Voters", "election", When.HELD, of="voters"),
            Measure("votes", "投票数", "Votes", "election", When.HELD, of="votes"),
            Derived("turnout", "投票率%", "Turnout %", share("votes", "voters")),
        ),
        (
            Formula("女性不超过成员", "Women are part of members", at_most("women", "committee")),
            Formula("投票不超过选民", "No more votes than voters", at_most("votes", "voters")),
        ),
    ),
    Summed(
        "R-18",
        "来信来访登记表",
        "Letters and visits",
        Every.MONTH,
        (
            _petition("all", "件数", "Cases"),
            *(
                _petition(f"kind_{code}", zh, en, where={"kind": (code,)})
                for code, zh, en in (
                    ("1", "公示异议", "Objections"),
                    ("2", "来信", "Letters"),
                    ("3", "来访", "Visits"),
                    ("4", "来电", "Calls"),
                    ("5", "网络", "Online"),
                    ("6", "上级转办", "From above"),
                )
            ),
            _petition("closed", "已办结", "Closed", where={"state": ("answered", "closed")}),
            Derived("rate", "办结率%", "Closed %", share("closed", "all")),
        ),
        (
            Formula(
                "件数＝各类之和",
                "Cases = sum of kinds",
                total_of("all", "kind_1", "kind_2", "kind_3", "kind_4", "kind_5", "kind_6"),
            ),
        ),
    ),
    Summed(
        "R-19",
        "婚姻登记统计",
        "Marriages",
        Every.MONTH,
        (
            _marriage("registrations", "结婚登记（对）", "Marriages", of="registrations"),
            _marriage("first", "初婚（人）", "First marriages (persons)", of="first"),
            _marriage("remarriage", "再婚（人）", "Remarriages (persons)", of="remarriage"),
            _marriage("divorces", "离婚登记（对）", "Divorces", of="divorces"),
            _marriage("reissued", "补领证件（对）", "Reissued", of="reissued"),
            _marriage("foreign", "涉外登记（对）", "With foreigners", of="foreign_related"),
        ),
        (
            Formula(
                "初婚＋再婚＝结婚登记×2",
                "First and remarried = twice the marriages",
                lambda f: f["first"] + f["remarriage"] == 2 * f["registrations"],
            ),
        ),
    ),
)


def make(spec: Summed, services: Services, unit: UnitCode, *, day: date, now: datetime) -> Report:
    """The report of a unit for the span `day` lies in; raise NotFound for an unknown unit.

    The total is counted for itself, not added up from the lines: the foot compares both.
    """
    tree = places.tree(services)
    if unit not in tree:
        raise NotFound
    span = span_of(spec.every, day)
    with services.store.read() as conn:
        parts = report_sums.by_prefix(conn, spec.measures, unit, DIGITS_BELOW[level_of(unit)], span)
        whole = report_sums.by_prefix(conn, spec.measures, unit, len(prefix(unit)), span)
    lines = tuple(_lines(tree, unit, spec, parts))
    total = _filled(spec, next(iter(whole.values()), {}))
    return Report(
        number=spec.number,
        title=(spec.zh, spec.en),
        unit=unit,
        unit_name=tree.get(unit).name,
        day=span.last,
        made_at=now,
        head=("单位", "Unit"),
        columns=tuple(_column(each) for each in spec.columns),
        lines=lines,
        total=_cells(spec, total),
        checks=tuple(_checks(spec, parts, total)),
        period=(name_of(spec.every, span, "zh"), name_of(spec.every, span, "en")),
    )


def _lines(
    tree: AreaTree, unit: UnitCode, spec: Summed, parts: Mapping[str, Mapping[str, Decimal]]
) -> Iterator[ReportLine]:
    """Every unit below, then what belongs to no unit below: records of the unit itself."""
    known = {prefix(each.code): each for each in tree.children(unit)}
    for part, each in known.items():
        cells = _cells(spec, _filled(spec, parts.get(part, {})))
        opens = bool(tree.child_codes.get(each.code))
        yield ReportLine(each.name, each.name, cells, each.code, opens=opens)
    for part in sorted(set(parts) - set(known)):
        cells = _cells(spec, _filled(spec, parts[part]))
        yield ReportLine("本级", "This unit itself", cells, UnitCode(part.ljust(12, "0")))


def _filled(spec: Summed, figures: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {each.name: figures.get(each.name, ZERO) for each in spec.measures}


def _cells(spec: Summed, figures: Mapping[str, Decimal]) -> dict[str, int | Decimal | str | None]:
    cells: dict[str, int | Decimal | str | None] = {}
    for each in spec.columns:
        if isinstance(each, Derived):
            value = each.compute(figures)
            cells[each.name] = None if value is None else value.quantize(CENT)
        elif each.is_money:
            cells[each.name] = figures[each.name].quantize(CENT)
        else:
            cells[each.name] = int(figures[each.name])
    return cells


def _column(each: Measure | Derived) -> ReportColumn:
    has_cents = isinstance(each, Derived) or each.is_money
    return ReportColumn(each.name, each.zh, each.en, Shape.AMOUNT if has_cents else Shape.WHOLE)


def _checks(
    spec: Summed,
    parts: Mapping[str, Mapping[str, Decimal]],
    total: Mapping[str, Decimal],
) -> Iterator[Check]:
    rows = [_filled(spec, each) for each in parts.values()]
    added = {name: sum((row[name] for row in rows), ZERO) for name in total}
    apart = {each.name for each in spec.measures if each.distinct}
    yield Check(
        "合计等于各行之和",
        "The total is the sum of the lines",
        all(added[name] == total[name] for name in total if name not in apart),
    )
    for formula in spec.formulas:
        yield Check(formula.zh, formula.en, all(formula.holds(row) for row in [total, *rows]))
