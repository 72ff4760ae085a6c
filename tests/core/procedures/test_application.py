"""The state machine of an application, every act in every state."""

import itertools

import pytest

from server.core.desk.people import Post
from server.core.errors import ActRefused
from server.core.procedures.application import (
    COUNTY,
    ENDS,
    MOVES,
    Act,
    Doing,
    Known,
    act_on,
    possible,
    state_label,
)
from server.core.procedures.states import OPEN, ORDER, State
from server.core.procedures.steps import Plan, Route, Step, When, shipped

FULL, SHORT = Plan.of(Route.FULL), Plan.of(Route.SHORT)
WILLING = {
    "reason": "说明",
    "grants": True,
    "surveyors": ("刘芳", "赵志强"),
    "check_result": "fits",
}


def known(state, **more):
    return Known(**({"state": state, "plan": FULL, "is_authorised": True} | more))


def doing(act, post=None, **more):
    who = post or min(MOVES[act].posts)
    return Doing(act=act, post=who, actor_id=7, **(WILLING | more))


def own_post(act, state):
    """A post whose act it is in a state."""
    if act is Act.SEND_BACK:
        return Post.COUNTY_AUDIT if state is State.COUNTY_CHECK else Post.TOWNSHIP_HEAD
    return min(MOVES[act].posts)


@pytest.mark.parametrize(("act", "state"), list(itertools.product(Act, State)))
def test_an_act_is_done_where_the_table_says_and_refused_with_a_reason_elsewhere(act, state):
    what = doing(act, own_post(act, state))
    if state in MOVES[act].begins:
        after = act_on(known(state), what)
        assert after in State
        assert after is ENDS.get(act, after)
    else:
        with pytest.raises(ActRefused) as refused:
            act_on(known(state), what)
        assert state_label(state, "zh") in refused.value.sentence("zh")
        assert MOVES[act].en in refused.value.sentence("en")


@pytest.mark.parametrize(("act", "post"), list(itertools.product(Act, Post)))
def test_only_the_posts_of_an_act_may_do_it(act, post):
    state = min(MOVES[act].begins)
    what = doing(act, post)
    if post not in MOVES[act].posts:
        with pytest.raises(ActRefused, match="post"):
            act_on(known(state), what)
        assert act not in possible(known(state), post)


def test_everything_offered_by_hand_can_be_done():
    for state, post, urgent in itertools.product(State, Post, (True, False)):
        for act in possible(known(state, is_urgent=urgent), post):
            act_on(known(state, is_urgent=urgent), doing(act, post))


@pytest.mark.parametrize("plan", [FULL, SHORT], ids=["full", "short"])
def test_the_way_leads_through_every_step_that_is_taken_to_the_grant(plan):
    state, way = State.APPLY, [State.APPLY]
    acts = {
        State.APPLY: Act.ACCEPT,
        State.SURVEY: Act.SURVEY,
        State.CHECK: Act.CHECK,
        State.APPRAISAL: Act.APPRAISE,
        State.TOWNSHIP_OPINION: Act.OPINION,
        State.COUNTY_CHECK: Act.DECIDE,
    }
    while state is not State.GRANTED:
        act = acts.get(state, Act.LIST_ENDED)
        state = act_on(known(state, plan=plan), doing(act))
        way.append(state)
    assert way == [each for each in ORDER if each is State.GRANTED or plan.takes(each)]
    assert act_on(known(state, plan=plan), doing(Act.START)) is State.RUNNING


def test_a_county_holds_appraisals_only_after_an_objection():
    own = Step(Route.FULL, "appraisal", 5, when=When.ON_OBJECTION)
    plan = Plan.of(Route.FULL, [own])
    check = doing(Act.CHECK)
    assert act_on(known(State.CHECK, plan=plan), check) is State.LIST1
    assert act_on(known(State.CHECK, plan=plan, was_objected=True), check) is State.APPRAISAL


@pytest.mark.parametrize(
    ("act", "more", "state", "why"),
    [
        (Act.SURVEY, {"surveyors": ("刘芳",)}, State.SURVEY, "two persons"),
        (Act.SURVEY, {"surveyors": ("刘芳", "刘芳")}, State.SURVEY, "two persons"),
        (Act.CHECK, {"check_result": "unclear"}, State.CHECK, "no result"),
        (Act.OPINION, {"grants": None}, State.TOWNSHIP_OPINION, "agreed"),
        (Act.DECIDE, {"grants": False, "reason": " "}, State.COUNTY_CHECK, "refusal"),
        (Act.WITHDRAW, {"reason": ""}, State.SURVEY, "reason"),
        (Act.STOP, {"reason": ""}, State.RUNNING, "reason"),
    ],
)
def test_what_an_act_needs_is_asked_for(act, more, state, why):
    with pytest.raises(ActRefused, match=why):
        act_on(known(state), doing(act, **more))


def test_incomes_are_not_checked_without_authorisation():
    with pytest.raises(ActRefused, match="authorisation"):
        act_on(known(State.CHECK, is_authorised=False), doing(Act.CHECK))


def test_who_recorded_the_survey_does_not_judge_it():
    with pytest.raises(ActRefused, match="survey"):
        act_on(known(State.TOWNSHIP_OPINION, surveyed_by=frozenset({7})), doing(Act.OPINION))


def test_a_list_does_not_end_for_a_household_with_an_open_objection():
    with pytest.raises(ActRefused, match="objection"):
        act_on(known(State.LIST1, has_objection=True), doing(Act.LIST_ENDED))


def test_refusals_and_negative_opinions_leave_the_usual_way():
    assert act_on(known(State.COUNTY_CHECK), doing(Act.DECIDE, grants=False)) is State.REFUSED
    opinion = doing(Act.OPINION, grants=False)
    assert act_on(known(State.TOWNSHIP_OPINION), opinion) is State.COUNTY_CHECK
    vote = doing(Act.APPRAISE, grants=False)
    assert act_on(known(State.APPRAISAL), vote) is State.TOWNSHIP_OPINION


def test_urgent_help_leaves_the_application_where_it_is():
    assert act_on(known(State.SURVEY), doing(Act.URGENT)) is State.SURVEY


def test_every_open_state_has_days_and_what_they_rest_on():
    for route in Route:
        steps = {each.step: each for each in shipped() if each.route is route}
        assert set(steps) >= OPEN
        taken = [each for each in steps.values() if each.when is When.ALWAYS]
        assert all(each.days > 0 and each.basis_zh and each.basis_en for each in taken)


def test_the_county_decides_and_the_township_gives_its_opinion():
    assert MOVES[Act.DECIDE].posts == COUNTY
    assert MOVES[Act.OPINION].posts == {Post.TOWNSHIP_HEAD}


def test_the_county_visits_close_relatives_and_a_random_share_itself():
    numbers = [f"A-620421102-2026-{n:04d}" for n in range(1000)]
    drawn = sum(FULL.is_rechecked(number, is_relative=False) for number in numbers)
    assert 250 < drawn < 350
    assert all(FULL.is_rechecked(number, is_relative=True) for number in numbers)
    assert not any(SHORT.is_rechecked(number, is_relative=True) for number in numbers)
    with pytest.raises(ActRefused, match="visited again"):
        act_on(known(State.COUNTY_CHECK, is_rechecked=True), doing(Act.DECIDE, surveyors=("甲",)))
