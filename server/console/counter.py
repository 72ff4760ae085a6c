"""The service counter: find the visitor, see everything that runs, print a receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.console.views import procedures as view
from server.core.desk.people import May
from server.procedures import counter as desk

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("counter", __name__, url_prefix="/counter")

SECTION = "procedures"


@bp.get("")
@signed_in(May.PROCEDURES)
def counter() -> ResponseReturnValue:
    """Search, and what was found with its applications, benefits and petitions."""
    text = request.args.get("text", "")
    return render_template(
        "procedures/counter.html",
        section=SECTION,
        tab="counter",
        found=desk.look_up(services(), asker(), text, now=now()),
        text=text,
        words=view.Words(wording.language()),
    )
