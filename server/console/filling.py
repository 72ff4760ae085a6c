"""Forms filled in the browser by staff: on the spot or from paper, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from server.console import webform, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import formcheck
from server.console.views import paper as papers
from server.console.views import record as view
from server.core.desk.people import May
from server.intake import editing, web_entry
from server.publish import desk, listing
from server.review import record as records
from server.scope import as_sender

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.console.views.record import RecordPage

bp = Blueprint("filling", __name__, url_prefix="/forms")


@bp.get("/fill")
@signed_in(May.SUBMIT)
def forms() -> ResponseReturnValue:
    """Forms one may fill in the browser, or print and type in afterwards."""
    found = listing.listing(services(), as_sender(asker()), desk.office_project(services()))
    return render_template("fill/forms.html", section="filling", forms=found)


@bp.get("/<form_id>/new")
@signed_in(May.SUBMIT)
def new(form_id: str) -> ResponseReturnValue:
    """An empty form."""
    found = listing.one(services(), as_sender(asker()), desk.office_project(services()), form_id)
    person = asker()
    return webform.page(
        webform.FillPage(
            title=found.name,
            lead=_("网页录入，记在您的名下"),
            xform=url_for("filling.xform", form_id=form_id),
            files=webform.folder(url_for("filling.file", form_id=form_id, name=webform.ANY)),
            tiles=webform.tiles(),
            view=webform.view(asker()),
            submit=url_for("filling.send", form_id=form_id),
            back=url_for("filling.forms"),
            owner=str(person.id),
            username=person.name,
        )
    )


@bp.get("/<form_id>/paper")
@signed_in(May.SUBMIT, May.MANAGE_FORMS)
def paper(form_id: str) -> ResponseReturnValue:
    """The form to print and fill in by hand."""
    language = wording.language()
    schema = desk.schema(services(), asker(), form_id)
    return render_template(
        "fill/paper.html",
        section="filling",
        form_id=form_id,
        version=schema.version,
        title=formcheck.titles_of(schema.title)[language],
        parts=papers.parts(schema, language),
    )


@bp.post("/<form_id>/new")
@signed_in(May.SUBMIT)
@webform.answering
def send(form_id: str) -> ResponseReturnValue:
    """Take what was filled."""
    project = desk.office_project(services())
    listing.one(services(), as_sender(asker()), project, form_id)
    made = web_entry.enter(
        services(), as_sender(asker()), project, webform.entry(), form_id=form_id, now=now()
    )
    return webform.told(url_for("filling.sent", ref=made))


@bp.get("/<form_id>/new/form.xml")
@signed_in(May.SUBMIT)
def xform(form_id: str) -> ResponseReturnValue:
    """The XForm in force."""
    project = desk.office_project(services())
    found = listing.form_file(services(), as_sender(asker()), project, form_id)
    return webform.xform(found.content)


@bp.get("/<form_id>/new/files/<name>")
@signed_in(May.SUBMIT)
def file(form_id: str, name: str) -> ResponseReturnValue:
    """A file of the form; lists hold what belongs to one's own area."""
    project = desk.office_project(services())
    return webform.file(listing.media(services(), as_sender(asker()), project, form_id, name))


@bp.get("/sent/<int:ref>")
@signed_in()
def sent(ref: int) -> ResponseReturnValue:
    """What became of a submission: its state, its version, what the newest one changed."""
    found = web_entry.sent(services(), asker(), ref)
    return render_template(
        "fill/sent.html",
        section="filling",
        sent=found,
        page=_page(ref),
        can_edit=editing.can_edit(services(), asker(), ref),
    )


@bp.get("/edit/<int:ref>")
@signed_in()
def edit(ref: int) -> ResponseReturnValue:
    """A stored submission in its form, to be corrected."""
    found = editing.session(services(), asker(), ref)
    return webform.page(
        webform.FillPage(
            title=found.title,
            lead=_("更正第 %(n)s 版，原来的各版都保留", n=found.number),
            xform=url_for("filling.edited_xform", ref=ref),
            files=webform.folder(url_for("filling.edited_file", ref=ref, name=webform.ANY)),
            tiles=webform.tiles(),
            view=webform.view(asker()),
            submit=url_for("filling.save", ref=ref),
            back=url_for("filling.sent", ref=ref),
            owner=str(asker().id),
            key=f"edit {ref} {found.number}",
            instance=url_for("filling.instance", ref=ref),
            media=webform.folder(url_for("filling.media", ref=ref, name=webform.ANY)),
            attachments=found.files,
            needs_reason=found.needs_reason,
        )
    )


@bp.post("/edit/<int:ref>")
@signed_in()
@webform.answering
def save(ref: int) -> ResponseReturnValue:
    """Take a correction as the next version."""
    entry = webform.entry()
    editing.save(services(), asker(), ref, entry, note=webform.note(), now=now())
    return webform.told(url_for("filling.sent", ref=ref))


@bp.get("/edit/<int:ref>/form.xml")
@signed_in()
def edited_xform(ref: int) -> ResponseReturnValue:
    """The XForm of the version that the submission was made with."""
    found = editing.session(services(), asker(), ref)
    return webform.xform(listing.xml_of(services(), found.form_version_id))


@bp.get("/edit/<int:ref>/files/<name>")
@signed_in()
def edited_file(ref: int, name: str) -> ResponseReturnValue:
    """A file that goes with that version of the form."""
    found = editing.session(services(), asker(), ref)
    return webform.file(
        listing.media_of(
            services(), as_sender(asker()), found.project_id, found.form_version_id, name
        )
    )


@bp.get("/edit/<int:ref>/instance.xml")
@signed_in()
def instance(ref: int) -> ResponseReturnValue:
    """The submission as it is."""
    return webform.instance(editing.instance(services(), asker(), ref))


@bp.get("/edit/<int:ref>/media/<name>")
@signed_in()
def media(ref: int, name: str) -> ResponseReturnValue:
    """A file of the submission."""
    return webform.file(editing.media(services(), asker(), ref, name))


def _page(ref: int) -> RecordPage | None:
    """The submission with its answers, for people whose post reads it."""
    person = asker()
    right = next((may for may in (May.SEE_SUBMISSIONS, May.SEE_OWN) if may in person.may), None)
    if right is None:
        return None
    stored = records.record(services(), person, ref, what=right)
    return view.page(stored, view.Choices(language=wording.language(), now=now()))
