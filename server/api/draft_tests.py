"""What was sent to try a draft out."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.api.answers import answer, xml
from server.api.asking import argument, caller, now, paging, services, whole
from server.api.forms import DRAFT
from server.api.shapes import test_submission
from server.publish import draft_tests, overview
from server.publish.draft_tests import Trial
from server.publish.overview import Edition, FormView

SENT = f"{DRAFT}/submissions"

bp = Blueprint("draft_tests", __name__)


@bp.get(SENT)
def listing(project_id: int, form_id: str) -> Response:
    """Everything, newest first."""
    offset, limit = paging()
    view = _view(project_id, form_id)
    found = draft_tests.submissions(services(), view, offset=offset, limit=limit)
    return answer([test_submission(each) for each in found])


@bp.post(SENT)
def create(project_id: int, form_id: str) -> Response:
    """Send one without a tablet."""
    view = _view(project_id, form_id)
    trial = Trial(
        xml=whole(services().settings.max_xml_bytes),
        files=(),
        device_id=argument("deviceID"),
        user_agent=request.user_agent.string,
        now=now(),
    )
    return answer(test_submission(draft_tests.receive(services(), view, trial)))


@bp.get(f"{SENT}/<instance_id>")
def get(project_id: int, form_id: str, instance_id: str) -> Response:
    """One of them."""
    found, _ = draft_tests.submission(services(), _view(project_id, form_id), instance_id)
    return answer(test_submission(found))


@bp.get(f"{SENT}/<instance_id>.xml")
def get_xml(project_id: int, form_id: str, instance_id: str) -> Response:
    """As it was sent."""
    _, content = draft_tests.submission(services(), _view(project_id, form_id), instance_id)
    return xml(content, instance_id.encode().hex())


@bp.get(f"{SENT}/<instance_id>/attachments")
def files(project_id: int, form_id: str, instance_id: str) -> Response:
    """Files that came with it."""
    found, _ = draft_tests.submission(services(), _view(project_id, form_id), instance_id)
    return answer([{"name": name, "exists": True} for name in sorted(found.files)])


def _view(project_id: int, form_id: str) -> FormView:
    return overview.form(services(), caller(), project_id, form_id, Edition.DRAFT)
