"""What changed from one version of a submission to the next (protocol.md 6.3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.changes import Change, changes
from server.core.instance import read_answers, read_envelope
from server.store import submission_lists
from server.submissions.contents import require_full

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.caller import Caller
    from server.services import Services
    from server.store.submission_lists import ListedSubmission


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
