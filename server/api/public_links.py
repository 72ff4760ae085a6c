"""Public access links to a form."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api.answers import answer, success
from server.api.asking import caller, fields, is_extended, now, services
from server.api.forms import FORM
from server.api.schemas import NewPublicLink
from server.api.shapes import public_link
from server.auth import public_links

LINKS = f"{FORM}/public-links"

bp = Blueprint("public_links", __name__)


@bp.get(LINKS)
def listing(project_id: int, form_id: str) -> Response:
    """Links with their tokens."""
    found = public_links.public_links(services(), caller(), project_id, form_id)
    return answer([public_link(each, extended=is_extended()) for each in found])


@bp.post(LINKS)
def create(project_id: int, form_id: str) -> Response:
    """A new link."""
    given = fields(NewPublicLink())
    made = public_links.create_public_link(
        services(), caller(), project_id, form_id, name=given["name"], now=now()
    )
    return answer(public_link(made, extended=is_extended(), once=given["once"]))


@bp.delete(f"{LINKS}/<int:actor_id>")
def delete(project_id: int, form_id: str, actor_id: int) -> Response:
    """Revoke a link."""
    public_links.delete_public_link(services(), caller(), project_id, form_id, actor_id, now=now())
    return success()
