"""Merges and events are made again by a rebuild, equal row by row (decision D2)."""

from __future__ import annotations

from datetime import date

from server.core.lifeevent import LifeEvent
from server.rebuild import rebuild
from server.registers import identity
from server.registers.identity import Seen
from server.registers.life import Told, record
from tests.builders import lives
from tests.builders import office as built
from tests.builders.lives import household_of, persons_of
from tests.builders.office import NOW, REVIEWER


def test_merges_splits_and_what_was_undone_are_made_again(settings):
    office = built.services(settings)
    clerk = built.asker(office, REVIEWER)
    first, second = (lives.home(office, number=number) for number in (71, 72))
    seen = Seen(note="同一户")
    act = identity.merge(office, clerk, "household", stays=first, goes=second, seen=seen, now=NOW)
    identity.undo(office, clerk, act, now=NOW)
    identity.merge(office, clerk, "household", stays=second, goes=first, seen=seen, now=NOW)
    people = persons_of(office, second)
    wife = people["王桂兰"].id
    told = Told(event=LifeEvent.SPLIT, on_date=date(2026, 11, 1), person_ids=(wife,), head_id=wife)
    record(office, clerk, household_of(office, second).hh_no, told, now=NOW)
    rebuilt = rebuild(office, only_check=True, tell=lambda _done, _count: None)
    assert rebuilt.acts > 6
    assert rebuilt.differences == ()
    office.store.close()
