"""Drafts on tablets: the same resources, opened by the draft's own token and by nobody else."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, send_file

from server.core.errors import NotFound
from server.openrosa import lists
from server.openrosa.asking import key, now, services, storable
from server.openrosa.envelope import SUCCESS, XML, document, envelope
from server.openrosa.receiving import received
from server.publish import draft_tests, overview
from server.publish.draft_tests import Trial

if TYPE_CHECKING:
    from server.publish.overview import FormView

DRAFT = "/projects/<int(max=2147483647):project_id>/forms/<form_id>/draft"

bp = Blueprint("testing", __name__, url_prefix="/test")


@bp.get(f"{DRAFT}/formList")
def form_list(project_id: int, form_id: str) -> Response:
    """The draft alone."""
    view = _view(project_id, form_id)
    found = draft_tests.listed(services(), view)
    return document(lists.form_list([found], _addresses(project_id, form_id)))


@bp.get(f"{DRAFT}.xml")
def form(project_id: int, form_id: str) -> Response:
    """The XForm of the draft."""
    view = _view(project_id, form_id)
    answer = Response(overview.xml(services(), view), content_type=XML)
    answer.set_etag(view.version.md5)
    answer.make_conditional(request)
    return answer


@bp.get(f"{DRAFT}/manifest")
def manifest(project_id: int, form_id: str) -> Response:
    """Files that go with the draft."""
    found = draft_tests.manifest(services(), _view(project_id, form_id))
    return document(lists.manifest(form_id, found, _addresses(project_id, form_id)))


@bp.get(f"{DRAFT}/attachments/<name>")
def media(project_id: int, form_id: str, name: str) -> Response:
    """One of them."""
    view = _view(project_id, form_id)
    slot = next((each for each in overview.files(services(), view) if each.name == name), None)
    if slot is None or slot.source or slot.digest is None:
        raise NotFound
    with services().vault.open(slot.digest) as stored:
        content = stored.read()
    return send_file(
        io.BytesIO(content),
        slot.mime or "application/octet-stream",
        as_attachment=True,
        download_name=name,
        etag=slot.md5 or False,
    )


@bp.get(f"{DRAFT}/submission")
def preflight(project_id: int, form_id: str) -> Response:
    """What a tablet asks before it sends."""
    _view(project_id, form_id)
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return answer


@bp.post(f"{DRAFT}/submission")
def submission(project_id: int, form_id: str) -> Response:
    """Keep what was filled to try the draft out."""
    view = _view(project_id, form_id)
    sent = received()
    trial = Trial(
        xml=sent.xml,
        files=tuple((each.name, each.blob.digest) for each in sent.files),
        device_id=storable(request.args.get("deviceID", "")),
        user_agent=request.user_agent.string,
        now=now(),
    )
    draft_tests.receive(services(), view, trial)
    return envelope(SUCCESS, 201)


def _view(project_id: int, form_id: str) -> FormView:
    return draft_tests.opened(services(), key() or "", project_id, form_id)


def _addresses(project_id: int, form_id: str) -> lists.DraftAddresses:
    return lists.DraftAddresses(services().settings.public_url, project_id, key(), form_id)
