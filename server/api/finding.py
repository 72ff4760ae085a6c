"""Addresses of submissions: by the id of the first version; later ones lead there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import abort, redirect, request

from server.api.asking import caller, notes, now, services
from server.api.forms import FORM
from server.submissions import listing
from server.submissions.contents import Reading

if TYPE_CHECKING:
    from server.store.submission_lists import ListedSubmission

SUBMISSIONS = f"{FORM}/submissions"
SUBMISSION = f"{SUBMISSIONS}/<instance_id>"
VERSIONS = f"{SUBMISSION}/versions"
VERSION = f"{VERSIONS}/<version_id>"


def root(project_id: int, form_id: str, instance_id: str, rest: str = "") -> ListedSubmission:
    """The submission of the address; the id of a later version is answered with its address.

    `rest` is what stands behind the id: ``.xml``, ``/attachments`` …
    """
    record = listing.found(services(), caller(), project_id, form_id, instance_id)
    if record.instance_id != instance_id:
        abort(redirect(_address(project_id, form_id, record, instance_id) + rest, 301))
    return record


def reading(project_id: int) -> Reading:
    """Who reads what is in a submission now, and what for."""
    return Reading(caller(), project_id, notes(), now())


def _address(project_id: int, form_id: str, record: ListedSubmission, version_id: str) -> str:
    form, first, later = (
        quote(each, safe="") for each in (form_id, record.instance_id, version_id)
    )
    prefix = request.root_path.rstrip("/")
    return f"{prefix}/v1/projects/{project_id}/forms/{form}/submissions/{first}/versions/{later}"
