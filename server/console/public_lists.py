"""Public lists: overview, one list with its clocks, the sheet to post, and checking a sheet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.tablets import qr_code
from server.console.views import procedures as view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.procedures.lists import MOVES, ListAct
from server.core.registers.lists import OBJECTION_REASONS
from server.core.types import GeoPoint, UnitCode
from server.procedures import lists
from server.procedures.lists import ListWanted

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("public_lists", __name__, url_prefix="/lists")

SECTION = "procedures"
LARGEST_PICTURE = 15_000_000


@bp.get("")
@signed_in(May.PROCEDURES)
def overview() -> ResponseReturnValue:
    """What waits to be listed, and the newest lists."""
    unit = UnitCode(request.args.get("unit", "")) or None
    return render_template(
        "procedures/lists.html",
        section=SECTION,
        tab="lists",
        page=lists.overview(services(), asker(), unit=unit, now=now()),
        words=view.Words(wording.language()),
        today=local_date(now()),
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def draft() -> ResponseReturnValue:
    """Make a list of all that wait for it."""
    form = request.form
    key = lists.draft(
        services(),
        asker(),
        UnitCode(form.get("unit", "")),
        round_no=form.get("round", 0, type=int),
        kind=form.get("kind", ""),
        start=form.get("start", None, type=date.fromisoformat),
        now=now(),
    )
    answer = redirect(url_for("public_lists.listed", ref=key), 303)
    return telling.tell(answer, "k", _("已生成草稿，核对后审定。"))


@bp.get("/<int:ref>")
@signed_in(May.PROCEDURES)
def listed(ref: int) -> ResponseReturnValue:
    """One list: its households with their clocks, what the rules say, what may be done."""
    language = wording.language()
    words = view.Words(language)
    file = lists.file(services(), asker(), ref, now=now())
    return render_template(
        "procedures/list.html",
        section=SECTION,
        tab="lists",
        file=file,
        words=words,
        moves=[(act, MOVES[act].label(language)) for act in file.possible],
        issues=view.issues(file.issues, language),
        acts=view.acts(file.acts, words),
        reasons=view.options(OBJECTION_REASONS, language),
    )


@bp.post("/<int:ref>/act")
@signed_in(May.PROCEDURES)
def act(ref: int) -> ResponseReturnValue:
    """Approve, post, end, withdraw or reissue; a refusal says why."""
    form = request.form
    name = form.get("act", "")
    if name not in set(ListAct):
        answer = redirect(url_for("public_lists.listed", ref=ref), 303)
        return telling.tell(answer, "w", _("没有这一步。"))
    sent = request.files.get("picture")
    done = lists.act(
        services(),
        asker(),
        ref,
        ListWanted(
            act=ListAct(name),
            on=form.get("on", None, type=date.fromisoformat),
            note=form.get("note", ""),
            picture=sent.stream.read() if sent is not None and sent.filename else b"",
            position=_position(form.get("position", "")),
            row_version=form.get("row_version", None, type=int),
        ),
        now=now(),
    )
    answer = redirect(url_for("public_lists.listed", ref=done.key), 303)
    if name == ListAct.END:
        said = _("%(n)s 户进入下一步，%(left)s 户留下。", n=done.moved, left=done.left)
        return telling.tell(answer, "k", said)
    return telling.tell(answer, "k", _("已办理。"))


def _position(text: str) -> GeoPoint | None:
    """Latitude and longitude as typed, or None."""
    try:
        lat, lon = (float(part) for part in text.replace(",", " ").replace("，", " ").split()[:2])
    except ValueError:
        return None
    return GeoPoint(lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else None  # noqa: PLR2004 — degrees


@bp.get("/<int:ref>/sheet")
@signed_in(May.PROCEDURES)
def sheet(ref: int) -> ResponseReturnValue:
    """The sheet to stamp and post."""
    file = lists.file(services(), asker(), ref, now=now())
    address = url_for(
        "public_lists.verify", no=file.row["list_no"], sum=file.checksum, _external=False
    )
    base = services().settings.public_url.rstrip("/")
    return render_template(
        "procedures/list_sheet.html",
        section=SECTION,
        file=file,
        words=view.Words("zh"),
        qr=qr_code(f"{base}{address}"),
    )


@bp.get("/<int:ref>/photo")
@signed_in(May.PROCEDURES)
def photo(ref: int) -> ResponseReturnValue:
    """The photo of the board."""
    answer = make_response(lists.picture(services(), asker(), ref))
    answer.mimetype = "image/jpeg"
    answer.headers["Cache-Control"] = "private, max-age=1200"
    return answer


@bp.get("/verify")
def verify() -> ResponseReturnValue:
    """Whether a sheet on a board is ours: its number and checksum, both printed on it."""
    number, total = request.args.get("no", ""), request.args.get("sum", "")
    found = lists.verify(services(), number, total) if number and total else None
    return render_template(
        "procedures/verify.html",
        number=number,
        total=total,
        found=found,
        words=view.Words(wording.language()),
    )
