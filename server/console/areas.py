"""The tree of administrative units with what stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.areas import desk
from server.console.access import asker, services, signed_in
from server.core.types import UnitCode

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("areas", __name__, url_prefix="/areas")


@bp.get("")
@signed_in()
def areas() -> ResponseReturnValue:
    """One unit and its children."""
    unit = request.args.get("unit", "")
    page = desk.page(services(), asker(), unit=UnitCode(unit) if unit else None)
    return render_template("areas.html", section="areas", page=page)
