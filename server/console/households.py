"""The register of households: search, one household's file, and showing a number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for

from server.console import blobs, wording
from server.console.access import asker, now, services, signed_in
from server.console.filters import LONGEST_ID
from server.console.views import household as household_view
from server.console.views import register as register_view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import UnexpectedValue
from server.core.types import UnitCode
from server.registers import households as register

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("households", __name__, url_prefix="/households")


@bp.get("")
@signed_in(May.SEE_HOUSEHOLDS)
def households() -> ResponseReturnValue:
    """Households of one's area; a text is searched for on the page of searches."""
    text = request.args.get("text", "").strip()
    unit = request.args.get("unit", "")
    drawn = request.args.get("selection", "")
    if text:
        return redirect(url_for("search.search", text=text, unit=unit or None))
    found = register.search(
        services(),
        asker(),
        unit=UnitCode(unit) if unit else None,
        selection=int(drawn) if drawn.isdecimal() and len(drawn) <= LONGEST_ID else None,
        after=request.args.get("after") or None,
    )
    return render_template(
        "households.html",
        section="households",
        page=register_view.page(found, now=now(), language=wording.language()),
        unit=unit,
        drawn=drawn,
    )


@bp.get("/<hh_no>")
@signed_in(May.SEE_HOUSEHOLDS)
def household(hh_no: str) -> ResponseReturnValue:
    """One household with the source of every value."""
    day = request.args.get("on", "")
    file = register.household(services(), asker(), hh_no, on=_day(day) if day else None)
    paper = request.args.get("paper") == "1"
    return render_template(
        "people/paper.html" if paper else "household.html",
        section="households",
        near=file.place[-1].code if file.place else "",
        printed=local_date(now()).isoformat(),
        page=household_view.page(file, now=now(), language=wording.language()),
        may_reveal=May.REVEAL in asker().may,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnexpectedValue(field="on", reason="not a day") from None


@bp.post("/<hh_no>/reveal")
@signed_in(May.REVEAL)
def reveal(hh_no: str) -> ResponseReturnValue:
    """One full number; the showing is logged with its purpose."""
    field = "phone" if request.form.get("field") == "phone" else "id_number"
    value = register.reveal(
        services(),
        asker(),
        hh_no,
        request.form.get("person") or None,
        field,
        purpose="household file",
        now=now(),
    )
    return blobs.revealed(value, url_for("households.household", hh_no=hh_no))
