"""Finding submissions: one, a page, all of a form, within what somebody may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.answers import known_forms
from server.core.errors import NotAllowed, NotFound
from server.store import actors, feeds, keys, submission_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from server.answers.readers import KnownForm
    from server.core.caller import Caller
    from server.services import Services
    from server.store.actors import Actor
    from server.store.keys import StoredKey
    from server.store.submission_lists import ListedSubmission, ListedVersion

BATCH = 1_000


def form_of(services: Services, who: Caller, project_id: int, form_id: str) -> KnownForm:
    """A form the caller works with; raise NotFound, NotAllowed."""
    form = known_forms(services).get((project_id, form_id))
    if form is None:
        raise NotFound
    if not who.belongs_to(project_id):
        raise NotAllowed
    return form


def submissions(
    services: Services,
    who: Caller,
    project_id: int,
    form_id: str,
    *,
    offset: int = 0,
    limit: int | None = None,
    deleted: bool = False,
) -> Iterator[tuple[ListedSubmission, ...]]:
    """Submissions of a form in batches, newest first: what arrives meanwhile is not among them.

    With `deleted` those that were deleted, and no others.  Raise NotFound, NotAllowed before the
    first batch is asked for.
    """
    form = form_of(services, who, project_id, form_id)
    return _batches(services, who, form, offset, limit, deleted=deleted)


def mark(services: Services, who: Caller, project_id: int, form_id: str, *, now: datetime) -> str:
    """A text that changes with any submission one may know of; raise NotFound, NotAllowed."""
    form = form_of(services, who, project_id, form_id)
    wanted = feeds.Wanted(form.id, who.listed(project_id), None, deleted=True, now=now)
    full = who.read(project_id)
    with services.store.read() as conn:
        return f"{feeds.mark(conn, wanted)}-{full.everywhere:d}{len(full.units)}"


def _batches(
    services: Services,
    who: Caller,
    form: KnownForm,
    offset: int,
    left: int | None,
    *,
    deleted: bool,
) -> Iterator[tuple[ListedSubmission, ...]]:
    reach, after = who.listed(form.project_id), None
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        with services.store.read() as conn:
            batch = submission_lists.page(
                conn, form.id, reach, after=after, offset=offset, limit=size, deleted=deleted
            )
        if batch:
            yield batch
        if len(batch) < size:
            return
        after, offset = (batch[-1].received_at, batch[-1].id), 0
        left = None if left is None else left - len(batch)


def found(
    services: Services, who: Caller, project_id: int, form_id: str, instance_id: str
) -> ListedSubmission:
    """The submission that has a version of this id, first or later.

    Raise NotFound, also for one outside the caller's reach; NotAllowed for the project.
    """
    form = form_of(services, who, project_id, form_id)
    with services.store.read() as conn:
        record = submission_lists.find(conn, form.id, instance_id)
    reach = who.listed(project_id)
    if record is None or not reach.holds(record.unit_code, record.submitter_id):
        raise NotFound
    return record


def one(
    services: Services, who: Caller, project_id: int, form_id: str, instance_id: str
) -> ListedSubmission:
    """The submission whose first version has this id; raise what `found` raises."""
    record = found(services, who, project_id, form_id, instance_id)
    if record.instance_id != instance_id:
        raise NotFound
    return record


def versions(services: Services, record: ListedSubmission) -> tuple[ListedVersion, ...]:
    """All versions of a submission, newest first."""
    with services.store.read() as conn:
        return submission_lists.versions(conn, record)


def version(services: Services, record: ListedSubmission, instance_id: str) -> ListedVersion:
    """One version of a submission by its own id; raise NotFound."""
    for each in versions(services, record):
        if each.instance_id == instance_id:
            return each
    raise NotFound


def submitters(services: Services, who: Caller, project_id: int, form_id: str) -> tuple[Actor, ...]:
    """Who sent submissions of a form, by name; raise NotFound, NotAllowed."""
    form = form_of(services, who, project_id, form_id)
    with services.store.read() as conn:
        ids = submission_lists.submitters(conn, form.id, who.listed(project_id))
        return tuple(sorted(actors.actors(conn, ids).values(), key=lambda each: each.name))


def keys_of(
    services: Services, who: Caller, project_id: int, form_id: str
) -> tuple[StoredKey, ...]:
    """Keys that submissions of a form are sealed with; raise NotFound, NotAllowed."""
    form = form_of(services, who, project_id, form_id)
    with services.store.read() as conn:
        return keys.of_submissions(conn, form.id, who.listed(project_id))


def people(services: Services, ids: Iterable[int | None]) -> Mapping[int, Actor]:
    """Who these actors are, for showing names beside ids."""
    with services.store.read() as conn:
        return actors.actors(conn, ids)
