"""The county draws a share of what a township accepted, and what it fails goes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from server.core.days import local_date
from server.core.desk.record import Decision
from server.core.errors import Audited, NotAllowed, NotFound, ReasonNeeded, UnexpectedValue
from server.core.types import State, UnitCode
from server.review import audits
from server.review.record import record
from server.store.tables.households import household
from tests.builders.areas import DONGWAN, SANHE, WULAN
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import survey

DAY = local_date(SENT_AT)


@pytest.fixture
def accepted(desk):
    """Four surveys that the township has accepted."""
    refs = [desk.send(survey(number)) for number in (1, 2, 3, 4)]
    for ref in refs:
        desk.decide(ref)
    return refs


def draw(desk, *, who=None, township=DONGWAN, percent=50, seed="", since=DAY, until=DAY):
    return audits.draw(
        desk.office,
        who or desk.county,
        UnitCode(township),
        from_date=since,
        to_date=until,
        percent=percent,
        seed=seed,
        now=SENT_AT,
    )


def decide(desk, draw_id, ref, *, passed, note=""):
    audits.decide(desk.office, desk.county, draw_id, ref, passed=passed, note=note, now=SENT_AT)


def test_a_share_is_drawn_and_the_seed_draws_it_again(desk, accepted):
    first = audits.one(desk.office, desk.county, draw(desk))
    assert (first.population, first.drawn, len(first.items)) == (4, 2, 2)
    assert {item.id for item in first.items} <= set(accepted)
    again = audits.one(desk.office, desk.county, draw(desk, seed=first.seed))
    assert [item.id for item in again.items] == [item.id for item in first.items]
    later = DAY + timedelta(days=1)
    assert audits.one(desk.office, desk.county, draw(desk, since=later, until=later)).drawn == 0


@pytest.mark.usefixtures("accepted")
def test_what_fails_waits_at_its_township_again_and_is_corrected_there(desk):
    found = audits.one(desk.office, desk.county, draw(desk, percent=100))
    bad, *good = [item.id for item in found.items]
    with pytest.raises(ReasonNeeded):
        decide(desk, found.id, bad, passed=False)
    decide(desk, found.id, bad, passed=False, note="住房等级与照片不符")
    for ref in good:
        decide(desk, found.id, ref, passed=True)
    assert record(desk.office, desk.clerk, bad).state is State.TO_REVIEW
    assert desk.waiting() == [bad]
    (line,) = [e for e in record(desk.office, desk.clerk, bad).history if e.kind == "failed"]
    assert (line.who, line.note) == ("赵敏", "住房等级与照片不符")
    (rate,) = audits.rates(desk.office, desk.county)
    assert (rate.drawn, rate.passed, rate.failed, rate.percent) == (4, 3, 1, 25.0)
    desk.decide(bad)
    assert record(desk.office, desk.clerk, bad).state is State.CORRECTED
    with pytest.raises(Audited):
        decide(desk, found.id, bad, passed=True)


@pytest.mark.usefixtures("accepted")
def test_a_failed_record_that_is_rejected_leaves_the_store(desk):
    found = audits.one(desk.office, desk.county, draw(desk, percent=100))
    bad = found.items[0].id
    decide(desk, found.id, bad, passed=False, note="查无此户")
    desk.decide(bad, Decision.REJECT, note="查无此户")
    with desk.office.store.read() as conn:
        assert len(conn.execute(select(household.c.id)).all()) == 3


@pytest.mark.usefixtures("accepted")
def test_who_does_not_audit_that_township_draws_nothing(desk):
    with pytest.raises(NotAllowed):
        draw(desk, who=desk.clerk)
    with pytest.raises(NotFound):
        draw(desk, township="620403101000")
    with pytest.raises(UnexpectedValue):
        draw(desk, township=SANHE)
    assert audits.one(desk.office, desk.county, draw(desk, township=WULAN)).drawn == 0
    for call in (audits.draws, audits.rates):
        with pytest.raises(NotAllowed):
            call(desk.office, desk.clerk)
