"""Keeping a part of the queue under a name, and forgetting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, request, url_for

from server.console.access import asker, now, services, signed_in
from server.console.filters import Filters
from server.core.desk.people import May
from server.review import views

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("queue_views", __name__, url_prefix="/review/views")


@bp.post("")
@signed_in(May.REVIEW, May.AUDIT)
def keep() -> ResponseReturnValue:
    """Keep the present part of the queue."""
    filters = Filters.asked(request.form)
    shared = bool(request.form.get("shared"))
    name = request.form.get("name", "")
    views.keep(services(), asker(), name, filters.kept, shared=shared, now=now())
    there: dict[str, Any] = dict(filters.kept)
    return redirect(url_for("review.queue", **there), 303)


@bp.post("/<int:ref>/forget")
@signed_in(May.REVIEW, May.AUDIT)
def forget(ref: int) -> ResponseReturnValue:
    """Forget one of one's own."""
    views.forget(services(), asker(), ref)
    return redirect(url_for("review.queue"), 303)
