"""The plan of a township: who reviews which village, and who stands in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import times
from server.core.days import local_date
from server.core.desk.people import May, Post
from server.core.errors import UnexpectedValue
from server.core.types import UnitCode
from server.review import duties

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("duties", __name__, url_prefix="/review/duties")


@bp.get("")
@signed_in(May.REVIEW)
def plan() -> ResponseReturnValue:
    """Villages with their reviewer, open records and age; reviewers with who stands in."""
    found = duties.plan(services(), asker(), now=now())
    language = wording.language()
    return render_template(
        "review/duties.html",
        section="review",
        villages=[
            (each, times.ago(each.oldest_at, now(), language) if each.oldest_at else "")
            for each in found.villages
        ],
        people=found.people,
        today=local_date(now()),
        assigns=asker().post is Post.TOWNSHIP_HEAD,
    )


@bp.post("")
@signed_in(May.REVIEW)
def assign() -> ResponseReturnValue:
    """Give a village to a reviewer, or to nobody."""
    village = UnitCode(request.form.get("village", ""))
    actor_id = request.form.get("actor", type=int)
    duties.assign(services(), asker(), village, actor_id, now=now())
    return telling.tell(redirect(url_for("duties.plan"), 303), "k", _("已分片"))


@bp.post("/away")
@signed_in(May.REVIEW)
def away() -> ResponseReturnValue:
    """Let a colleague stand in to a day, or end that."""
    deputy = request.form.get("deputy", type=int)
    duties.stand_in(
        services(),
        asker(),
        request.form.get("actor", 0, type=int),
        deputy,
        to_date=_day() if deputy else None,
        now=now(),
    )
    said = _("已设代审") if deputy else _("已取消代审")
    return telling.tell(redirect(url_for("duties.plan"), 303), "k", said)


def _day() -> date:
    try:
        return date.fromisoformat(request.form.get("to_date", ""))
    except ValueError as error:
        raise UnexpectedValue(field="to_date", reason="YYYY-MM-DD") from error
