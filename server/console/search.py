"""The search box of the bar, and the page of everything found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.console.views import search as view
from server.core.desk.people import May
from server.core.errors import UnexpectedValue
from server.core.search import Filters
from server.core.types import UnitCode
from server.registers.searching import search as find

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.console.views.search import SearchPage

bp = Blueprint("search", __name__, url_prefix="/search")

IN_BOX = 8
LONGEST_AGE = 3


@bp.get("")
@signed_in(May.SEE_HOUSEHOLDS)
def search() -> ResponseReturnValue:
    """People, households and places that a text and filters find."""
    text, filters = request.args.get("text", "").strip(), _filters()
    asked = bool(text or filters)
    language = wording.language()
    return render_template(
        "search.html",
        section="households",
        search_text=text,
        page=_page(text, filters) if asked else None,
        filters=filters,
        unit=request.args.get("unit", ""),
        benefits=view.benefit_choices(language),
        flags=view.flag_choices(language),
    )


@bp.get("/hits")
@signed_in(May.SEE_HOUSEHOLDS)
def hits() -> ResponseReturnValue:
    """The first hits, while somebody types."""
    text = request.args.get("text", "").strip()
    page = _page(text, Filters(), limit=IN_BOX) if text else None
    return render_template("_components/hits.html", page=page, search_text=text)


def _page(text: str, filters: Filters, limit: int = 30) -> SearchPage:
    args = request.args
    found = find(
        services(),
        asker(),
        text,
        filters=filters,
        unit=UnitCode(args["unit"]) if args.get("unit") else None,
        near=UnitCode(args["near"]) if args.get("near") else None,
        after=args.get("after") or None,
        limit=limit,
        now=now(),
    )
    return view.page(found, language=wording.language())


def _filters() -> Filters:
    args = request.args
    return Filters(
        benefit=args.get("benefit", ""),
        sex=args.get("sex", ""),
        disabled=args.get("disabled", ""),
        age_from=_age("age_from"),
        age_to=_age("age_to"),
        flags=tuple(flag for flag in args.getlist("flag") if flag),
    )


def _age(name: str) -> int | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_AGE):
        raise UnexpectedValue(field=name, reason="not an age")
    return int(text)
