"""The resources of OpenRosa; `door` leads every tablet's request to them."""

from __future__ import annotations

import io
from urllib.parse import quote

from flask import Blueprint, Response, request, send_file
from werkzeug.exceptions import HTTPException

from server.core.errors import Conflicting, NotFound, SurveyError
from server.intake.receive import receive
from server.intake.upload import Outcome, SentFile, Upload
from server.openrosa import failures, lists, testing
from server.openrosa.asking import key, language, now, sender, services, storable
from server.openrosa.door import INSIDE
from server.openrosa.envelope import SUCCESS, XML, complete, document, envelope
from server.openrosa.receiving import received
from server.publish import listing as publish

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

PROJECT = "/projects/<int(max=2147483647):project_id>"
"""No id is larger; a number that no column can hold is just not found."""

bp = Blueprint("openrosa", __name__, url_prefix=INSIDE)
bp.register_blueprint(testing.bp)

PARKED = {
    "zh": "已收到，需人工核对后归档",
    "en": "Received; the office will look at it before it is filed.",
}
KEPT_ASIDE = {"zh": Conflicting.zh, "en": Conflicting.en}

ANSWERS: dict[Outcome, tuple[dict[str, str], int]] = {
    Outcome.STORED: ({"zh": SUCCESS, "en": SUCCESS}, 201),
    Outcome.SEEN_BEFORE: ({"zh": SUCCESS, "en": SUCCESS}, 201),
    Outcome.PARKED: (PARKED, 202),
    Outcome.CONFLICTING: (KEPT_ASIDE, 409),
}
"""What a tablet hears; after 201 and 202 it lets go of its copy (protocol.md 1.5)."""


@bp.get(f"{PROJECT}/formList")
def form_list(project_id: int) -> Response:
    """Forms to fill; a failing query is never an empty list (OR-64)."""
    found = publish.listing(
        services(), sender(), project_id, form_id=request.args.get("formID") or None
    )
    return document(lists.form_list(found, _addresses(project_id)))


@bp.get(f"{PROJECT}/forms/<form_id>.xml")
def form(project_id: int, form_id: str) -> Response:
    """The XForm as published, byte for byte; asked for at every check, so 304 is cheap (OR-9)."""
    found = publish.form_file(services(), sender(), project_id, form_id)
    answer = Response(found.content, content_type=XML)
    answer.set_etag(found.md5)
    answer.make_conditional(request)
    return answer


@bp.get(f"{PROJECT}/forms/<form_id>/manifest")
def manifest(project_id: int, form_id: str) -> Response:
    """Files that go with a form."""
    found = publish.manifest(services(), sender(), project_id, form_id)
    return document(lists.manifest(form_id, found, _addresses(project_id)))


@bp.get(f"{PROJECT}/forms/<form_id>/attachments/<name>")
def media(project_id: int, form_id: str, name: str) -> Response:
    """One of a form's files."""
    blob = publish.media(services(), sender(), project_id, form_id, name)
    if isinstance(blob, publish.Streamed):
        answer = Response(blob.pieces, content_type=publish.CSV)
        answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
        answer.set_etag(blob.etag)
        answer.make_conditional(request)  # changes the answer itself
        return answer
    return send_file(
        io.BytesIO(blob.content),
        blob.mime,
        as_attachment=True,
        download_name=blob.name,
        etag=blob.etag,
    )


@bp.get(f"{PROJECT}/datasets/<name>/integrity")
def integrity(project_id: int, name: str) -> Response:
    """Which entities of a list were deleted (OR-155)."""
    asked = storable(request.args.get("id", "")).split(",")
    ids = tuple(dict.fromkeys(filter(None, asked)))
    found = publish.integrity(services(), sender(), project_id, storable(name), ids)
    return document(lists.integrity(found))


@bp.get(f"{PROJECT}/submission")
def preflight(project_id: int) -> Response:
    """What a tablet asks before it sends: 204 and the headers, nothing else (OR-15)."""
    del project_id  # asked once per instance: nothing but who asks is looked up
    sender()
    answer = Response(status=204)
    del answer.headers["Content-Type"]
    return answer


@bp.post(f"{PROJECT}/submission")
def submission(project_id: int) -> Response:
    """Take one instance; 201 also for one we already have, so that the tablet lets go of it."""
    who = sender()
    sent = received()
    receipt = receive(
        services(),
        Upload(
            project_id=project_id,
            sender=who,
            xml=sent.xml,
            files=tuple(
                SentFile(f.name, f.content_type, f.blob.digest, f.blob.md5, f.blob.size)
                for f in sent.files
            ),
            device_id=storable(request.args.get("deviceID", "")),
            user_agent=request.user_agent.string,
            received_at=now(),
        ),
    )
    sentences, status = ANSWERS[receipt.outcome]
    return envelope(sentences[language()], status)


@bp.route("", methods=METHODS)
@bp.route("/<path:rest>", methods=METHODS)
def nothing_here(rest: str = "") -> Response:
    """Whatever else a tablet asks for, so that it hears an envelope and no page (OR-27)."""
    del rest
    raise NotFound


@bp.after_request
def _complete(answer: Response) -> Response:
    return complete(answer, services().settings, language=language(), now=now())


def no_route(error: HTTPException) -> Response:
    """A method that nothing here is asked with."""
    return _complete(failures.told_http(error))


bp.register_error_handler(SurveyError, failures.told)
bp.register_error_handler(HTTPException, failures.told_http)
bp.register_error_handler(Exception, failures.told_unexpected)


def _addresses(project_id: int) -> lists.Addresses:
    return lists.Addresses(services().settings.public_url, project_id, key())
