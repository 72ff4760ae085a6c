"""Forms: the list, one in each of its editions, what belongs to it, and its life."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from server.api import shapes
from server.api.answers import answer, download, success, xml
from server.api.asking import (
    WORKBOOK_LIMIT,
    caller,
    fields,
    header,
    is_extended,
    is_true,
    now,
    services,
    whole,
)
from server.api.schemas import FormChange
from server.publish import draft_tests, drafts, managing, overview, trash
from server.publish.definitions import Definition
from server.publish.overview import Edition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from server.publish.overview import FormView

PROJECT = "/projects/<int:project_id>/forms"
FORM = f"{PROJECT}/<form_id>"
DRAFT = f"{FORM}/draft"
VERSION = f"{FORM}/versions/<edition>"

NO_VERSION = "___"
"""How a version without a name stands in an address (OR-180)."""

ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel": ".xls",
}
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

bp = Blueprint("forms", __name__)


@bp.get(PROJECT)
def listing(project_id: int) -> Response:
    """Forms of a project; with `deleted` those in the trash, and no others."""
    if is_true("deleted"):
        found = trash.deleted_forms(services(), caller(), project_id)
        shown = _shown(project_id, [view for view, _ in found])
        return answer(
            [
                each | {"id": view.form.id, "deletedAt": shapes.moment(at)}
                for each, (view, at) in zip(shown, found, strict=True)
            ]
        )
    return answer(_shown(project_id, overview.forms_in(services(), caller(), project_id)))


@bp.post(PROJECT)
def create(project_id: int) -> Response:
    """A new form as a draft, or published at once."""
    who = caller()
    form_id = drafts.create_form(services(), who, project_id, definition(), now=now())
    if is_true("publish"):
        drafts.publish_draft(services(), who, project_id, form_id, version=None, now=now())
    return _one(overview.form(services(), who, project_id, form_id))


@bp.patch(FORM)
def change(project_id: int, form_id: str) -> Response:
    """Open, close or rename a form."""
    given = fields(FormChange())
    who = caller()
    managing.change_form(services(), who, project_id, form_id, **given, now=now())
    return _one(overview.form(services(), who, project_id, form_id))


@bp.delete(FORM)
def delete(project_id: int, form_id: str) -> Response:
    """Take a form off every list."""
    managing.delete_form(services(), caller(), project_id, form_id, now=now())
    return success()


@bp.post(f"{PROJECT}/<int:form_key>/restore")
def restore(project_id: int, form_key: int) -> Response:
    """Bring a deleted form back, by its number."""
    trash.restore_form(services(), caller(), project_id, form_key, now=now())
    return success()


@bp.get(f"{FORM}/versions")
def versions(project_id: int, form_id: str) -> Response:
    """Published versions, newest first."""
    found = overview.versions(services(), caller(), project_id, form_id)
    return answer(_shown(project_id, found))


def definition() -> Definition:
    """The form in the body: a workbook by its type or its first bytes, else an XForm."""
    content = whole(WORKBOOK_LIMIT)
    fallback = header("X-XlsForm-FormId-Fallback") or "form"
    return Definition(
        content=content,
        name=f"{fallback}{_ending(content)}",
        ignores_warnings=is_true("ignoreWarnings"),
    )


def _ending(content: bytes) -> str:
    if request.mimetype in ENDINGS:
        return ENDINGS[request.mimetype]
    if content.startswith(ZIP):
        return ".xlsx"
    return ".xls" if content.startswith(OLE) else ".xml"


def _edition(
    path: str, ending: str = ""
) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Serve a view below the form, its draft and each of its versions."""

    def serve(view: Callable[..., Response]) -> Callable[..., Response]:
        name = view.__name__ + ending.replace(".", "_")
        more = {"ending": ending} if ending else {}
        for base, edition in ((FORM, Edition.SHOWN), (DRAFT, Edition.DRAFT)):
            bp.add_url_rule(
                f"{base}{ending}{path}",
                f"{name}_{edition.value}",
                view,
                defaults={"edition": edition, **more},
            )
        bp.add_url_rule(f"{VERSION}{ending}{path}", f"{name}_version", view, defaults=more)
        return view

    return serve


@_edition("")
def get(project_id: int, form_id: str, edition: Edition | str) -> Response:
    """One form."""
    return _one(_view(project_id, form_id, edition))


@_edition("", ".xml")
def get_xml(project_id: int, form_id: str, edition: Edition | str, ending: str) -> Response:
    """The XForm, byte for byte."""
    del ending
    view = _view(project_id, form_id, edition)
    return xml(overview.xml(services(), view), view.version.md5)


@_edition("", ".xls")
@_edition("", ".xlsx")
def get_workbook(project_id: int, form_id: str, edition: Edition | str, ending: str) -> Response:
    """The workbook the form was made from."""
    return download(overview.workbook(services(), _view(project_id, form_id, edition), ending))


@_edition("/fields")
def get_fields(project_id: int, form_id: str, edition: Edition | str) -> Response:
    """The form's fields, with OData's names if asked for."""
    schema = overview.schema(services(), _view(project_id, form_id, edition))
    return answer(shapes.fields(schema, odata=is_true("odata")))


@_edition("/attachments")
def get_files(project_id: int, form_id: str, edition: Edition | str) -> Response:
    """Files the form needs beside it."""
    found = overview.files(services(), _view(project_id, form_id, edition))
    return answer([shapes.form_file(each) for each in found])


@_edition("/attachments/<name>")
def get_file(project_id: int, form_id: str, edition: Edition | str, name: str) -> Response:
    """One of them."""
    view = _view(project_id, form_id, edition)
    return download(overview.file(services(), caller(), view, name))


def _view(project_id: int, form_id: str, edition: Edition | str) -> FormView:
    wanted = "" if edition == NO_VERSION else edition
    return overview.form(services(), caller(), project_id, form_id, wanted)


def _one(view: FormView) -> Response:
    (shown,) = _shown(view.form.project_id, [view])
    return answer(shown)


def _shown(project_id: int, views: Sequence[FormView]) -> list[shapes.Shape]:
    tokens = [draft_tests.token_of(services(), each) for each in views]
    if not is_extended():
        return [
            shapes.form(each, overview.sha1(services(), each), draft_token=token)
            for each, token in zip(views, tokens, strict=True)
        ]
    figures = overview.figures(services(), caller(), project_id, views)
    return [
        shapes.form(each, overview.sha1(services(), each), figures[each.form.id], draft_token=token)
        for each, token in zip(views, tokens, strict=True)
    ]
