"""Linked villages: who leads which, where nobody or more than one does, assigning somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling
from server.console.access import asker, now, services, signed_in
from server.core.desk.people import May
from server.core.types import UnitCode
from server.procedures import contacts
from server.procedures.contacts import Assigned

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("contacts", __name__, url_prefix="/contacts")

SECTION = "procedures"


@bp.get("")
@signed_in(May.PROCEDURES)
def villages() -> ResponseReturnValue:
    """Villages with their contacts, the broken ones first."""
    unit = UnitCode(request.args.get("unit", "")) or None
    return render_template(
        "procedures/contacts.html",
        section=SECTION,
        tab="contacts",
        page=contacts.villages(services(), asker(), unit=unit, now=now()),
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def assign() -> ResponseReturnValue:
    """Link somebody to a village from today."""
    form = request.form
    contacts.assign(
        services(),
        asker(),
        Assigned(
            village=UnitCode(form.get("unit", "")),
            name=form.get("name", ""),
            duty=form.get("duty", ""),
            phone=form.get("phone", ""),
            is_lead="is_lead" in form,
        ),
        now=now(),
    )
    return telling.tell(redirect(url_for("contacts.villages"), 303), "k", _("已安排。"))


@bp.post("/<int:ref>/release")
@signed_in(May.PROCEDURES)
def release(ref: int) -> ResponseReturnValue:
    """Somebody is no contact any more."""
    contacts.release(services(), asker(), ref, now=now())
    return telling.tell(redirect(url_for("contacts.villages"), 303), "k", _("已解除。"))
