"""Clean records accepted together: a sample first, by the server's choice, undone as a whole."""

import pytest
from sqlalchemy import select

from server.core.desk.record import Decision
from server.core.errors import (
    BatchEmpty,
    MoveNotAllowed,
    NotFound,
    NothingToUndo,
    SampleFailed,
    SampleUndecided,
)
from server.core.types import State
from server.review import batches, decisions
from server.review.record import record
from server.store.tables.households import household
from tests.builders.instances import household_xml, instance_id
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import survey

FLAGGED = "36.53 104.01 1707.0 45.0"


@pytest.fixture
def offered(desk):
    """Three clean surveys and one with a warning; the clean ones are offered."""
    refs = [desk.send(survey(number)) for number in (1, 2, 3)]
    odd = desk.send(household_xml(gps=FLAGGED, instance_id=instance_id(9)))
    batch_id = batches.offer(desk.office, desk.clerk, now=SENT_AT)
    return refs, odd, batch_id


def look(desk, batch_id):
    return batches.batch(desk.office, desk.clerk, batch_id)


def decide_sample(desk, batch_id, decision=Decision.APPROVE):
    for item in look(desk, batch_id).sample:
        desk.decide(item.id, decision, note="照片看不清" if decision is Decision.RETURN else "")


def loaded(desk):
    with desk.office.store.read() as conn:
        return len(conn.execute(select(household.c.id)).all())


def test_only_what_is_clean_is_offered_and_a_share_of_it_is_drawn(desk, offered):
    refs, odd, batch_id = offered
    found = look(desk, batch_id)
    assert {item.id for item in found.items} == set(refs)
    assert odd not in {item.id for item in found.items}
    assert (len(found.sample), found.left, found.undecided) == (1, 2, 1)
    assert dict(found.by_village) == {"620421102201": 3}


def test_the_sample_is_decided_before_the_rest_is_accepted(desk, offered):
    _, _, batch_id = offered
    with pytest.raises(SampleUndecided):
        batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)
    decide_sample(desk, batch_id)
    done = batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)
    assert (done.state, done.count("accepted"), loaded(desk)) == ("accepted", 2, 3)
    with pytest.raises(MoveNotAllowed):
        batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)


def test_a_sample_sent_back_stops_the_whole_batch(desk, offered):
    _, _, batch_id = offered
    decide_sample(desk, batch_id, Decision.RETURN)
    with pytest.raises(SampleFailed):
        batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)
    assert loaded(desk) == 0


def test_what_changed_since_it_was_offered_is_left_out(desk, offered):
    _, _, batch_id = offered
    decide_sample(desk, batch_id)
    rest = next(item.id for item in look(desk, batch_id).items if not item.is_sample)
    desk.decide(rest, Decision.HOLD)
    done = batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)
    assert (done.count("accepted"), done.count("skipped")) == (1, 1)
    assert record(desk.office, desk.clerk, rest).state is State.TO_REVIEW


def test_a_batch_is_undone_as_a_whole_and_once(desk, offered):
    _, _, batch_id = offered
    decide_sample(desk, batch_id)
    batches.accept(desk.office, desk.clerk, batch_id, now=SENT_AT)
    assert decisions.newest_batch(desk.office, desk.clerk) == batch_id
    assert batches.undo(desk.office, desk.clerk, batch_id, now=SENT_AT) == 2
    assert loaded(desk) == 1  # the sample was decided by itself
    with pytest.raises(NothingToUndo):
        batches.undo(desk.office, desk.clerk, batch_id, now=SENT_AT)


def test_a_batch_is_of_one_person_and_of_something(desk, offered):
    _, _, batch_id = offered
    with pytest.raises(NotFound):
        batches.batch(desk.office, desk.stranger, batch_id)
    with pytest.raises(BatchEmpty):
        batches.offer(desk.office, desk.stranger, now=SENT_AT)
