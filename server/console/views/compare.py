"""What an answer is compared with: open issues, and what the store held before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.console.views import labels

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.schema import Field

EVIDENCE = frozenset({"geopoint", "geotrace", "geoshape"})

OF_THE_VISIT = frozenset({"survey_mode", "consent", "check_round", "visit_type", "met"})
"""Answers about the visit itself, not about the household."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What the answers are compared with.

    `flags`: path -> ``e``, ``w`` or ``i``.  `before`: path -> typed value in the store, or None
    when the household is new.
    """

    flags: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, object] | None = None


NOTHING_MARKED = Marks()


def tells_of_household(question: Field) -> bool:
    """Whether another value than last time tells something about the household.

    A photograph, a signature and a fix are new at every visit; S-10 judges how far they lie.
    """
    known = labels.known().get(question.name)
    is_hidden = known is not None and labels.HIDDEN in (known.zh, known.en)
    is_new_each_time = question.type in EVIDENCE or question.type == "binary"
    is_of_the_visit = question.name in OF_THE_VISIT or not labels.is_named(question)
    return not (is_hidden or is_new_each_time or is_of_the_visit)


def same(old: object, new: object) -> bool:
    """Whether two values say the same; ticks in another order do."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return set(old) == set(new)
    return old == new or (old in (None, "") and new in (None, ""))
