"""What changed from one version of a submission to the next (protocol.md 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from server.answers import form_reader
from server.core.instance import read_answers, read_envelope
from server.store import submission_lists
from server.submissions.contents import require_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.caller import Caller
    from server.core.instance import Answer, Answers
    from server.services import Services
    from server.store.submission_lists import ListedSubmission

Step: TypeAlias = "str | tuple[str, int]"
"""A name, or for a repeat its name and place, counted from 0."""


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that is not what it was; None for one that is not there."""

    path: tuple[Step, ...]
    old: str | None
    new: str | None


def differences(
    services: Services, who: Caller, project_id: int, record: ListedSubmission
) -> Mapping[str, tuple[Change, ...]]:
    """Changes by the id of the version that brought them, oldest first; raise NotAllowed.

    Both versions are read with the form version of the later one.
    """
    require_full(record, who, project_id)
    with services.store.read() as conn:
        versions = submission_lists.versions(conn, record)[::-1]
        sent = [(each, submission_lists.xml(conn, record.county, each.id)) for each in versions]
    return {
        after.instance_id: tuple(_changes(services, before, xml, after.form_version))
        for (_, before), (after, xml) in pairwise(sent)
    }


def _changes(
    services: Services, before: bytes, after: bytes, form_version: int | None
) -> Iterator[Change]:
    """Changes of answers, then of what the instances say of themselves."""
    if form_version is None:
        return
    schema = form_reader(services, form_version).schema
    old, new = read_envelope(before), read_envelope(after)
    yield from changes(read_answers(old.root, schema).values, read_answers(new.root, schema).values)
    if old.deprecated_id != new.deprecated_id:
        yield Change(("meta", "deprecatedID"), old.deprecated_id, new.deprecated_id)


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
