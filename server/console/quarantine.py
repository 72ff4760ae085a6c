"""Quarantine: what could not be read or filed, why, and the bytes as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from server.console import blobs, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import office as view
from server.core.desk.people import May
from server.core.desk.queue import Shelf
from server.core.types import State
from server.intake import quarantine as held
from server.review import queue as waiting_list

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
        filed=_filed(),
        after=found.after,
    )


@bp.get("/<int:ref>.xml")
@signed_in(May.SEE_QUARANTINE)
def raw(ref: int) -> ResponseReturnValue:
    """One piece byte for byte, to save."""
    return blobs.send(held.quarantined_xml(services(), asker(), ref), inline=False)


def _filed() -> int:
    """Submissions that could be filed but must be looked at before they count."""
    person = asker()
    if May.SEE_SUBMISSIONS not in person.may:
        return 0
    kept = waiting_list.queue(services(), person, state=State.QUARANTINED, limit=1)
    return kept.counts.get(Shelf.ALL, 0)
