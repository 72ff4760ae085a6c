"""The review desk: queue, record and evidence, and the files that belong to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, make_response, render_template, request, url_for

from server.console import blobs, wording
from server.console import places_in_queue as place
from server.console.access import asker, now, services, signed_in
from server.console.filters import Filters
from server.console.views import queue as queue_view
from server.console.views import record as record_view
from server.core.desk.people import May
from server.core.desk.queue import Shelf
from server.intake import editing
from server.review import files
from server.review import queue as waiting_list
from server.review import record as records
from server.review import views as queue_views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from flask.typing import ResponseReturnValue

    from server.console.views.pictures import Picture
    from server.core.desk.queue import LastDecision, Queue
    from server.review.files import Size

bp = Blueprint("review", __name__, url_prefix="/review")

SIZES: Final[Mapping[str, Size]] = {"thumb": "thumb", "large": "large"}
UNDO_BAR_S: Final = 12
AHEAD: Final = 3


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
        shares=place.own_villages() is not None,
        views=queue_views.views(services(), asker()),
    )


@bp.get("/<int:ref>")
@signed_in(May.REVIEW, May.AUDIT, May.SEE_SUBMISSIONS)
def record(ref: int) -> ResponseReturnValue:
    """One submission beside the queue it stands in."""
    filters = Filters.asked(request.args)
    return _record_page(ref, filters, _queue(filters))


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
    beside = place.beside(ref, filters)
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
        may_edit=editing.can_edit(services(), person, ref),
        filters=filters,
        beside=beside,
        next_flag=_next_flag(page),
        shown_picture=_shown(page.pictures),
        returning="back" in request.args,
        stale=next(iter(page.timeline), None) if "stale" in request.args else None,
        undo_bar=_undo_bar(day_queue.day.last, now()),
        reveal_path=url_for("decide.reveal", ref=ref) if May.REVEAL in person.may else "",
        map_view=request.args.get("map", ""),
        map_unit=stored.tag.unit,
        ahead=_ahead(ref, beside.next, waiting),
        shares=place.own_villages() is not None,
        views=queue_views.views(services(), person),
    )


def _ahead(ref: int, following: int | None, waiting: Queue) -> tuple[str, ...]:
    """Addresses of the pictures that are looked at next, of the next three records."""
    rows = [row.id for row in waiting.rows]
    after = rows[rows.index(ref) + 1 :] if ref in rows else [following] if following else []
    addresses: list[str] = []
    for at, each in enumerate(after[:AHEAD]):
        names = files.pictures(services(), asker(), each)
        addresses += [url_for("review.photo", ref=each, name=n, size="large") for n in names[:1]]
        small = names if at == 0 else ()
        addresses += [url_for("review.photo", ref=each, name=n, size="thumb") for n in small]
    return tuple(addresses)


def _queue(filters: Filters) -> Queue:
    return waiting_list.queue(
        services(),
        asker(),
        shelf=filters.shelf,
        unit=filters.unit_code,
        form_id=filters.form_id or None,
        state=filters.wanted,
        text=filters.text,
        villages=place.own_villages() if filters.mine else None,
        selection=filters.drawn,
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
        edit=request.args.get("edit", ""),
    )


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
