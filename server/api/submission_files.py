"""Files of a submission: listed, read, added one by one."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response

from server.api import shapes
from server.api.answers import answer, download, success
from server.api.asking import caller, content_type, notes, now, services, stored
from server.api.finding import SUBMISSION, VERSION, reading, root
from server.core.errors import NotFound
from server.intake.files import add_file
from server.intake.upload import SentFile
from server.submissions import contents, listing, sending

bp = Blueprint("submission_files", __name__)


@bp.get(f"{SUBMISSION}/attachments")
def files(project_id: int, form_id: str, instance_id: str) -> Response:
    """Files its answers name, come or awaited."""
    record = root(project_id, form_id, instance_id, "/attachments")
    return answer(shapes.submission_files(contents.files(services(), record, record.current)))


@bp.get(f"{SUBMISSION}/attachments/<name>")
def file(project_id: int, form_id: str, instance_id: str, name: str) -> Response:
    """One of them."""
    record = root(project_id, form_id, instance_id, f"/attachments/{quote(name, safe='')}")
    return download(contents.file(services(), record, record.current, name, reading(project_id)))


@bp.post(f"{SUBMISSION}/attachments/<name>")
def add(project_id: int, form_id: str, instance_id: str, name: str) -> Response:
    """Add a file an answer names (OR-173)."""
    record = sending.check_file(services(), caller(), project_id, form_id, instance_id)
    if name not in {each.name for each in contents.files(services(), record, record.current)}:
        raise NotFound  # before the body is read
    blob = stored()
    add_file(
        services(),
        record.form_pk,
        record.current.instance_id,
        SentFile(name, content_type(), blob.digest, blob.md5, blob.size),
        by=caller().id,
        notes=notes(),
        now=now(),
    )
    return success()


@bp.get(f"{VERSION}/attachments")
def files_of_version(project_id: int, form_id: str, instance_id: str, version_id: str) -> Response:
    """Files of an earlier or the current version."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    version = listing.version(services(), record, version_id)
    return answer(shapes.submission_files(contents.files(services(), record, version)))


@bp.get(f"{VERSION}/attachments/<name>")
def file_of_version(
    project_id: int, form_id: str, instance_id: str, version_id: str, name: str
) -> Response:
    """One of them."""
    record = listing.one(services(), caller(), project_id, form_id, instance_id)
    version = listing.version(services(), record, version_id)
    return download(contents.file(services(), record, version, name, reading(project_id)))
