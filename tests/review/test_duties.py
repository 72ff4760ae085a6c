"""Villages are shared out among reviewers, and somebody stands in for who is away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from server.auth.grants import asker_by_id
from server.core.days import local_date
from server.core.desk.people import Post
from server.core.errors import NotAllowed, NotFound, UnexpectedValue
from server.core.rights import Grant
from server.review import duties
from server.review.queue import queue
from tests.builders.areas import DABA, DONGWAN, GUAYUAN, SANHE
from tests.builders.office import person
from tests.review.conftest import SENT_AT
from tests.review.test_decisions import survey

TODAY = local_date(SENT_AT)


@pytest.fixture
def head(desk):
    made = person(desk.office, "chen.hua", grants=[Grant(Post.TOWNSHIP_HEAD, DONGWAN)])
    return asker_by_id(desk.office, made, now=SENT_AT)


def own(desk, who, *, at=SENT_AT):
    return duties.own_villages(desk.office, who, now=at)


def test_the_head_shares_villages_out_and_a_reviewer_sees_the_own_first(desk, head):
    ref = desk.send(survey())
    assert own(desk, desk.clerk) is None
    duties.assign(desk.office, head, DABA, desk.clerk.id, now=SENT_AT)
    assert own(desk, desk.clerk) == (DABA,)
    mine = queue(desk.office, desk.clerk, villages=own(desk, desk.clerk))
    assert (mine.rows, desk.waiting()) == ((), [ref])  # it narrows the view and takes no right
    duties.assign(desk.office, head, SANHE, desk.clerk.id, now=SENT_AT)
    plan = duties.plan(desk.office, head, now=SENT_AT)
    assert {v.code: (v.actor, v.waiting) for v in plan.villages}[SANHE] == ("李军", 1)
    assert {p.name: (p.villages, p.waiting) for p in plan.people}["李军"] == (2, 1)
    duties.assign(desk.office, head, DABA, None, now=SENT_AT)
    assert own(desk, desk.clerk) == (SANHE,)


def test_a_colleague_stands_in_to_a_day_and_no_longer(desk, head):
    duties.assign(desk.office, head, SANHE, desk.clerk.id, now=SENT_AT)
    until = TODAY + timedelta(days=2)
    duties.stand_in(desk.office, desk.clerk, desk.clerk.id, head.id, to_date=until, now=SENT_AT)
    assert (own(desk, desk.clerk), own(desk, head)) == ((), (SANHE,))
    later = SENT_AT + timedelta(days=3)
    assert (own(desk, desk.clerk, at=later), own(desk, head, at=later)) == ((SANHE,), ())
    duties.stand_in(desk.office, head, desk.clerk.id, None, now=SENT_AT)
    assert own(desk, desk.clerk) == (SANHE,)


def test_nobody_shares_out_what_is_not_his_to_share(desk, head):
    with pytest.raises(NotAllowed):
        duties.assign(desk.office, desk.clerk, SANHE, desk.clerk.id, now=SENT_AT)
    for village, actor in ((GUAYUAN, desk.clerk.id), (SANHE, desk.stranger.id)):
        with pytest.raises(NotFound):
            duties.assign(desk.office, head, village, actor, now=SENT_AT)
    with pytest.raises(NotAllowed):
        duties.stand_in(desk.office, desk.clerk, head.id, desk.clerk.id, to_date=TODAY, now=SENT_AT)
    for deputy, day in ((head.id, TODAY - timedelta(days=1)), (desk.clerk.id, TODAY)):
        with pytest.raises(UnexpectedValue):
            duties.stand_in(desk.office, head, desk.clerk.id, deputy, to_date=day, now=SENT_AT)
    assert own(desk, replace(desk.stranger)) is None
