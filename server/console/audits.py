"""The county's second look at what townships accepted: drawing, looking, error rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, leave_for, now, services, signed_in
from server.console.views import shares as view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import UnexpectedValue
from server.core.types import UnitCode
from server.review import audits

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("audits", __name__, url_prefix="/audits")

PERCENT: Final = 10
"""Share that is proposed."""

SPAN: Final = timedelta(days=30)


@bp.get("")
@signed_in(May.AUDIT)
def index() -> ResponseReturnValue:
    """Error rates of the townships, the draws so far, and the form for another."""
    person, today = asker(), local_date(now())
    return render_template(
        "review/audits.html",
        section="audits",
        townships=view.townships(services(), person),
        rates=audits.rates(services(), person),
        draws=audits.draws(services(), person),
        since=today - SPAN,
        until=today,
        percent=PERCENT,
    )


@bp.post("")
@signed_in(May.AUDIT)
def draw() -> ResponseReturnValue:
    """Draw a sample and show it."""
    ref = audits.draw(
        services(),
        asker(),
        UnitCode(request.form.get("township", "")),
        from_date=_day("from_date"),
        to_date=_day("to_date"),
        percent=request.form.get("percent", 0, type=int),
        now=now(),
    )
    return redirect(url_for("audits.one", ref=ref), 303)


@bp.get("/<int:ref>")
@signed_in(May.AUDIT)
def one(ref: int) -> ResponseReturnValue:
    """A draw as a queue, in the order drawn."""
    found = audits.one(services(), asker(), ref)
    page = view.draw(services(), found, language=wording.language())
    return render_template("review/draw.html", section="audits", page=page)


@bp.post("/<int:ref>/<int:submission>")
@signed_in(May.AUDIT)
def decide(ref: int, submission: int) -> ResponseReturnValue:
    """Pass a drawn record or send it back, then go on to the next one."""
    passed = request.form.get("result") == audits.PASS
    audits.decide(
        services(),
        asker(),
        ref,
        submission,
        passed=passed,
        note=request.form.get("note", ""),
        now=now(),
    )
    found = audits.one(services(), asker(), ref)
    following = next((item.id for item in found.items if not item.result), None)
    said = _("已记为合格") if passed else _("已退回乡镇重审")
    if following is None:
        return telling.tell(leave_for(url_for("audits.one", ref=ref)), "k", said)
    there = url_for("review.record", ref=following, draw=ref)
    return telling.tell(redirect(there, 303), "k", said)


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError as error:
        raise UnexpectedValue(field=name, reason="YYYY-MM-DD") from error
