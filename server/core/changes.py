"""What differs between two readings of one form, answer by answer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.instance import Answer, Answers

Step: TypeAlias = "str | tuple[str, int]"
"""A name, or for a repeat its name and place, counted from 0."""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is not what it was; None for one that is not there."""

    path: tuple[Step, ...]
    old: str | None
    new: str | None

    @property
    def place(self) -> str:
        """The path as issues name it.

        >>> Change((("member", 1), "m_name"), "a", "b").place
        '/member[2]/m_name'
        """
        steps = (
            step if isinstance(step, str) else f"{step[0]}[{step[1] + 1}]" for step in self.path
        )
        return "/" + "/".join(steps)


def changes(old: Answers, new: Answers, above: tuple[Step, ...] = ()) -> Iterator[Change]:
    """Answers that differ, in the order of the form; a repeat is compared place by place.

    >>> [*changes({"a": "1", "r": [{"b": "2"}]}, {"a": "1", "r": []})]
    [Change(path=(('r', 0), 'b'), old='2', new=None)]
    """
    for name in dict.fromkeys((*old, *new)):
        yield from _change(old.get(name), new.get(name), name, above)


def _change(old: Answer, new: Answer, name: str, above: tuple[Step, ...]) -> Iterator[Change]:
    if isinstance(old, list) or isinstance(new, list):
        nothing: Answers = {}
        places = zip_longest(_rows(old), _rows(new), fillvalue=nothing)
        for place, (before, after) in enumerate(places):
            yield from changes(before, after, (*above, (name, place)))
    elif isinstance(old, dict) or isinstance(new, dict):
        yield from changes(_group(old), _group(new), (*above, name))
    elif old != new:
        yield Change((*above, name), old, new)


def _rows(answer: Answer) -> list[Answers]:
    return answer if isinstance(answer, list) else []


def _group(answer: Answer) -> Answers:
    return answer if isinstance(answer, dict) else {}
