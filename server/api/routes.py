"""All resources put together, with how they fail and what every answer carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, request
from werkzeug.exceptions import HTTPException

from server.api import (
    app_users,
    assignments,
    audits,
    csvs,
    datasets,
    draft_tests,
    drafts,
    entities,
    entity_tables,
    failures,
    forms,
    odata,
    openapi,
    preferences,
    projects,
    public_links,
    reference,
    registers,
    resets,
    search,
    sessions,
    submission_files,
    submission_versions,
    submissions,
    users,
)
from server.api.answers import complete
from server.api.asking import caller
from server.core.errors import NotFound, SurveyError

if TYPE_CHECKING:
    from flask import Flask, Response

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
LARGEST_ID = 2**31 - 1
OPEN = frozenset(
    {
        "api.sessions.create",
        "api.openapi.openapi",
        "api.reference.reference",
        "api.resets.initiate",
        "api.resets.verify",
        "api.nothing",
    }
)
"""What can be asked without credentials; everywhere else they are looked at first."""

RESOURCES = (
    openapi.bp,
    reference.bp,
    sessions.bp,
    users.bp,
    preferences.bp,
    resets.bp,
    projects.bp,
    app_users.bp,
    public_links.bp,
    assignments.bp,
    audits.bp,
    forms.bp,
    drafts.bp,
    draft_tests.bp,
    submissions.bp,
    csvs.bp,
    odata.bp,
    submission_files.bp,
    submission_versions.bp,
    registers.bp,
    search.bp,
    datasets.bp,
    entities.bp,
    entity_tables.bp,
)


def register(app: Flask) -> None:
    """Serve programs."""
    bp = Blueprint("api", __name__, url_prefix="/v1")
    for resource in RESOURCES:
        bp.register_blueprint(resource)
    for path in ("", "/", "/<path:rest>"):
        bp.add_url_rule(path, "nothing", _nothing_here, methods=METHODS)
    bp.register_error_handler(SurveyError, failures.told)
    bp.register_error_handler(HTTPException, failures.told_http)
    bp.register_error_handler(Exception, failures.told_unexpected)
    bp.before_request(_know_the_caller)
    bp.after_request(complete)
    app.register_blueprint(bp)


def _know_the_caller() -> None:
    if request.endpoint not in OPEN:
        caller()
    if not all(map(_can_be_there, (request.view_args or {}).values())):
        raise NotFound


def _can_be_there(argument: object) -> bool:
    """Whether anything stored could bear this number or name: databases refuse some outright."""
    if isinstance(argument, int):
        return argument <= LARGEST_ID
    return not isinstance(argument, str) or "\0" not in argument


def no_route(error: HTTPException) -> Response:
    """A method that nothing here is asked with."""
    return complete(make_response(failures.told_http(error)))


def _nothing_here(rest: str = "") -> Response:
    """Whatever else a program asks for: a failure in its own shape, never a page."""
    del rest
    raise NotFound
