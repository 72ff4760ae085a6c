"""Public lists: states, the clock of each household, the checksum."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.desk.people import Post
from server.core.errors import ActRefused
from server.core.procedures.lists import (
    DAYS,
    LEAST_AFTER_FINDING,
    MOVES,
    ListAct,
    Pause,
    act_on,
    checksum,
    item_clock,
    last_day,
    possible,
    same_sum,
)
from server.core.publicity import ListState
from server.core.workdays import WEEKENDS, Calendar

MONDAY = date(2026, 11, 23)
MINE = frozenset({"A-1"})


def day(n):
    return MONDAY + timedelta(days=n)


@pytest.mark.parametrize(("act", "state"), list(itertools.product(ListAct, ListState)))
def test_an_act_is_done_where_the_table_says_and_refused_elsewhere(act, state):
    post = min(MOVES[act].posts)
    if state in MOVES[act].begins:
        assert act_on(state, act, post, reason="更正") is MOVES[act].ends
    else:
        with pytest.raises(ActRefused):
            act_on(state, act, post, reason="更正")


def test_an_unapproved_list_is_not_posted():
    with pytest.raises(ActRefused) as refused:
        act_on(ListState.DRAFT, ListAct.POST, Post.TOWNSHIP_CLERK)
    assert "未经审定" in refused.value.sentence("zh")


@pytest.mark.parametrize("post", Post)
def test_only_the_posts_of_an_act_may_do_it(post):
    for state in ListState:
        offered = possible(state, post)
        for act in ListAct:
            if act in offered:
                act_on(state, act, post, reason="更正")
            else:
                with pytest.raises(ActRefused):
                    act_on(state, act, post, reason="更正")


def test_seven_full_days_after_the_day_of_posting_and_on_to_a_working_day():
    assert last_day(MONDAY, WEEKENDS) == day(7)
    saturday = day(5)
    assert last_day(saturday, WEEKENDS) == saturday + timedelta(days=9)  # the Monday after
    holidays = Calendar(days_off=frozenset({day(7), day(8)}))
    assert last_day(MONDAY, holidays) == day(9)


def test_an_objection_stops_its_household_and_no_other():
    pause = Pause(day(3), "A-1")
    assert item_clock(MONDAY, MINE, [pause], WEEKENDS).is_paused
    other = item_clock(MONDAY, frozenset({"A-2"}), [pause], WEEKENDS)
    assert other.ends == day(7)


def test_the_days_left_run_after_a_finding_three_at_least():
    early = Pause(day(2), "A-1", found=day(10), finding="3")
    assert item_clock(MONDAY, MINE, [early], WEEKENDS).ends == day(15)
    late = Pause(day(7), "A-1", found=day(20), finding="3")
    assert item_clock(MONDAY, MINE, [late], WEEKENDS).ends == day(20 + LEAST_AFTER_FINDING)


def test_a_procedural_objection_stops_everybody():
    assert item_clock(MONDAY, frozenset({"A-9"}), [Pause(day(1))], WEEKENDS).is_paused


def test_what_comes_after_the_last_day_is_no_objection():
    late = Pause(day(9), "A-1", found=day(12), finding="3")
    assert item_clock(MONDAY, MINE, [late], WEEKENDS).ends == day(7)


@pytest.mark.parametrize(
    ("finding", "upheld"), [("1", True), ("2", True), ("3", False), ("4", False)]
)
def test_an_upheld_objection_is_told(finding, upheld):
    pause = Pause(day(2), "A-1", found=day(4), finding=finding)
    assert item_clock(MONDAY, MINE, [pause], WEEKENDS).is_upheld is upheld


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=4))
def test_no_objection_ever_shortens_the_clock(spans):
    pauses = [Pause(day(a), "A-1", found=day(a + b), finding="3") for a, b in spans]
    ends = item_clock(MONDAY, MINE, pauses, WEEKENDS).ends
    assert ends is not None
    assert ends >= MONDAY + timedelta(days=DAYS)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=4))
def test_a_checksum_does_not_depend_on_order_and_survives_retyping(content):
    total = checksum(content)
    assert total == checksum(dict(reversed(content.items())))
    assert same_sum(total.replace("-", " ").lower(), total)
    assert not same_sum("", total)
