"""The description of this API, read off its own routes: what is not served is not described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app
from marshmallow import fields

from server import __version__
from server.api import schemas
from server.api.answers import answer
from server.api.asking import services

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marshmallow import Schema
    from werkzeug.routing import Rule

WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE", "OPTIONS"})
NOT_DESCRIBED = frozenset({"HEAD", "OPTIONS"})
XML = "application/xml"
FILE = "application/octet-stream"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"

BODIES: Mapping[str, type[Schema] | tuple[str, ...]] = {
    "sessions.create": schemas.Login,
    "users.create": schemas.NewUser,
    "resets.initiate": schemas.ResetRequest,
    "resets.verify": schemas.ResetUse,
    "preferences.keep": schemas.PreferenceValue,
    "preferences.keep_in_project": schemas.PreferenceValue,
    "public_links.create": schemas.NewPublicLink,
    "users.change": schemas.UserChange,
    "users.change_password": schemas.PasswordChange,
    "projects.create": schemas.NewProject,
    "projects.encrypt": schemas.NewKey,
    "projects.change": schemas.ProjectChange,
    "app_users.create": schemas.NewAppUser,
    "forms.create": (XML, XLSX, XLS),
    "forms.change": schemas.FormChange,
    "drafts.create": (XML, XLSX, XLS),
    "draft_tests.create": (XML,),
    "drafts.fill_file": (FILE,),
    "submissions.create": (XML,),
    "submissions.edit": (XML,),
    "submissions.change": schemas.SubmissionChange,
    "submission_files.add": (FILE,),
    "submission_versions.remark": schemas.NewComment,
    "registers.create": schemas.RecordValues,
    "registers.change": schemas.RecordChange,
    "registers.end": schemas.RecordEnd,
    "registers.reveal": schemas.RecordReveal,
    "registers.check": (XLSX,),
    "registers.load": schemas.ImportWish,
}
"""What is sent where: JSON by its schema, or files of these types."""

ODATA = (
    "$top",
    "$skip",
    "$skiptoken",
    "$count",
    "$filter",
    "$orderby",
    "$select",
    "$expand",
    "$wkt",
)
CSV = (
    "attachments",
    "$filter",
    "groupPaths",
    "splitSelectMultiples",
    "deletedFields",
    "defused",
    "bom",
)

QUERIES: Mapping[str, tuple[str, ...]] = {
    "users.users": ("q",),
    "forms.create": ("ignoreWarnings", "publish"),
    "drafts.create": ("ignoreWarnings",),
    "drafts.publish": ("version",),
    "draft_tests.listing": ("offset", "limit"),
    "draft_tests.create": ("deviceID",),
    "submissions.create": ("deviceID",),
    "submissions.edit": ("deviceID",),
    "submissions.everything": ("offset", "limit", "deleted"),
    "audits.listing": ("action", "start", "end", "offset", "limit"),
    "forms.listing": ("deleted",),
    "resets.initiate": ("invalidate",),
    "odata.table": ODATA,
    "odata.below": ODATA,
    "odata.describe": ("$wkt",),
    "csvs.places": ("fieldpath", "$filter"),
    "csvs.table": CSV[1:],
    "csvs.archive": CSV,
    "search.search": (
        "q",
        "unit",
        "near",
        "benefit",
        "sex",
        "disabled",
        "ageFrom",
        "ageTo",
        "flag",
        "after",
        "limit",
    ),
    "registers.listed": ("text", "on", "sort", "unit", "after", "limit"),
    **{f"forms.get_fields_{edition}": ("odata",) for edition in ("shown", "draft", "version")},
}

TYPES: Mapping[type[fields.Field[Any]], dict[str, Any]] = {
    fields.String: {"type": "string"},
    fields.Boolean: {"type": "boolean"},
    fields.List: {"type": "array", "items": {"type": "string"}},
    fields.Enum: {"type": "string"},
    fields.Dict: {"type": "object"},
    fields.Integer: {"type": "integer"},
    fields.Date: {"type": "string", "format": "date"},
    fields.Raw: {},
}

ERROR = {
    "type": "object",
    "required": ["message", "code", "details"],
    "properties": {
        "message": {"type": "string"},
        "code": {"type": "number", "description": "Its whole part is the HTTP status."},
        "details": {"type": "object"},
    },
}

_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")

bp = Blueprint("openapi", __name__)


@bp.get("/openapi.json")
def openapi() -> Response:
    """The description of this API, as OpenAPI 3.1."""
    return answer(description())


def description() -> dict[str, Any]:
    """The same as a value."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "数字民政 Minzheng",
            "version": __version__,
            "description": "Names, codes and shapes are those of ODK Central's API.",
        },
        "servers": [{"url": services().settings.public_url.rstrip("/")}],
        "security": [{"bearer": []}, {"basic": []}, {"cookie": []}],
        "paths": _paths(),
        "components": {
            "schemas": {"Error": ERROR},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "basic": {"type": "http", "scheme": "basic"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            },
        },
    }


def _paths() -> dict[str, dict[str, Any]]:
    paths: dict[str, dict[str, Any]] = {}
    for rule in current_app.url_map.iter_rules():
        name = rule.endpoint.removeprefix("api.")
        if name in {rule.endpoint, "nothing"}:
            continue
        path = paths.setdefault(_ARGUMENT.sub(r"{\1}", rule.rule), {})
        for method in sorted((rule.methods or set()) - NOT_DESCRIBED):
            path[method.lower()] = _operation(rule, name, method)
    return dict(sorted(paths.items()))


def _operation(rule: Rule, name: str, method: str) -> dict[str, Any]:
    summary = (current_app.view_functions[rule.endpoint].__doc__ or "").strip().splitlines()[0]
    made: dict[str, Any] = {
        "operationId": name,
        "tags": [name.partition(".")[0]],
        "summary": summary,
        "parameters": [*_arguments(rule), *map(_query, QUERIES.get(name, ()))],
        "responses": {
            "200": {"description": "Done"},
            "default": {
                "description": "Refused",
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
            },
        },
    }
    if method not in WITHOUT_BODY and name in BODIES:
        made["requestBody"] = {"content": _content(BODIES[name])}
    return made


def _arguments(rule: Rule) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if f"<int:{name}>" in rule.rule else "string"},
        }
        for name in _ARGUMENT.findall(rule.rule)
    ]


def _query(name: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}}


def _content(body: type[Schema] | tuple[str, ...]) -> dict[str, Any]:
    if isinstance(body, tuple):
        return {mime: {} for mime in body}
    named = {field.data_key or name: field for name, field in body().fields.items()}
    return {
        "application/json": {
            "schema": {
                "type": "object",
                "required": [name for name, field in named.items() if field.required],
                "properties": {name: TYPES[type(field)] for name, field in named.items()},
            }
        }
    }
