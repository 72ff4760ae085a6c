"""Submissions: sent, listed, read, corrected, judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from server.api import shapes
from server.api.answers import answer, listed, success, tagged
from server.api.answers import xml as xml_answer
from server.api.asking import (
    argument,
    caller,
    fields,
    is_extended,
    is_true,
    notes,
    now,
    paging,
    services,
    whole,
)
from server.api.finding import SUBMISSION, SUBMISSIONS, reading, root
from server.api.schemas import SubmissionChange
from server.core.desk.people import May
from server.core.errors import InstanceIdTaken, NotUnique
from server.core.types import Source
from server.intake.receive import receive
from server.intake.upload import Outcome, Upload
from server.review import review_states
from server.submissions import contents, listing, removing, sending

if TYPE_CHECKING:
    from server.intake.upload import Receipt
    from server.store.submission_lists import ListedSubmission

bp = Blueprint("submissions", __name__)


@bp.post(SUBMISSIONS)
def create(project_id: int, form_id: str) -> Response:
    """Take a submission; the same one sent again is recognised, so that trying again is safe."""
    xml = whole(services().settings.max_xml_bytes)
    sending.check_new(services(), caller(), project_id, form_id, xml)
    receipt = _receive(project_id, xml)
    if receipt.outcome is Outcome.CONFLICTING:
        raise NotUnique(field="instanceId", value=receipt.instance_id)
    return _one(listing.found(services(), caller(), project_id, form_id, receipt.instance_id))


@bp.put(SUBMISSION)
def edit(project_id: int, form_id: str, instance_id: str) -> Response:
    """Take a new version of a submission (OR-178)."""
    xml = whole(services().settings.max_xml_bytes)
    sending.check_edit(services(), caller(), project_id, form_id, instance_id, xml=xml)
    if _receive(project_id, xml).outcome is Outcome.CONFLICTING:
        raise InstanceIdTaken
    return _one(listing.one(services(), caller(), project_id, form_id, instance_id))


def _receive(project_id: int, xml: bytes) -> Receipt:
    return receive(
        services(),
        Upload(
            project_id=project_id,
            sender=caller().sender,
            xml=xml,
            device_id=argument("deviceID"),
            user_agent=request.user_agent.string,
            is_program=True,
            source=Source.PROGRAM,
            received_at=now(),
        ),
    )


@bp.get(SUBMISSIONS)
def everything(project_id: int, form_id: str) -> Response:
    """Submissions one may know of, newest first."""
    offset, limit = paging()
    tag = ""
    if limit is None and not is_extended():  # looking at all rows pays for all rows only
        tag = listing.mark(services(), caller(), project_id, form_id, now=now())
        if request.if_none_match.contains_weak(tag):
            return tagged(Response(status=304), tag)
    batches = listing.submissions(
        services(),
        caller(),
        project_id,
        form_id,
        offset=offset,
        limit=limit,
        deleted=is_true("deleted"),
    )
    opened, full, extended = services(), caller().read(project_id), is_extended()

    def shape(batch: tuple[ListedSubmission, ...]) -> list[shapes.Shape]:
        people = None
        if extended:
            ids = {i for each in batch for i in (each.submitter_id, each.current.submitter_id)}
            people = listing.people(opened, ids)
        return [shapes.submission(each, full, people) for each in batch]

    made = listed(batches, shape)
    return tagged(made, tag) if tag else made


@bp.get(f"{SUBMISSIONS}/submitters")
def submitters(project_id: int, form_id: str) -> Response:
    """Who has sent something."""
    found = listing.submitters(services(), caller(), project_id, form_id)
    return answer([{"id": each.id, "displayName": each.name} for each in found])


@bp.get(f"{SUBMISSIONS}/keys")
def keys(project_id: int, form_id: str) -> Response:
    """Keys that submissions one may know of were encrypted with."""
    found = listing.keys_of(services(), caller(), project_id, form_id)
    return answer([shapes.key(each) for each in found])


@bp.get(SUBMISSION)
def get(project_id: int, form_id: str, instance_id: str) -> Response:
    """One submission."""
    return _one(root(project_id, form_id, instance_id))


@bp.get(f"{SUBMISSION}.xml")
def get_xml(project_id: int, form_id: str, instance_id: str) -> Response:
    """Its current version as it was sent."""
    record = root(project_id, form_id, instance_id, ".xml")
    content = contents.xml(services(), record, record.current, reading(project_id))
    return xml_answer(content, str(record.current.id))


@bp.patch(SUBMISSION)
def change(project_id: int, form_id: str, instance_id: str) -> Response:
    """Judge it: approved, hasIssues and rejected are decisions, taken with their checks."""
    given = fields(SubmissionChange())
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    if "review_state" in given:
        review_states.set_review_state(
            services(),
            caller().at_desk(May.SEE_SUBMISSIONS),
            record.id,
            given["review_state"],
            note=notes() or "",
            now=now(),
        )
    return _one(listing.one(services(), caller(), project_id, form_id, instance_id))


@bp.delete(SUBMISSION)
def delete(project_id: int, form_id: str, instance_id: str) -> Response:
    """Take it out of sight; it can be restored."""
    removing.remove(services(), caller(), project_id, form_id, instance_id, note=notes(), now=now())
    return success()


@bp.post(f"{SUBMISSION}/restore")
def restore(project_id: int, form_id: str, instance_id: str) -> Response:
    """Bring it back."""
    removing.restore(
        services(), caller(), project_id, form_id, instance_id, note=notes(), now=now()
    )
    return success()


def _one(record: ListedSubmission) -> Response:
    people = None
    if is_extended():
        people = listing.people(services(), (record.submitter_id, record.current.submitter_id))
    return answer(shapes.submission(record, caller().read(record.project_id), people))
