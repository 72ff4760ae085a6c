"""Entity lists: what tablets carry along, one list, one entity, and settling its conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import entities as view
from server.core.desk.people import May
from server.core.errors import NotFound
from server.entities import desk
from server.publish import projects

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("entities", __name__, url_prefix="/entity-lists")

SECTION = "entities"
CHOICE = "p."
"""Before the name of a property whose value is chosen."""


def _project() -> int:
    return projects.oldest(services())


@bp.get("")
@signed_in(May.MANAGE_FORMS, May.SEE_HOUSEHOLDS)
def lists() -> ResponseReturnValue:
    """The lists there are."""
    found = desk.lists(services(), asker(), _project())
    return render_template(
        "entities/lists.html", section=SECTION, lines=view.lines(found, wording.language())
    )


@bp.get("/<name>")
@signed_in(May.MANAGE_FORMS, May.SEE_HOUSEHOLDS)
def one(name: str) -> ResponseReturnValue:
    """One list with its properties and its newest entities."""
    text = request.args.get("text", "").strip()
    only = request.args.get("only") == "conflicts"
    found = desk.page(services(), asker(), _project(), name, text=text, only_conflicts=only)
    return render_template(
        "entities/list.html",
        section=SECTION,
        page=view.page(found, now(), wording.language()),
        text=text,
        only=only,
    )


@bp.post("/<name>")
@signed_in(May.MANAGE_FORMS)
def change(name: str) -> ResponseReturnValue:
    """Set when entities are made and whose a tablet gets."""
    desk.change(
        services(),
        asker(),
        _project(),
        name,
        approval_required="approval" in request.form,
        owner_only="owner" in request.form,
        now=now(),
    )
    answer = redirect(url_for("entities.one", name=name), 303)
    return telling.tell(answer, "k", _("已保存。平板下次联网时更新。"))


@bp.get("/<name>/<uuid>")
@signed_in(May.SEE_HOUSEHOLDS, May.MANAGE_FORMS)
def entity(name: str, uuid: str) -> ResponseReturnValue:
    """One entity with its versions; in conflict, side by side."""
    found = desk.sheet(services(), asker(), _project(), name, uuid)
    return render_template(
        "entities/entity.html", section=SECTION, page=view.sheet(found, now(), wording.language())
    )


@bp.post("/<name>/<uuid>/resolve")
@signed_in(May.SEE_HOUSEHOLDS, May.MANAGE_FORMS)
def resolve(name: str, uuid: str) -> ResponseReturnValue:
    """Settle a conflict by choosing values."""
    chosen = {
        key.removeprefix(CHOICE): _number(value)
        for key, value in request.form.items()
        if key.startswith(CHOICE)
    }
    desk.resolve(
        services(),
        asker(),
        _project(),
        name,
        uuid,
        base=_number(request.form.get("base", "")),
        chosen=chosen,
        now=now(),
    )
    answer = redirect(url_for("entities.entity", name=name, uuid=uuid), 303)
    return telling.tell(answer, "k", _("冲突已处理。"))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):  # noqa: PLR2004  # digits
        raise NotFound
    return int(text)
