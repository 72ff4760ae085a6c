"""Forms: what is published, checking a workbook, publishing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.auth import public_links
from server.auth.collect import settings_text
from server.console import blobs, telling, webform, wording
from server.console.access import asker, now, services, signed_in
from server.console.tablets import qr_code
from server.console.views import formcheck
from server.console.views import office as view
from server.core.caller import Caller
from server.core.desk.people import May
from server.publish import desk, form_desk, overview
from server.scope import as_sender

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from markupsafe import Markup

    from server.auth.public_links import PublicLink
    from server.publish.form_desk import FormDesk

DRAFT = "draft"

bp = Blueprint("forms", __name__, url_prefix="/forms")


@bp.get("")
@signed_in(May.MANAGE_FORMS)
def forms() -> ResponseReturnValue:
    """Published forms with their versions."""
    rows = desk.forms(services(), asker())
    return render_template(
        "forms.html",
        section="forms",
        forms=view.forms(rows, wording.language()),
        drafts=form_desk.drafted(services(), asker()),
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


@bp.post("/draft")
@signed_in(May.MANAGE_FORMS)
def save_draft() -> ResponseReturnValue:
    """Keep a checked workbook as the form's draft, to look at and to try on a tablet."""
    form_id = form_desk.save_draft(services(), asker(), request.form.get("draft", ""), now=now())
    answer = redirect(url_for("forms.form", form_id=form_id), 303)
    return telling.tell(answer, "k", _("已存为草稿：可以预览、扫码试填，满意后再发布。"))


@bp.get("/<form_id>")
@signed_in(May.MANAGE_FORMS)
def form(form_id: str) -> ResponseReturnValue:
    """One form: what is published, its draft, its versions, its public links."""
    language = wording.language()
    found = form_desk.form(services(), asker(), form_id, language=language)
    links = public_links.public_links(services(), _caller(), found.project_id, form_id)
    return render_template(
        "form.html",
        section="forms",
        form=found,
        title=formcheck.titles_of(found.title)[language],
        line=next(iter(view.forms([found.row], language)), None) if found.row else None,
        test_code=_test_code(found) if found.draft else "",
        links=[(link, _address(link)) for link in links],
        fresh=request.args.get("link", type=int),
    )


@bp.post("/<form_id>/draft")
@signed_in(May.MANAGE_FORMS)
def decide_draft(form_id: str) -> ResponseReturnValue:
    """Publish the draft, or throw it away."""
    back = redirect(url_for("forms.form", form_id=form_id), 303)
    if request.form.get("wanted") == "delete":
        form_desk.delete_draft(services(), asker(), form_id, now=now())
        return telling.tell(back, "k", _("草稿已删除，已发布的版本不变。"))
    version = request.form.get("version", "").strip()
    form_desk.publish_draft(services(), asker(), form_id, version=version, now=now())
    return telling.tell(back, "k", _("已发布 %(form)s。平板下次联网时更新。", form=form_id))


@bp.post("/<form_id>/state")
@signed_in(May.MANAGE_FORMS)
def state(form_id: str) -> ResponseReturnValue:
    """Open the form, stop handing it out, or stop taking it."""
    wanted = request.form.get("state", "")
    form_desk.change_state(services(), asker(), form_id, state=wanted, now=now())
    return redirect(url_for("forms.form", form_id=form_id), 303)


@bp.post("/<form_id>/links")
@signed_in(May.MANAGE_FORMS)
def link(form_id: str) -> ResponseReturnValue:
    """A new public link, or one revoked."""
    project = form_desk.form(services(), asker(), form_id, language="zh").project_id
    gone = request.form.get("revoke", type=int)
    if gone is not None:
        public_links.delete_public_link(services(), _caller(), project, form_id, gone, now=now())
        return redirect(url_for("forms.form", form_id=form_id), 303)
    made = public_links.create_public_link(
        services(), _caller(), project, form_id, name=request.form.get("name", ""), now=now()
    )
    return redirect(url_for("forms.form", form_id=form_id, link=made.actor.id), 303)


@bp.get("/<form_id>/<edition>/preview")
@signed_in(May.MANAGE_FORMS)
def preview(form_id: str, edition: str) -> ResponseReturnValue:
    """The form as it will be filled; nothing is kept."""
    shown = form_desk.preview(services(), asker(), form_id, is_draft=edition == DRAFT)
    return webform.page(
        webform.FillPage(
            title=shown.version.titles.get(wording.language()) or form_id,
            lead=_("预览 %(version)s", version=shown.version.version),
            xform=url_for("forms.preview_xform", form_id=form_id, edition=edition),
            files=webform.folder(
                url_for("forms.preview_file", form_id=form_id, edition=edition, name=webform.ANY)
            ),
            tiles=webform.tiles(),
            view=webform.view(asker()),
            back=url_for("forms.form", form_id=form_id),
        )
    )


@bp.get("/<form_id>/<edition>/preview/form.xml")
@signed_in(May.MANAGE_FORMS)
def preview_xform(form_id: str, edition: str) -> ResponseReturnValue:
    """The XForm of that edition."""
    shown = form_desk.preview(services(), asker(), form_id, is_draft=edition == DRAFT)
    return webform.xform(overview.xml(services(), shown))


@bp.get("/<form_id>/<edition>/preview/files/<name>")
@signed_in(May.MANAGE_FORMS)
def preview_file(form_id: str, edition: str, name: str) -> ResponseReturnValue:
    """A file of that edition."""
    shown = form_desk.preview(services(), asker(), form_id, is_draft=edition == DRAFT)
    return webform.file(form_desk.preview_file(services(), asker(), shown, name))


def _caller() -> Caller:
    person = asker()
    return Caller(as_sender(person), person)


def _test_code(found: FormDesk) -> Markup:
    """The settings of a tablet that tries the draft, as a code to scan."""
    url = found.draft.url if found.draft else ""
    text = settings_text(url, project=found.title, tablet=_("试填"), is_training=True)
    return qr_code(text)


def _address(link: PublicLink) -> str:
    base = services().settings.public_url
    path = "" if link.token is None else url_for("public_forms.page", token=link.token)
    return f"{base}{path}" if path else ""
