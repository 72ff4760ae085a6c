"""The review desk: queue, record, evidence, and one post for every decision."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import blobs, telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import queue as queue_view
from server.console.views import record as record_view
from server.core.desk.people import May
from server.core.desk.queue import Shelf
from server.core.desk.record import Answered, Decision
from server.core.types import State, UnitCode
from server.review import decisions, files, showing
from server.review import queue as waiting_list
from server.review import record as records
from server.review.decisions import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from flask.typing import ResponseReturnValue
    from werkzeug.wrappers import Response as BaseResponse

    from server.console.views.pictures import Picture
    from server.core.desk.queue import LastDecision, Queue
    from server.review.files import Size

bp = Blueprint("review", __name__, url_prefix="/review")

SIZES: Final[Mapping[str, Size]] = {"thumb": "thumb", "large": "large"}
LISTED: Final = frozenset({State.RETURNED, State.QUARANTINED, State.LOADED, State.REJECTED})
"""States whose submissions can be looked through; without one it is what waits at the desk."""

UNDO_BAR_S: Final = 12


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the queue is worked through; every link and form of the page carries it."""

    shelf: Shelf = Shelf.ALL
    state: str = ""
    unit: str = ""
    form_id: str = ""
    text: str = ""
    after: str = ""

    @classmethod
    def asked(cls, values: Mapping[str, str]) -> Self:
        """The filters of a request; an unknown shelf is all of them."""
        shelf, state = values.get("shelf", ""), values.get("state", "")
        return cls(
            Shelf(shelf) if shelf in set(Shelf) else Shelf.ALL,
            state if state in LISTED else "",
            values.get("unit", ""),
            values.get("form_id", ""),
            values.get("text", "").strip(),
            values.get("after", ""),
        )

    @property
    def args(self) -> dict[str, Any]:
        """What stands in an address: only what narrows."""
        return {
            name: value
            for name, value in (
                ("shelf", "" if self.shelf is Shelf.ALL else self.shelf.value),
                ("state", self.state),
                ("unit", self.unit),
                ("form_id", self.form_id),
                ("text", self.text),
                ("after", self.after),
            )
            if value
        }

    def changed(
        self, *, shelf: str | None = None, text: str | None = None, after: str = ""
    ) -> dict[str, Any]:
        """The address with something changed; a change starts at the first page again."""
        other = replace(
            self,
            shelf=self.shelf if shelf is None else Shelf(shelf),
            text=self.text if text is None else text,
            after=after,
        )
        return other.args

    def hidden(self, *without: str) -> Iterator[tuple[str, str]]:
        """Names and values for hidden fields."""
        return ((name, value) for name, value in self.args.items() if name not in without)


class Beside(NamedTuple):
    """A record's place in the queue."""

    previous: int | None
    next: int | None
    position: int
    total: int


@bp.get("")
@signed_in(May.REVIEW, May.AUDIT)
def queue() -> ResponseReturnValue:
    """The queue with its first record open."""
    filters = Filters.asked(request.args)
    waiting = _queue(filters)
    if waiting.rows:
        return _record_page(waiting.rows[0].id, filters, waiting)
    return render_template(
        "review/empty.html",
        section="review",
        waiting="" if filters.state else waiting.counts.get(Shelf.ALL, 0),
        queue=_queue_page(waiting, filters, None),
        filters=filters,
    )


@bp.get("/<int:ref>")
@signed_in(May.REVIEW, May.AUDIT, May.SEE_SUBMISSIONS)
def record(ref: int) -> ResponseReturnValue:
    """One submission beside the queue it stands in."""
    filters = Filters.asked(request.args)
    return _record_page(ref, filters, _queue(filters))


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
    """Decide, then go on to the next in the queue."""
    filters = Filters.asked(request.form)
    beside = _beside(ref, filters)
    wanted = request.form.get("decision", "")
    reasons = tuple(request.form.getlist("reason"))
    decisions.decide(
        services(),
        asker(),
        ref,
        Verdict(
            decision=Decision(wanted) if wanted in set(Decision) else Decision.HOLD,
            row_version=request.form.get("row_version", 0, type=int),
            reasons=reasons,
            note=request.form.get("note", "").strip(),
            fields=_fields(reasons),
        ),
        now=now(),
    )
    following = beside.next or beside.previous
    if following is None:
        return redirect(url_for("review.queue", done=1, **filters.args), 303)
    return redirect(url_for("review.record", ref=following, done=1, **filters.args), 303)


