"""Reports add registers up: movements balance, parts are wholes, and drilling adds up again."""

from datetime import date
from decimal import Decimal

import pytest

from server.core.errors import NotFound
from server.core.registers import BY_NAME
from server.core.reports.spans import Every, Span, name_of, span_of
from server.reports.catalogue import REPORTS, report_for
from server.reports.summed import SUMMED, make
from tests.builders.areas import DABA, DONGWAN, JINGYUAN, SANHE, WULAN
from tests.builders.knowing import row
from tests.builders.office import NOW

NOVEMBER = date(2026, 11, 20)
BY_NUMBER = {spec.number: spec for spec in SUMMED}


def report(office, number, unit=JINGYUAN, day=NOVEMBER):
    return make(BY_NUMBER[number], office, unit, day=day, now=NOW)


def benefit(office, n, start, end="", *, unit=SANHE, **cells):
    given = {
        "kind": "农村低保",
        "level": "户",
        "person_id": "",
        "persons_covered": "4",
        "class": "二类",
        "amount": "800",
        "end_reason": "收入超标" if end else "",
    }
    return row(
        office,
        "benefit",
        unit=unit,
        hh_no=f"{unit}{n:04d}",
        start_date=start,
        end_date=end,
        **given | cells,
    )


@pytest.fixture
def dibao(office):
    """Two that run, one new, one that ended within the month, one that both began and ended."""
    benefit(office, 1, "2025-01-01")
    benefit(office, 2, "2026-03-01", unit=DABA, persons_covered="2")
    benefit(office, 3, "2026-11-01")
    benefit(office, 4, "2024-01-01", "2026-11-10", end_reason="死亡")
    benefit(office, 5, "2026-11-05", "2026-11-20")
    benefit(office, 6, "2026-12-01")
    benefit(office, 7, "2025-01-01", kind="特困供养（五保）", mode="分散供养", persons_covered="1")


@pytest.mark.usefixtures("dibao")
def test_dibao_of_a_month_balances_at_every_level(office):
    whole = report(office, "R-02")
    assert whole.is_sound
    assert whole.period == ("2026年11月", "2026-11")
    figures = {name: whole.total[name] for name in ("start", "new", "stopped", "by_death", "end")}
    assert figures == {"start": 3, "new": 1, "stopped": 1, "by_death": 1, "end": 3}
    assert whole.total["persons"] == 10
    assert whole.total["per_person"] == Decimal("240.00")
    lines = {line.code: line.cells["end"] for line in whole.lines}
    assert lines[DONGWAN] == 3
    villages = {line.code: line.cells["end"] for line in report(office, "R-02", DONGWAN).lines}
    assert (villages[SANHE], villages[DABA]) == (2, 1)


@pytest.mark.usefixtures("dibao")
def test_a_month_without_data_says_nothing_moved(office):
    before = report(office, "R-02", day=date(2020, 5, 1))
    assert set(before.total.values()) == {0, Decimal("0.00"), None}
    assert before.is_sound


@pytest.mark.usefixtures("dibao")
def test_destitute_persons_are_those_in_an_institution_and_at_home(office):
    found = report(office, "R-04")
    assert (found.total["persons"], found.total["home"], found.total["central"]) == (1, 1, 0)
    assert found.is_sound


def test_a_formula_that_does_not_hold_is_shown(office):
    row(
        office,
        "marriage_stat",
        unit=JINGYUAN,
        month="2026-11",
        registrations="10",
        first="12",
        remarriage="7",
        divorces="3",
    )
    found = report(office, "R-19")
    assert [check.holds for check in found.checks] == [True, False]
    assert not found.is_sound
    assert found.lines[-1].zh == "本级"


def test_every_column_is_of_a_register_that_has_it(office):
    for spec in SUMMED:
        names = [each.name for each in spec.columns]
        assert len(set(names)) == len(names), spec.number
        for measure in spec.measures:
            fields = BY_NAME[measure.register].by_name
            assert {measure.of, measure.distinct, *measure.where} - {""} <= set(fields)
            for column, values in measure.where.items():
                if fields[column].choices:
                    known = {choice.value for choice in fields[column].choices}
                    assert set(values) - {None, "*"} <= known, (spec.number, measure.name)
        assert report(office, spec.number).is_sound


def test_reports_are_listed_in_order_and_refused_outside_the_area(office, stranger):
    numbers = list(REPORTS)
    assert numbers == sorted(numbers)
    assert set(BY_NUMBER) < set(numbers)
    with pytest.raises(NotFound):
        report_for(office, stranger, "R-02", DONGWAN, day=NOVEMBER, now=NOW)
    assert report_for(office, stranger, "R-02", WULAN, day=NOVEMBER, now=NOW).unit == WULAN


@pytest.mark.parametrize(
    ("every", "first", "last", "zh"),
    [
        (Every.DAY, "2026-11-20", "2026-11-20", "2026-11-20"),
        (Every.MONTH, "2026-11-01", "2026-11-30", "2026年11月"),
        (Every.QUARTER, "2026-10-01", "2026-12-31", "2026年第4季度"),
        (Every.HALF, "2026-07-01", "2026-12-31", "2026年下半年"),
        (Every.YEAR, "2026-01-01", "2026-12-31", "2026年"),
    ],
)
def test_spans_are_whole(every, first, last, zh):
    span = span_of(every, NOVEMBER)
    assert span == Span(date.fromisoformat(first), date.fromisoformat(last))
    assert name_of(every, span, "zh") == zh
    assert name_of(every, span, "en")
