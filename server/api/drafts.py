"""Drafts of forms: made, given their files, published, thrown away."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api import shapes
from server.api.answers import answer, success
from server.api.asking import argument, caller, content_type, fields, now, services, stored
from server.api.forms import DRAFT, definition
from server.api.schemas import DatasetLink
from server.publish import draft_files, drafts, overview
from server.publish.overview import Edition

bp = Blueprint("drafts", __name__)


@bp.post(DRAFT)
def create(project_id: int, form_id: str) -> Response:
    """A draft from the body; without a body a copy of what is published."""
    given = definition()
    drafts.replace_draft(
        services(), caller(), project_id, form_id, given if given.content else None, now=now()
    )
    return success()


@bp.delete(DRAFT)
def delete(project_id: int, form_id: str) -> Response:
    """Throw the draft away."""
    drafts.delete_draft(services(), caller(), project_id, form_id, now=now())
    return success()


@bp.post(f"{DRAFT}/publish")
def publish(project_id: int, form_id: str) -> Response:
    """Publish the draft, under another version if one is given (OR-175)."""
    drafts.publish_draft(
        services(),
        caller(),
        project_id,
        form_id,
        version=argument("version") or None,
        now=now(),
    )
    return success()


@bp.post(f"{DRAFT}/attachments/<name>")
def fill_file(project_id: int, form_id: str, name: str) -> Response:
    """Put a file into the draft's slot of this name; older clients look for `success`."""
    who = caller()
    overview.form(services(), who, project_id, form_id, Edition.DRAFT)  # before the body is read
    draft_files.fill_file(
        services(),
        who,
        project_id,
        form_id,
        name,
        blob=stored(),
        mime=content_type(),
        now=now(),
    )
    view = overview.form(services(), who, project_id, form_id, Edition.DRAFT)
    slot = next(each for each in overview.files(services(), view) if each.name == name)
    return answer({"success": True, **shapes.form_file(slot)})


@bp.patch(f"{DRAFT}/attachments/<name>")
def link_dataset(project_id: int, form_id: str, name: str) -> Response:
    """Have the slot carry the entity list of its name (`dataset`), or no longer."""
    is_linked = fields(DatasetLink())["dataset"]
    draft_files.link_dataset(
        services(), caller(), project_id, form_id, name, is_linked=is_linked, now=now()
    )
    view = overview.form(services(), caller(), project_id, form_id, Edition.DRAFT)
    slot = next(each for each in overview.files(services(), view) if each.name == name)
    return answer(shapes.form_file(slot))


@bp.delete(f"{DRAFT}/attachments/<name>")
def clear_file(project_id: int, form_id: str, name: str) -> Response:
    """Empty a slot of the draft."""
    draft_files.clear_file(services(), caller(), project_id, form_id, name, now=now())
    return success()
