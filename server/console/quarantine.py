"""Quarantine: what could not be read or filed, why, and the bytes as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.console import blobs, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import office as view
from server.core.desk.people import May
from server.intake import quarantine as held

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("quarantine", __name__, url_prefix="/quarantine")


@bp.get("")
@signed_in(May.SEE_QUARANTINE)
def quarantine() -> ResponseReturnValue:
    """What lies in quarantine, newest first."""
    found = held.quarantine(services(), asker(), after=request.args.get("after") or None)
    return render_template(
        "quarantine.html",
        section="quarantine",
        lines=view.quarantine(found.rows, now=now(), language=wording.language()),
        total=found.total,
        after=found.after,
    )


@bp.get("/<int:ref>.xml")
@signed_in(May.SEE_QUARANTINE)
def raw(ref: int) -> ResponseReturnValue:
    """One piece byte for byte, to save."""
    return blobs.send(held.quarantined_xml(services(), asker(), ref), inline=False)
