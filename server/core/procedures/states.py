"""States of an application (domain.md 5.3), in the order they follow each other."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """What is being done with an application, or what became of it."""

    APPLY = "apply"
    SURVEY = "survey"
    CHECK = "check"
    APPRAISAL = "appraisal"
    LIST1 = "list1"
    TOWNSHIP_OPINION = "township_opinion"
    LIST2 = "list2"
    COUNTY_CHECK = "county_check"
    LIST3 = "list3"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    RUNNING = "running"
    REVIEW = "review"
    KEPT = "kept"
    CHANGED = "changed"
    STOPPED = "stopped"


ORDER = (
    State.APPLY,
    State.SURVEY,
    State.CHECK,
    State.APPRAISAL,
    State.LIST1,
    State.TOWNSHIP_OPINION,
    State.LIST2,
    State.COUNTY_CHECK,
    State.LIST3,
    State.GRANTED,
)
OPEN = frozenset(ORDER)
"""Somebody has to do something."""

LISTS = {State.LIST1: 1, State.LIST2: 2, State.LIST3: 3}
"""The round of the public list that shows applications in a state."""

RECEIVING = frozenset({State.RUNNING, State.KEPT, State.CHANGED})
"""The benefit is paid, and nothing waits."""

CLOSED = frozenset({State.REFUSED, State.WITHDRAWN, State.STOPPED})
