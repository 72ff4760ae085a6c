"""Branches, conflicts and the order of arrival (OR-149 to OR-153)."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.core.entity import EntityAction
from server.core.entity_history import Change, Conflict, History, applied, settle
from server.core.errors import (
    EntityDeleted,
    EntityInvalid,
    EntityNotFound,
    EntityVersionNotFound,
    NotUnique,
)

UUID = "24b47424-ccf8-4f4b-b4cd-34ff5c71eddd"
BRANCH = "9e32d18f-d51a-4826-a8b2-e9b1c6d10b58"


def create(label="老槐树", **values):
    return EntityAction("trees", UUID, creates=True, updates=False, label=label, values=values)


def update(base, *, branch="", trunk="", label=None, creates=False, **values):
    return EntityAction(
        "trees",
        UUID,
        creates=creates,
        updates=True,
        label=label,
        values=values,
        base_version=str(base),
        trunk_version=str(trunk),
        branch_id=branch,
    )


def after(*actions):
    """The history after some changes that need not wait."""
    history = History()
    for action in actions:
        history = replace(history, versions=(*history.versions, applied(history, action)))
    return history


def arrived(actions):
    """The end of changes that arrive one by one."""
    history, waiting = History(), ()
    for number, action in enumerate(actions):
        settled = settle(history, [*waiting, Change(number, action)])
        history, waiting = settled.history, settled.waiting
        assert not settled.failed
    return history, waiting


def offline_chain(length):
    """A creation and the changes of one tablet that was offline all the while."""
    return [create(kind="槐", height="1")] + [
        update(base, branch=BRANCH, height=str(base + 1), **{f"p{base}": "x"})
        for base in range(1, length + 1)
    ]


@given(st.permutations(offline_chain(4)))
def test_or_151_an_offline_chain_ends_the_same_in_any_order_of_arrival(order):
    history, waiting = arrived(order)
    assert not waiting
    assert history.versions == after(*offline_chain(4)).versions
    assert history.current.conflict is None


@given(st.permutations([update(b, branch=BRANCH, trunk=2, h=str(b)) for b in (2, 3, 4)]))
def test_or_151_so_does_a_branch_that_began_from_the_server(order):
    begun = after(create(h="0"), update(1, h="1"))
    history, waiting = begun, ()
    for number, action in enumerate(order):
        settled = settle(history, [*waiting, Change(number, action)])
        history, waiting = settled.history, settled.waiting
    assert [v.values["h"] for v in history.versions] == ["0", "1", "2", "3", "4"]
    assert [v.base for v in history.versions] == [None, 1, 2, 3, 4]
    assert not waiting


def test_or_149_an_absent_property_stays_and_an_empty_one_is_cleared():
    history = after(create(kind="槐", height="3"), update(1, height=""))
    assert history.current.values == {"kind": "槐", "height": ""}
    assert (history.current.number, history.current.label) == (2, "老槐树")


@pytest.mark.parametrize(
    ("second", "conflict", "clashing"),
    [
        ({"kind": "榆"}, Conflict.SOFT, ()),
        ({"height": "4"}, Conflict.HARD, ("height",)),
        ({"height": "2"}, Conflict.SOFT, ()),
    ],
    ids=["another property", "the same property", "the same property, the same value"],
)
def test_or_152_what_was_made_on_an_old_version_is_a_conflict(second, conflict, clashing):
    history = after(create(kind="槐", height="1"), update(1, height="2"), update(1, **second))
    assert (history.current.conflict, history.current.conflicting) == (conflict, clashing)
    assert history.current.base == 1


def test_or_152_somebody_else_between_the_steps_of_a_branch_is_a_conflict():
    history = after(
        create(height="1"),
        update(1, branch=BRANCH, trunk=1, height="2"),
        update(2, height="9"),
        update(2, branch=BRANCH, trunk=1, height="3"),
    )
    assert history.current.base == 2
    assert history.current.conflict is Conflict.HARD


def test_what_waits_too_long_is_applied_on_the_newest_version():
    late = Change("late", update(3, branch=BRANCH, trunk=1, height="7"))
    settled = settle(after(create(height="1")), [late])
    assert settled.waiting == (late,)
    forced = settle(settled.history, [late], is_forced=True)
    assert forced.history.current.values == {"height": "7"}
    assert forced.history.current.is_forced


def test_a_creation_that_comes_after_its_forced_change_is_one_more_change():
    late = Change("late", update(1, branch=BRANCH, label="新树", height="7"))
    forced = settle(History(), [late], is_forced=True).history
    assert forced.current.label == "新树"
    assert applied(forced, create(kind="槐")).values == {"height": "7", "kind": "槐"}


@pytest.mark.parametrize(
    ("history", "action", "failure"),
    [
        (History(), create(label=" "), EntityInvalid),
        (after(create()), create(), NotUnique),
        (History(), update(1), EntityNotFound),
        (after(create()), update(2), EntityVersionNotFound),
        (after(create()), update("x"), EntityInvalid),
        (after(create()), update(2, branch=BRANCH, trunk=4), EntityVersionNotFound),
        (replace(after(create()), is_deleted=True), update(1), EntityDeleted),
    ],
    ids=[
        "no label",
        "already there",
        "not there",
        "unknown version",
        "no number",
        "a trunk to come",
        "deleted",
    ],
)
def test_or_148_what_cannot_be_done_says_why(history, action, failure):
    with pytest.raises(failure):
        applied(history, action)


@pytest.mark.parametrize("base", ["", "1"], ids=["no base", "a base"])
def test_or_153_create_and_update_together_make_what_is_not_there(base):
    made = applied(History(), update(base, creates=True, label="老槐树", kind="槐"))
    assert (made.number, made.values) == (1, {"kind": "槐"})
    assert applied(after(create()), update(1, creates=True, kind="榆")).number == 2
