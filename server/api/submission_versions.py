"""Versions of a submission, what changed between them, what became of it, remarks on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response

from server.api import shapes
from server.api.answers import answer
from server.api.answers import xml as xml_answer
from server.api.asking import caller, fields, is_extended, now, services
from server.api.finding import SUBMISSION, VERSION, VERSIONS, reading
from server.api.schemas import NewComment
from server.core.desk.people import May
from server.review import comments, decisions, trail
from server.submissions import contents, differences, listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.store.actors import Actor
    from server.store.submission_lists import ListedSubmission, ListedVersion

bp = Blueprint("submission_versions", __name__)


@bp.get(VERSIONS)
def versions(project_id: int, form_id: str, instance_id: str) -> Response:
    """All versions, newest first."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    contents.require_full(record, caller(), project_id)
    found = listing.versions(services(), record)
    people = _people(each.submitter_id for each in found)
    return answer([_version(record, each, people) for each in found])


@bp.get(VERSION)
def version(project_id: int, form_id: str, instance_id: str, version_id: str) -> Response:
    """One version."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    contents.require_full(record, caller(), project_id)
    found = listing.version(services(), record, version_id)
    return answer(_version(record, found, _people([found.submitter_id])))


@bp.get(f"{VERSION}.xml")
def version_xml(project_id: int, form_id: str, instance_id: str, version_id: str) -> Response:
    """One version as it was sent."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    found = listing.version(services(), record, version_id)
    content = contents.xml(services(), record, found, reading(project_id))
    return xml_answer(content, str(found.id))


@bp.get(f"{SUBMISSION}/diffs")
def diffs(project_id: int, form_id: str, instance_id: str) -> Response:
    """What each later version changed."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    found = differences.differences(services(), caller(), project_id, record)
    return answer({key: [shapes.change(each) for each in made] for key, made in found.items()})


@bp.get(f"{SUBMISSION}/audits")
def audits(project_id: int, form_id: str, instance_id: str) -> Response:
    """What became of the submission, newest first."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    steps = trail.trail(services(), record.county, record.id)
    people = _people(each.actor_id for each in steps)
    return answer([shapes.step(each, people) for each in steps])


@bp.get(f"{SUBMISSION}/comments")
def remarks(project_id: int, form_id: str, instance_id: str) -> Response:
    """Remarks, newest first."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    found = comments.comments(services(), record.county, record.id)
    people = _people(each.actor_id for each in found)
    return answer([shapes.comment(each.body, each.actor_id, each.at, people) for each in found])


@bp.post(f"{SUBMISSION}/comments")
def remark(project_id: int, form_id: str, instance_id: str) -> Response:
    """Write a remark into the history."""
    text = fields(NewComment())["body"].strip()
    who = caller()
    record = listing.one(services(), who, project_id, form_id, instance_id)
    asker = who.at_desk(May.SEE_SUBMISSIONS)
    decisions.comment(services(), asker, record.id, text, now=now())
    return answer(shapes.comment(text, who.id, now(), _people([who.id])))


def _version(
    record: ListedSubmission, found: ListedVersion, people: Mapping[int, Actor] | None
) -> shapes.Shape:
    return shapes.version(found, is_current=found.id == record.current.id, people=people)


def _people(ids: Iterable[int | None]) -> Mapping[int, Actor] | None:
    """Names beside ids are extended metadata."""
    return listing.people(services(), ids) if is_extended() else None
