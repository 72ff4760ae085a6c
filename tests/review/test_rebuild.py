"""The central store made again from submissions and decisions is the same, row by row."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from server.core.registers.reasons import Reason
from server.rebuild import rebuild
from server.registers import editing
from server.registers.editing import Why
from server.review.decisions import undo
from server.store.derived import DERIVED
from server.store.tables.households import household, person
from tests.builders import instances
from tests.builders import registers as built
from tests.builders.field import counts_are_right
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import stored, survey
from tests.review.test_register_loading import FIRST, accept, publish

__all__ = ["publish"]

LATER = SENT_AT + timedelta(hours=1)
SLIP = Why(reason=Reason.ENTRY_ERROR, note="看错")
CHANGED = Why(reason=Reason.CHANGED, note="任命")


def remade(desk, *, only_check=True):
    return rebuild(desk.office, only_check=only_check, tell=lambda _done, _count: None)


def everything(desk):
    return {table.name: sorted(map(str, stored(desk, table))) for table in DERIVED}


def again(desk, number=2):
    """A second survey of the household that is known."""
    (known,) = stored(desk, household)
    xml = instances.household_xml(
        [instances.head(running=103), instances.member(running=202)],
        instance_id=f"uuid:0a1b2c3d-0001-4000-8000-{number:012d}",
        survey_mode="update",
        household=FIRST,
        entity_id=FIRST,
        hh_no_old=known.hh_no,
        hh_no=known.hh_no,
        phone="13812345678",
    )
    return accept(desk, xml)


def by_hand(desk):
    """A clerk enters, corrects, changes, ends, and takes a record out."""
    office, clerk = desk.office, desk.clerk

    def change(key, values, why, version, **more):
        editing.change(
            office,
            clerk,
            "staff",
            key,
            values,
            why=why,
            row_version=version,
            now=LATER,
            **more,
        )

    key = editing.create(office, clerk, "staff", built.staff(), now=LATER).record_id
    change(key, {"birth_year": "1981"}, SLIP, 1)
    change(key, {"post": "所长"}, CHANGED, 2, since=date(2026, 1, 1))
    other = built.staff(name="张敏", id_number="")
    gone = editing.create(office, clerk, "staff", other, now=LATER).record_id
    editing.remove(office, clerk, "staff", gone, why=Why(note="重复录入"), now=LATER)
    editing.end(
        office, clerk, "staff", key, date(2026, 6, 30), why=CHANGED, row_version=1, now=LATER
    )


@pytest.fixture
def history(desk, publish):
    """Loads, a visit, a second survey taken back, and what staff wrote by hand."""
    desk.decide(desk.send(survey()))
    publish("visit_followup")
    accept(desk, instances.visit_xml(household=FIRST, changes="ill", income_now="450.0"))
    again(desk)
    undo(desk.office, desk.clerk, now=LATER)
    desk.decide(desk.send(survey(3)), at=LATER)
    undo(desk.office, desk.clerk, now=LATER)
    desk.decide(desk.send(survey(4)), at=LATER)
    by_hand(desk)
    return desk


def test_a_survey_taken_back_keeps_the_visit_made_since_the_one_before(history):
    days = {row.entity_uuid: row.last_visit_at for row in stored(history, household)}
    assert days[FIRST] is not None


def test_everything_is_made_again_equal_row_by_row(history):
    done = remade(history)
    assert done.acts > 8
    assert done.differences == ()


def test_rows_changed_behind_its_back_are_found_and_put_right(history):
    desk = history
    before = everything(desk)

    def tamper(conn):
        conn.execute(update(household).values(phone="", income_pc_month=1))
        conn.execute(delete(person).where(person.c.position == 2))

    desk.office.store.write(tamper)
    found = remade(desk, only_check=True)
    assert {each.columns for each in found.differences if each.table == "household"} == {
        ("phone", "income_pc_month")
    }
    assert sum(each.table == "person" and not each.is_live for each in found.differences) == 2
    assert remade(desk, only_check=False).took_over
    assert {name for name, rows in everything(desk).items() if len(rows) != len(before[name])} <= {
        "counter"
    }
    assert remade(desk).is_equal
    desk.decide(desk.send(survey(5)), at=LATER)
    assert remade(desk).is_equal


def test_a_store_with_nothing_in_it_is_equal_to_nothing(desk):
    assert remade(desk).is_equal


def test_what_arrives_while_it_is_made_again_is_counted_too(desk):
    desk.decide(desk.send(survey()))
    rebuild(desk.office, only_check=False, tell=lambda _done, _count: desk.send(survey(2)))
    assert counts_are_right(desk.office)
