"""What submissions do to entities: after their answer, once each, in the order they count.

Trouble never touches the submission; it is noted beside it and shown to whoever reviews it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from server.answers import form_reader
from server.core.entity import EntityAction, read_actions
from server.core.entity_history import Change, settle
from server.core.errors import DatasetNotFound, SurveyError
from server.core.instance import read_envelope
from server.entities import ours, visiting
from server.entities.changing import uuid_of
from server.entities.writing import Sent, fail, hold, write
from server.store import datasets, entities, entity_acts, jobs
from server.store.entities import UNPLACED
from server.store.entity_acts import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.services import Services
    from server.store.datasets import StoredDataset
    from server.store.entity_acts import Act, AnyRow

    Ending = Callable[[Connection], object]

KIND = "entities"
FORCE_KIND = "entities_force"
FORCE_AFTER = timedelta(days=5)
"""How long a change waits for the one before it in its offline branch (protocol.md 4.2)."""

APPROVED = "approved"


def concerns(services: Services, version_id: int | None) -> bool:
    """Whether submissions of a form version do anything to lists before they are loaded."""
    if version_id is None:
        return False
    return services.memo.get(("entities", version_id), lambda: _concerns(services, version_id))


def _concerns(services: Services, version_id: int) -> bool:
    return any(
        each.dataset not in ours.NAMES or visiting.tells_a_visit(each.properties)
        for each in form_reader(services, version_id).schema.entities
    )


def enqueue(conn: Connection, county: str, version_id: int, *, now: datetime) -> None:
    """Have the entities of a version looked at, with the transaction that makes it necessary."""
    jobs.enqueue(conn, KIND, {"county": county, "version": version_id}, now=now)


def apply(services: Services, args: Mapping[str, object]) -> Ending:
    """Do what one version of a submission says about entities; again does nothing more.

    Returns what is to be written together with the end of the job.
    """
    county, version_id = str(args["county"]), int(str(args["version"]))
    with services.store.read() as conn:
        found = entity_acts.source_of(conn, county, version_id)
    if found is None or found.form_version is None or found.is_training:
        return _nothing
    reader = form_reader(services, found.form_version)
    actions = read_actions(read_envelope(found.xml).root, reader.schema)

    def ending(conn: Connection) -> None:
        for action in actions:
            _apply(conn, found, _sent(found, action))

    return ending


def _nothing(_conn: Connection) -> None:
    """Nothing is left to be done."""


def _sent(found: AnyRow, action: EntityAction) -> Sent:
    return Sent(
        county=found.county,
        submission_id=found.submission_id,
        version_id=found.version_id,
        instance_id=found.instance_id,
        submitter_id=found.submitter_id,
        user_agent=found.user_agent,
        unit_code=found.unit_code or UNPLACED,
        is_approved=found.review_state == APPROVED,
        action=action,
    )


def _apply(conn: Connection, found: AnyRow, sent: Sent) -> None:
    action, at = sent.action, found.received_at
    done = {a.path: a for a in entity_acts.of_submission(conn, sent.county, sent.submission_id)}
    before = done.get(sent.path)
    is_done = before is not None and before.outcome is not Outcome.FAILED
    if is_done or not (action.creates or action.updates):
        return
    if action.dataset in ours.NAMES:
        visiting.report(conn, sent, at=at)
        return
    dataset = datasets.find(conn, found.project_id, action.dataset)
    try:
        if dataset is None:
            raise DatasetNotFound(dataset=action.dataset)
        action = replace(action, uuid=uuid_of(action.uuid))
    except SurveyError as error:
        fail(conn, sent, 0 if dataset is None else dataset.id, error, at=at)
        return
    if dataset.approval_required and not sent.is_approved:
        action = replace(action, creates=False)
    if action.creates or action.updates:
        _settle(conn, dataset, replace(sent, action=action), at=at)


def _settle(conn: Connection, dataset: StoredDataset, sent: Sent, *, at: datetime) -> None:
    """Apply a change to one entity, and those that waited for it."""
    uuid = sent.action.uuid
    stored = entities.held(conn, dataset.id, uuid)
    waiting = _waiting(conn, dataset, uuid)
    settled = settle(entities.history(conn, stored), [*waiting, Change(sent, sent.action)])
    conflict = None if stored is None else stored.conflict
    for change, version in settled.made:
        conflict = write(conn, dataset, _key(change), version, conflict=conflict, at=at)
    for change, error in settled.failed:
        fail(conn, _key(change), dataset.id, error, at=at)
    if any(change.key is sent for change in settled.waiting):
        hold(conn, sent, dataset.id, at=at)
        args = {"dataset": dataset.id, "uuid": uuid}
        after_s = int(FORCE_AFTER.total_seconds())
        jobs.enqueue(conn, FORCE_KIND, args, now=at, after_s=after_s)


def force(services: Services, args: Mapping[str, object]) -> Ending:
    """Apply what has waited too long for its branch on the newest version (protocol.md 4.2)."""
    dataset_id, uuid = int(str(args["dataset"])), str(args["uuid"])
    del services

    def ending(conn: Connection) -> None:
        dataset = datasets.by_id(conn, dataset_id)
        waiting = [] if dataset is None else _waiting(conn, dataset, uuid)
        if dataset is None or not waiting:
            return
        stored = entities.held(conn, dataset.id, uuid)
        settled = settle(entities.history(conn, stored), waiting, is_forced=True)
        conflict = None if stored is None else stored.conflict
        for change, version in settled.made:
            sent = _key(change)
            at = sent.received_at or dataset.updated_at
            conflict = write(conn, dataset, sent, version, conflict=conflict, at=at)
        for change, error in settled.failed:
            fail(conn, _key(change), dataset.id, error, at=dataset.updated_at)

    return ending


def _waiting(conn: Connection, dataset: StoredDataset, uuid: str) -> list[Change]:
    held = map(_held, entity_acts.held_for(conn, dataset.id, uuid))
    return [Change(sent, sent.action) for sent in held]


def _held(act: Act) -> Sent:
    """A change as it was when it began to wait."""
    said: dict[str, Any] = dict(act.change or {})
    action = EntityAction(**said.pop("action"))
    return Sent(**said, action=action, received_at=act.at)


def _key(change: Change) -> Sent:
    sent: Sent = change.key  # type: ignore[assignment]  # every key here is one
    return sent


def rejected(conn: Connection, county: str, submission_id: int) -> None:
    """Take back what a submission told ahead of its review: it was rejected."""
    visiting.take_back(conn, county, submission_id)
