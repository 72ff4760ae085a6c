"""The visit plan: who is due and late, by village and contact; the way to walk; for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.console.views import procedures as view
from server.core.desk.people import May
from server.core.types import UnitCode
from server.procedures import visits

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("visits", __name__, url_prefix="/visits")

SECTION = "procedures"


@bp.get("")
@signed_in(May.PROCEDURES)
def plan() -> ResponseReturnValue:
    """What is overdue and what falls due in the next thirty days."""
    unit = UnitCode(request.args.get("unit", "")) or None
    only_overdue = request.args.get("only") == "overdue"
    return render_template(
        "procedures/visits.html",
        section=SECTION,
        tab="visits",
        page=visits.plan(services(), asker(), unit=unit, only_overdue=only_overdue, now=now()),
        words=view.Words(wording.language()),
        unit=unit or "",
        only_overdue=only_overdue,
    )


@bp.get("/<code>")
@signed_in(May.PROCEDURES)
def route(code: str) -> ResponseReturnValue:
    """A village's visits in the order of walking."""
    return render_template(
        "procedures/walk.html",
        section=SECTION,
        tab="visits",
        page=visits.route(services(), asker(), UnitCode(code), now=now()),
        words=view.Words(wording.language()),
    )
