"""Forms: what is published, checking a workbook, publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import blobs, telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import formcheck
from server.console.views import office as view
from server.core.desk.people import May
from server.publish import desk

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("forms", __name__, url_prefix="/forms")


@bp.get("")
@signed_in(May.MANAGE_FORMS)
def forms() -> ResponseReturnValue:
    """Published forms with their versions."""
    rows = desk.forms(services(), asker())
    return render_template(
        "forms.html", section="forms", forms=view.forms(rows, wording.language())
    )


@bp.post("/check")
@signed_in(May.MANAGE_FORMS)
def check() -> ResponseReturnValue:
    """Compile a workbook and say by cell what is wrong, and what changed."""
    sent = request.files.get("workbook")
    if sent is None or not sent.filename:
        answer = redirect(url_for("forms.forms"), 303)
        return telling.tell(answer, "w", _("没有选文件，请先选一个 XLSX 表单。"))
    found = desk.check(
        services(),
        asker(),
        sent.filename,
        sent.stream.read(),
        language=wording.language(),
        now=now(),
    )
    return render_template(
        "form_check.html", section="forms", page=formcheck.page(found, wording.language())
    )


@bp.post("/publish")
@signed_in(May.MANAGE_FORMS)
def publish() -> ResponseReturnValue:
    """Publish a checked workbook; tablets get it at their next contact."""
    row = desk.publish(services(), asker(), request.form.get("draft", ""), now=now())
    sentence = _("已发布 %(form)s。平板下次联网时更新。", form=row.form_id)
    return telling.tell(redirect(url_for("forms.forms"), 303), "k", sentence)


@bp.get("/<form_id>/<version>.<kind>")
@signed_in(May.MANAGE_FORMS)
def file(form_id: str, version: str, kind: str) -> ResponseReturnValue:
    """The workbook or the XForm of a version, to save."""
    return blobs.send(desk.form_file(services(), asker(), form_id, version, kind), inline=False)
