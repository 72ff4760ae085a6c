"""Projects."""

from __future__ import annotations

from flask import Blueprint, Response

from server.api.answers import answer, success
from server.api.asking import caller, fields, is_extended, now, services
from server.api.schemas import NewKey, NewProject, ProjectChange
from server.api.shapes import Shape, project
from server.api.verbs import verbs_of
from server.publish import encryption, projects

bp = Blueprint("projects", __name__)


@bp.get("/projects")
def listing() -> Response:
    """Projects one works in."""
    who = caller()
    found = projects.seen(services(), who)
    if not is_extended():
        return answer([project(each) for each in found])
    figures = projects.figures(services(), who, [each.id for each in found])
    return answer([project(each, figures[each.id]) for each in found])


@bp.post("/projects")
def create() -> Response:
    """A new project."""
    given = fields(NewProject())
    made = projects.create(
        services(),
        caller(),
        name=given["name"],
        description=given["description"] or "",
        now=now(),
    )
    return answer(project(made))


@bp.get("/projects/<int:project_id>")
def get(project_id: int) -> Response:
    """One project."""
    return answer(_shown(project_id))


@bp.patch("/projects/<int:project_id>")
def change(project_id: int) -> Response:
    """Another name or description, or put aside."""
    given = fields(ProjectChange())
    return answer(project(projects.change(services(), caller(), project_id, **given, now=now())))


@bp.post("/projects/<int:project_id>/key")
def encrypt(project_id: int) -> Response:
    """Have submissions encrypted from now on, with a key that a passphrase opens."""
    given = fields(NewKey())
    encryption.activate(services(), caller(), project_id, **given, now=now())
    return success()


@bp.delete("/projects/<int:project_id>")
def delete(project_id: int) -> Response:
    """Take a project out of sight."""
    projects.delete(services(), caller(), project_id, now=now())
    return success()


def _shown(project_id: int) -> Shape:
    who = caller()
    found = projects.one(services(), who, project_id)
    if not is_extended():
        return project(found)
    figures = projects.figures(services(), who, [project_id])
    return {**project(found, figures[project_id]), "verbs": verbs_of(who, project_id)}
