"""The log (日志): who signed in, saw, revealed, took out, changed and decided what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.auth import reading
from server.console import wording
from server.console.access import asker, services, signed_in
from server.console.views import trail as view
from server.core.desk.people import May

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("trail", __name__, url_prefix="/log")


@bp.get("")
@signed_in(May.SEE_HEALTH)
def trail() -> ResponseReturnValue:
    """Lines of the log, the newest first, narrowed by kind, person and words."""
    args = request.args
    group = args.get("group", "") if args.get("group") in view.GROUPS else ""
    found = reading.page(
        services(),
        asker(),
        group=group,
        login=args.get("who", "").strip(),
        before=args.get("before", type=int),
    )
    language = wording.language()
    return render_template(
        "trail.html",
        section="trail",
        lines=view.lines(found.entries, language),
        groups=view.GROUPS,
        group=group,
        who=args.get("who", "").strip(),
        before=found.before,
        is_whole=found.is_whole,
    )
