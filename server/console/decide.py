"""Deciding: one post for every answer, decision, note and undo of the review desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from server.console import blobs, telling
from server.console import places_in_queue as place
from server.console.access import asker, leave_for, now, services, signed_in
from server.console.filters import Filters
from server.core.desk.people import May
from server.core.desk.record import Answered, Decision
from server.core.errors import ChangedMeanwhile, MoveNotAllowed
from server.intake import amending
from server.intake.amending import NewAnswers
from server.review import batches, decisions, showing
from server.review.decisions import Verdict

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

bp = Blueprint("decide", __name__, url_prefix="/review")


@bp.post("/<int:ref>/flags/<int:flag>")
@signed_in(May.REVIEW, May.AUDIT)
def answer(ref: int, flag: int) -> ResponseReturnValue:
    """Answer one issue: true, waived by the county, or open again."""
    wanted = request.form.get("answered", "")
    decisions.answer(
        services(),
        asker(),
        ref,
        flag,
        answered=Answered(wanted) if wanted in set(Answered) else Answered.OPEN,
        note=request.form.get("note", "").strip(),
        now=now(),
    )
    return _back_to(ref)


@bp.post("/<int:ref>/decision")
@signed_in(May.REVIEW, May.AUDIT)
def decide(ref: int) -> ResponseReturnValue:
    """Decide, then go on to the next in the queue.

    Was it changed since it was shown, the record is shown again with who did what.
    """
    filters = Filters.asked(request.form)
    beside = place.beside(ref, filters)
    try:
        decisions.decide(services(), asker(), ref, _verdict(), now=now())
    except (ChangedMeanwhile, MoveNotAllowed):
        return redirect(url_for("review.record", ref=ref, stale=1, **filters.args), 303)
    if filters.batch:
        return leave_for(url_for("batches.batch", ref=int(filters.batch)))
    following = beside.next or beside.previous
    if following is None:
        return redirect(url_for("review.queue", done=1, **filters.args), 303)
    return redirect(url_for("review.record", ref=following, done=1, **filters.args), 303)


@bp.post("/<int:ref>/answers")
@signed_in(May.REVIEW)
def correct(ref: int) -> ResponseReturnValue:
    """Correct one answer in place, with a reason; several ticks are one answer."""
    path = request.form.get("path", "")
    amending.at_desk(
        services(),
        asker(),
        ref,
        NewAnswers(
            values={path: " ".join(request.form.getlist("value"))},
            note=request.form.get("note", ""),
            row_version=request.form.get("row_version", 0, type=int),
        ),
        now=now(),
    )
    return telling.tell(_back_to(ref), "k", _("已改，原值保留在前一版；规则已重新校验"))


@bp.post("/undo")
@signed_in(May.REVIEW, May.AUDIT)
def undo() -> ResponseReturnValue:
    """Take back one's newest decision or correction and show that record again."""
    person = asker()
    if batch := decisions.newest_batch(services(), person):
        batches.undo(services(), person, batch, now=now())
        return leave_for(url_for("batches.batch", ref=batch))
    corrected = amending.newest_is_correction(services(), person)
    undone = (amending if corrected else decisions).undo(services(), person, now=now())
    return telling.tell(_back_to(undone.id), "k", _("已撤销：%(title)s", title=undone.title))


@bp.post("/<int:ref>/comments")
@signed_in(May.REVIEW, May.AUDIT)
def comment(ref: int) -> ResponseReturnValue:
    """Put a note into the submission's history."""
    text = request.form.get("text", "").strip()
    if text:
        decisions.comment(services(), asker(), ref, text, now=now())
    return _back_to(ref)


@bp.post("/<int:ref>/reveal")
@signed_in(May.REVEAL)
def reveal(ref: int) -> ResponseReturnValue:
    """One full number of the answers; the showing is logged."""
    value = showing.reveal(
        services(), asker(), ref, request.form.get("path", ""), purpose="review", now=now()
    )
    return blobs.revealed(value, url_for("review.record", ref=ref))


def _verdict() -> Verdict:
    wanted = request.form.get("decision", "")
    reasons = tuple(request.form.getlist("reason"))
    return Verdict(
        decision=Decision(wanted) if wanted in set(Decision) else Decision.HOLD,
        row_version=request.form.get("row_version", 0, type=int),
        reasons=reasons,
        note=request.form.get("note", "").strip(),
        fields=_fields(reasons),
    )


def _fields(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """The questions that belong to the ticked reasons."""
    paths = (request.form.get(f"path:{reason}", "") for reason in reasons)
    return tuple(path for path in paths if path)


def _back_to(ref: int) -> BaseResponse:
    filters = Filters.asked(request.form)
    return redirect(url_for("review.record", ref=ref, **filters.args), 303)
