"""Rules run again: what is undecided gets what holds now, what is decided is only told."""

from datetime import date, timedelta

import pytest

from server.core.desk.record import Answered
from server.rulebook import rerun
from server.rulebook.limits import Change, change_limit
from server.store import audit
from server.store import records as stored_records
from server.store.rechecks import Chosen
from tests.builders.areas import PINGCHUAN, SANHE
from tests.builders.field import change, record, records
from tests.builders.instances import START, household_xml
from tests.builders.knowing import said, sent
from tests.builders.office import AUDITOR, NOW, asker

LATER = START + timedelta(hours=3)
EVERYWHERE = Chosen(units=())


def another(n):
    return f"uuid:0a1b2c3d-0004-4000-8000-{n:012d}"


def arrived(office, *metres):
    """Surveys with fixes of so many metres; nothing but the accuracy may be wrong with them."""
    for n, accuracy in enumerate(metres, 1):
        xml = household_xml(gps=f"36.53 104.01 1707.0 {accuracy}.0", instance_id=another(n))
        sent(office, xml, at=LATER + timedelta(minutes=n))


def limit(office, text):
    wanted = Change(name="accuracy_m", text=text, since=date(2026, 1, 1))
    change_limit(office, asker(office, AUDITOR), wanted, now=NOW)


def again(office, chosen=EVERYWHERE, **more):
    return rerun.run(office, chosen, now=NOW, **more)


def counted(found, rule="S-06"):
    each = found.rule(rule)
    return (each.before, each.after, each.new, each.gone)


def test_nothing_has_changed_where_nothing_has_changed(office):
    arrived(office, 10, 45)
    found = again(office)
    assert (found.looked_at, found.changed, found.stored) == (2, 0, 0)


def test_a_dry_run_counts_and_a_real_one_stores_with_one_entry_in_the_log(office):
    arrived(office, 10, 25, 45)
    limit(office, "20")
    dry = again(office, is_dry=True)
    assert (counted(dry), dry.changed, dry.stored) == ((1, 2, 1, 0), 1, 0)
    assert "S-06" not in said(office, another(2))
    real = again(office)
    assert (counted(real), real.stored) == ((1, 2, 1, 0), 1)
    assert said(office, another(2))["S-06"] == "W"
    changed = next(row for row in records(office) if row.instance_id == another(2))
    assert (changed.warnings > 0, changed.unanswered > 0, changed.risk > 0) == (True,) * 3
    with office.store.read() as conn:
        (entry,) = audit.entries(conn, action="rules.check")
    assert (entry.details["new"], entry.details["stored"]) == ({"S-06": 1}, 1)
    assert again(office).changed == 0


def test_an_issue_that_holds_no_longer_goes_unless_it_was_answered(office):
    arrived(office, 45, 46)
    first, second = records(office)
    with office.store.read() as conn:
        issues = stored_records.issues_of(conn, second.county, second.current_id)
    (flagged,) = (row for row in issues if row.rule == "S-06")
    values = {"state": Answered.TRUE, "note": "已核实"}
    office.store.write(
        lambda conn: stored_records.answer_issue(conn, second.county, flagged.id, values)
    )
    limit(office, "60")
    assert counted(again(office)) == (2, 0, 0, 1)
    assert "S-06" not in said(office, first.instance_id)
    assert "S-06" in said(office, second.instance_id)


def test_what_is_decided_is_told_and_left_alone(office):
    arrived(office, 25)
    change(office, state="accepted")
    limit(office, "20")
    found = again(office)
    assert (found.decided_changed, found.decided, found.stored) == (1, [record(office).id], 0)
    assert "S-06" not in said(office, another(1))


@pytest.mark.parametrize(
    ("chosen", "looked_at"),
    [
        (Chosen(units=(SANHE,)), 2),
        (Chosen(units=(PINGCHUAN,)), 0),
        (Chosen(units=(), since=LATER + timedelta(minutes=2)), 1),
        (Chosen(units=(), forms=frozenset({"objection"})), 0),
    ],
    ids=["its village", "another county", "since the second", "another form"],
)
def test_only_what_was_chosen_is_looked_at(office, chosen, looked_at):
    arrived(office, 10, 12)
    assert again(office, chosen, is_dry=True).looked_at == looked_at


def test_only_the_rules_named_count(office):
    arrived(office, 25)
    limit(office, "20")
    assert again(office, rules=frozenset({"S-05"})).stored == 0
    assert again(office, rules=frozenset({"S-06"})).stored == 1


def test_more_than_a_page_is_taken_in_order(office, monkeypatch):
    monkeypatch.setattr("server.store.rechecks.PAGE", 2)
    arrived(office, 25, 25, 25, 25, 25)
    limit(office, "20")
    assert again(office).stored == 5