@bp.post("/undo")
@signed_in(May.REVIEW, May.AUDIT)
def undo() -> ResponseReturnValue:
    """Take back one's newest decision and show that record again."""
    undone = decisions.undo(services(), asker(), now=now())
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


@bp.get("/<int:ref>/files/<name>")
@signed_in(May.REVIEW, May.AUDIT, May.SEE_SUBMISSIONS, May.SEE_HOUSEHOLDS)
def photo(ref: int, name: str) -> ResponseReturnValue:
    """A file of the submission, small, large or as sent."""
    asked = request.args.get("size", "")
    size = SIZES.get(asked, "original")
    return blobs.send(files.blob(services(), asker(), ref, name, size=size), inline=True)


@bp.get("/<int:ref>/source.xml")
@signed_in(May.REVIEW, May.AUDIT, May.SEE_SUBMISSIONS)
def source(ref: int) -> ResponseReturnValue:
    """The submission byte for byte, to save."""
    answer = make_response(files.source_xml(services(), asker(), ref))
    answer.mimetype = "application/xml"
    answer.headers["Content-Disposition"] = f'attachment; filename="submission-{ref}.xml"'
    return answer


def _record_page(ref: int, filters: Filters, waiting: Queue) -> str:
    person = asker()
    stored = records.record(services(), person, ref)
    page = record_view.page(stored, _choices())
    beside = _beside(ref, filters)
    day_queue = _queue_page(waiting, filters, ref)
    return render_template(
        "review/record.html",
        section="review",
        waiting="" if filters.state else waiting.counts.get(Shelf.ALL, 0),
        page=page,
        form_name=queue_view.form_short(
            stored.schema.form_id, stored.form_title, wording.language()
        ),
        queue=day_queue,
        filters=filters,
        beside=beside,
        next_flag=_next_flag(page),
        shown_picture=_shown(page.pictures),
        returning="back" in request.args,
        undo_bar=_undo_bar(day_queue.day.last, now()),
        reveal_path=url_for("review.reveal", ref=ref) if May.REVEAL in person.may else "",
        map_view=request.args.get("map", ""),
        ahead=(),
    )


def _queue(filters: Filters) -> Queue:
    return waiting_list.queue(
        services(),
        asker(),
        shelf=filters.shelf,
        unit=_unit(filters),
        form_id=filters.form_id or None,
        state=State(filters.state) if filters.state else None,
        text=filters.text,
        after=filters.after or None,
    )


def _queue_page(waiting: Queue, filters: Filters, current: int | None) -> queue_view.QueuePage:
    return queue_view.page(
        waiting,
        waiting_list.day(services(), asker(), now=now()),
        filters.shelf,
        current=current,
        now=now(),
        language=wording.language(),
    )


def _choices() -> record_view.Choices:
    back = request.args.get("back", "")
    return record_view.Choices(
        language=wording.language(),
        now=now(),
        flag=request.args.get("flag", type=int),
        everything=bool(request.args.get("everything")),
        return_for=frozenset({back} if back else ()),
    )


def _beside(ref: int, filters: Filters) -> Beside:
    return Beside(
        *waiting_list.neighbours(
            services(),
            asker(),
            ref,
            shelf=filters.shelf,
            unit=_unit(filters),
            form_id=filters.form_id or None,
            state=State(filters.state) if filters.state else None,
        )
    )


def _unit(filters: Filters) -> UnitCode | None:
    return UnitCode(filters.unit) if filters.unit else None


def _fields(reasons: tuple[str, ...]) -> tuple[str, ...]:
    """The questions that belong to the ticked reasons."""
    paths = (request.form.get(f"path:{reason}", "") for reason in reasons)
    return tuple(path for path in paths if path)


def _back_to(ref: int) -> BaseResponse:
    filters = Filters.asked(request.form)
    return redirect(url_for("review.record", ref=ref, **filters.args), 303)


def _next_flag(page: record_view.RecordPage) -> int | None:
    """The next open issue after the one that stands open, going round."""
    waiting = [card for card in page.flags if card.needs_answer]
    at = next((at for at, card in enumerate(waiting) if card.is_current), -1)
    return waiting[(at + 1) % len(waiting)].id if waiting else None


def _shown(pictures: tuple[Picture, ...]) -> Picture | None:
    wanted = request.args.get("photo", type=int)
    chosen = next((picture for picture in pictures if picture.number == wanted), None)
    return chosen or next(iter(pictures), None)


def _undo_bar(last: LastDecision | None, at: datetime) -> LastDecision | None:
    if last is None or "done" not in request.args:
        return None
    return last if (at - last.at).total_seconds() < UNDO_BAR_S else None
