"""Petitions: every act in every state, and who must stand aside."""

import itertools
from datetime import date

import pytest

from server.core.errors import ActRefused
from server.core.procedures.petition import (
    MOVES,
    Finding,
    PetitionAct,
    PetitionState,
    act_on,
    due_on,
    possible,
    refuse_finding,
)


@pytest.mark.parametrize(
    ("state", "act", "is_named"), list(itertools.product(PetitionState, PetitionAct, (True, False)))
)
def test_an_act_is_done_where_it_is_offered_and_refused_elsewhere(state, act, is_named):
    if act in possible(state, is_named=is_named):
        assert act_on(state, act, is_named=is_named) is MOVES[act].ends
    else:
        with pytest.raises(ActRefused):
            act_on(state, act, is_named=is_named)


def test_who_gave_a_name_is_answered_before_it_is_closed():
    with pytest.raises(ActRefused, match="answered"):
        act_on(PetitionState.CHECKING, PetitionAct.CLOSE, is_named=True)
    closed = act_on(PetitionState.CHECKING, PetitionAct.CLOSE, is_named=False)
    assert closed is PetitionState.CLOSED


def finding(**more):
    usual = {"checkers": "刘芳、赵志强", "result": "3", "text": "收入与登记一致"}
    return Finding(**(usual | more))


@pytest.mark.parametrize(
    "more",
    [
        {"checkers": "刘芳"},
        {"checkers": "刘芳、刘芳"},
        {"result": ""},
        {"text": " "},
        {"standing_aside": frozenset({"赵志强"})},
    ],
    ids=["one", "one twice", "no result", "no facts", "must stand aside"],
)
def test_a_finding_needs_two_who_may_check_and_the_facts(more):
    refuse_finding(finding())
    with pytest.raises(ActRefused):
        refuse_finding(finding(**more))


def test_after_the_finding_the_reply_is_due():
    day, found = date(2026, 12, 7), date(2026, 12, 1)
    assert due_on(PetitionState.ASSIGNED, day, None, reply_days=5) == day
    assert due_on(PetitionState.CHECKING, day, found, reply_days=5) == date(2026, 12, 6)
    assert due_on(PetitionState.CLOSED, day, found, reply_days=5) is None
