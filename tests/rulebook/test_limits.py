"""Limits are set by the county for itself and by the city for all, tried before, and told after."""

from dataclasses import fields
from datetime import date, timedelta

import pytest

from server.core.errors import DayUnfit, LimitUnfit, NotAllowed, NotFound, PeriodUnfit
from server.core.limits import Limits
from server.core.rules import forms_of
from server.core.rules.catalogue import catalogue
from server.core.rules.thresholds import thresholds as declared
from server.rulebook import days_off
from server.rulebook.limits import Change, change_limit, history, in_force
from server.rulebook.overview import rules
from server.rulebook.trial import try_limit
from server.store import audit
from server.thresholds import text_of
from tests.builders.areas import JINGYUAN, PINGCHUAN
from tests.builders.instances import START, household_xml
from tests.builders.knowing import said, sent
from tests.builders.office import ADMIN, AUDITOR, NOW, REVIEWER, asker

TODAY = date(2026, 11, 23)
LATER = START + timedelta(hours=3)


def another(n):
    return f"uuid:0a1b2c3d-0003-4000-8000-{n:012d}"


def accuracy(text, **more):
    return Change(**({"name": "accuracy_m", "text": text, "since": TODAY} | more))


def value(office, name="accuracy_m", unit=JINGYUAN, day=TODAY):
    return in_force(office, unit, day)[name].value


def test_every_limit_has_a_name_a_unit_and_rules_of_the_catalogue():
    assert list(declared()) == [each.name for each in fields(Limits)]
    for each in declared().values():
        assert each.rules
        assert set(each.rules) <= set(catalogue())
        assert all(each.label.values())


@pytest.mark.parametrize("name", declared())
def test_the_default_of_a_limit_is_a_value_of_it(name):
    limit = declared()[name]
    assert limit.read(text_of(limit.default)) == limit.default


def test_every_rule_on_submissions_names_its_forms():
    on_records = {rule for rule in catalogue() if not forms_of(rule)}
    assert on_records == {"B-15", "B-16", "B-17", "B-18", "C-01", "C-02"} | {
        f"L-0{n}" for n in range(1, 6)
    }


def test_a_county_sets_its_own_limit_and_the_city_that_of_all_others(office):
    county, admin = asker(office, AUDITOR), asker(office, ADMIN)
    change_limit(office, admin, accuracy("25"), now=NOW)
    change_limit(office, county, accuracy("20", note="山区基站多"), now=NOW)
    assert (value(office), value(office, unit=PINGCHUAN)) == ("20", "25")
    assert value(office, day=TODAY - timedelta(days=1)) == "30"
    change_limit(office, county, accuracy(""), now=NOW)
    assert value(office) == "25"
    told = [
        (row.value, row.actor_name, row.note) for row in history(office, "accuracy_m", JINGYUAN)
    ]
    assert told == [("", "赵敏", ""), ("20", "赵敏", "山区基站多"), ("25", "管理员", "")]
    with office.store.read() as conn:
        entries = audit.entries(conn, action="rules.limit")
    assert [entry.details["after"] for entry in entries] == ["", "20", "25"]


@pytest.mark.parametrize(
    ("change", "failure"),
    [
        (accuracy("many"), LimitUnfit),
        (accuracy("-1"), LimitUnfit),
        (accuracy("1.5"), LimitUnfit),
        (accuracy("NaN"), LimitUnfit),
        (accuracy("1e999"), LimitUnfit),
        (accuracy("3651", name="appraisal_days"), LimitUnfit),
        (accuracy("2", name="care_subsidy_grade3"), LimitUnfit),
        (accuracy("2", name="speed_of_light"), NotFound),
        (accuracy("2", until=TODAY - timedelta(days=1)), PeriodUnfit),
    ],
    ids=[
        "no number",
        "below nothing",
        "half a metre",
        "not a number",
        "endless",
        "ten years",
        "neither",
        "no limit",
        "ends before",
    ],
)
def test_what_is_no_limit_is_refused(office, change, failure):
    with pytest.raises(failure):
        change_limit(office, asker(office, AUDITOR), change, now=NOW)


def test_a_township_sets_nothing(office):
    clerk = asker(office, REVIEWER)
    for act in (change_limit, try_limit):
        with pytest.raises(NotAllowed):
            act(office, clerk, accuracy("20"), now=NOW)


def test_a_trial_says_exactly_what_a_limit_would_change(office):
    for n, metres in enumerate((10, 18, 22, 28, 35, 60), 1):
        xml = household_xml(gps=f"36.53 104.01 1707.0 {metres}.0", instance_id=another(n))
        sent(office, xml, at=LATER + timedelta(minutes=n))
    county = asker(office, AUDITOR)
    stricter = try_limit(office, county, accuracy("20"), now=LATER)
    assert (stricter.stored, stricter.looked_at, stricter.is_all) == (6, 6, True)
    assert (stricter.before, stricter.more, stricter.less, stricter.after) == (2, 2, 0, 4)
    looser = try_limit(office, county, accuracy("40"), now=LATER)
    assert (looser.more, looser.less, looser.after) == (0, 1, 1)
    assert value(office) == "30"
    assert "S-06" not in said(office, another(3))


def test_the_rule_list_counts_what_was_found(office):
    xml = household_xml(gps="36.53 104.01 1707.0 45.0", instance_id=another(1))
    sent(office, xml, at=LATER)
    groups = rules(office, asker(office, AUDITOR), now=NOW)
    lines = {line.entry.rule: line for group in groups for line in group.lines}
    assert list(lines) == list(catalogue())
    assert (lines["S-06"].found, lines["S-05"].found) == (1, 0)
    assert [each.threshold.name for each in lines["S-10"].limits] == ["registered_m"]


OCTOBER = "2026-10-01 国庆节\n2026-10-02 国庆节\n2026-10-10 班"


def test_days_off_of_a_year_are_entered_by_the_city(office):
    admin = asker(office, ADMIN)
    assert days_off.set_days(office, admin, 2026, OCTOBER, now=NOW) == 3
    assert days_off.written(days_off.of_year(office, 2026)) == OCTOBER
    days_off.set_days(office, admin, 2027, "2027-01-01 元旦", now=NOW)
    days_off.set_days(office, admin, 2026, "2026-10-01 国庆节", now=NOW)
    assert [len(days_off.of_year(office, year)) for year in (2026, 2027)] == [1, 1]
    with pytest.raises(NotAllowed):
        days_off.set_days(office, asker(office, AUDITOR), 2026, OCTOBER, now=NOW)


@pytest.mark.parametrize(
    "text",
    ["2027-10-01 国庆节", "October", "2026-10-01\n2026-10-01", "2026-02-30"],
    ids=["another year", "no date", "twice", "no such day"],
)
def test_a_line_that_is_no_day_of_the_year_is_refused(text):
    with pytest.raises(DayUnfit):
        days_off.read_days(text, 2026)
