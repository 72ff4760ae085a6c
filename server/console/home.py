"""The desk one comes to first: what waits, where, and since when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, render_template, request, url_for

from server.console import wording
from server.console.access import asker, now, services, signed_in
from server.console.views import home as view
from server.core.desk.people import May
from server.core.types import UnitCode
from server.review import home as desk
from server.review import urgent

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.core.desk.people import Asker

bp = Blueprint("home", __name__)

LOOKING: Final = frozenset({May.SEE_SUBMISSIONS, May.SEE_COUNTS})


@bp.get("/")
@signed_in()
def home() -> ResponseReturnValue:
    """The home page of one's own unit, or of a unit inside it."""
    person = asker()
    if May.SEE_OWN in person.may and person.units and not has_desk(person):
        return redirect(url_for("mine.mine"))
    unit = UnitCode(request.args.get("unit", "")) or None
    health = desk.health(services(), person, now=now()) if May.SEE_HEALTH in person.may else None
    counts = desk.home(services(), person, unit=unit, now=now()) if has_desk(person) else None
    audits = May.AUDIT in person.may and May.REVIEW not in person.may
    page = (
        view.page(counts, now=now(), language=wording.language(), audits=audits) if counts else None
    )
    reports = urgent.urgent(services(), person, unit=unit, now=now()) if counts else ()
    return render_template(
        "home.html",
        urgent=view.urgent(reports, now=now(), language=wording.language()),
        section="home",
        waiting=page.waits if page else 0,
        page=page,
        health=view.health(health, now=now(), language=wording.language()) if health else None,
    )


def has_desk(person: Asker) -> bool:
    """Whether this post looks at counts at all: who only collects works on the tablet."""
    return bool(person.units) and not person.may.isdisjoint(LOOKING)
