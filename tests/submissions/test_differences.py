"""Differences between two readings of a submission."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.core.changes import Change, changes

TEXTS = st.none() | st.text(max_size=3)
ANSWERS = st.recursive(
    st.dictionaries(st.sampled_from("abc"), TEXTS, max_size=3),
    lambda inside: st.dictionaries(
        st.sampled_from("gr"),
        st.dictionaries(st.sampled_from("ab"), TEXTS, max_size=2) | inside,
        max_size=2,
    ),
    max_leaves=6,
)


@given(ANSWERS)
def test_what_did_not_change_is_no_difference(answers):
    assert [*changes(answers, answers)] == []


@given(ANSWERS, ANSWERS)
def test_a_difference_taken_back_is_the_same_the_other_way_round(old, new):
    forth = {(change.path, change.old, change.new) for change in changes(old, new)}
    back = {(change.path, change.new, change.old) for change in changes(new, old)}
    assert forth == back


def test_members_of_a_household_are_compared_by_their_place():
    old = {"member": [{"name": "甲"}, {"name": "乙"}]}
    new = {"member": [{"name": "甲"}, {"name": "丙"}, {"name": "丁"}]}
    assert [*changes(old, new)] == [
        Change((("member", 1), "name"), "乙", "丙"),
        Change((("member", 2), "name"), None, "丁"),
    ]
