"""Objections, letters and visits, and why a household is or is not on a list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.areas import desk as areas
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.tablets import by_township
from server.console.views import procedures as view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.procedures.petition import MOVES, PetitionAct
from server.core.registers.lists import CHANNELS, CHECK_RESULTS, OBJECTION_REASONS, PETITION_KINDS
from server.core.types import UnitCode
from server.procedures import petitions, why
from server.procedures.petitions import PetitionWanted, Receipt

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("petitions", __name__, url_prefix="/petitions")

SECTION = "procedures"


@bp.get("")
@signed_in(May.PROCEDURES)
def desk() -> ResponseReturnValue:
    """Open petitions by deadline, or those that are done."""
    unit = UnitCode(request.args.get("unit", "")) or None
    is_done = request.args.get("done") == "1"
    return render_template(
        "procedures/petitions.html",
        section=SECTION,
        tab="petitions",
        lines=petitions.desk(services(), asker(), unit=unit, is_done=is_done, now=now()),
        words=view.Words(wording.language()),
        tone=view.tone,
        is_done=is_done,
    )


@bp.get("/new")
@signed_in(May.PROCEDURES)
def new() -> ResponseReturnValue:
    """A form for a receipt; an objection comes with its list and household."""
    language = wording.language()
    return render_template(
        "procedures/petition_new.html",
        section=SECTION,
        tab="petitions",
        kinds=view.options(PETITION_KINDS, language),
        channels=view.options(CHANNELS, language),
        reasons=view.options(OBJECTION_REASONS, language),
        given=request.args,
        townships=by_township(areas.villages(services(), asker())),
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def receive() -> ResponseReturnValue:
    """Register it with a number and a deadline."""
    form = request.form
    key = petitions.receive(
        services(),
        asker(),
        Receipt(
            unit=form.get("unit", "").strip(),
            kind=form.get("kind", ""),
            channel=form.get("channel", ""),
            content=form.get("content", ""),
            reasons=tuple(form.getlist("reasons")),
            list_no=form.get("list_no", "").strip(),
            item=form.get("item", "").strip(),
            name=form.get("name", "").strip(),
            phone=form.get("phone", "").strip(),
        ),
        now=now(),
    )
    answer = redirect(url_for("petitions.petition", ref=key), 303)
    return telling.tell(answer, "k", _("已登记，编号和期限见下。"))


@bp.get("/<int:ref>")
@signed_in(May.PROCEDURES)
def petition(ref: int) -> ResponseReturnValue:
    """One petition: what it says, its clock, what may be done."""
    language = wording.language()
    words = view.Words(language)
    file = petitions.file(services(), asker(), ref, now=now())
    return render_template(
        "procedures/petition.html",
        section=SECTION,
        tab="petitions",
        file=file,
        words=words,
        tone=view.tone,
        moves=[(act, MOVES[act].label(language)) for act in file.possible],
        findings=view.options(CHECK_RESULTS, language),
        acts=view.acts(file.acts, words),
    )


@bp.post("/<int:ref>/act")
@signed_in(May.PROCEDURES)
def act(ref: int) -> ResponseReturnValue:
    """Assign, find, reply, close; a refusal says why."""
    form = request.form
    answer = redirect(url_for("petitions.petition", ref=ref), 303)
    if form.get("act", "") not in set(PetitionAct):
        return telling.tell(answer, "w", _("没有这一步。"))
    petitions.act(
        services(),
        asker(),
        ref,
        PetitionWanted(
            act=PetitionAct(form["act"]),
            on=form.get("on", None, type=date.fromisoformat),
            assigned_to=form.get("assigned_to", ""),
            checkers=form.get("checkers", ""),
            finding=form.get("finding", ""),
            text=form.get("text", ""),
            row_version=form.get("row_version", None, type=int),
        ),
        now=now(),
    )
    return telling.tell(answer, "k", _("已办理。"))


@bp.get("/<int:ref>/receipt")
@signed_in(May.PROCEDURES)
def receipt(ref: int) -> ResponseReturnValue:
    """The receipt for whoever came, to print."""
    return render_template(
        "procedures/petition_receipt.html",
        section=SECTION,
        file=petitions.file(services(), asker(), ref, now=now()),
        words=view.Words("zh"),
        today=local_date(now()),
    )


@bp.get("/why/<hh_no>")
@signed_in(May.PROCEDURES)
def why_page(hh_no: str) -> ResponseReturnValue:
    """Everything that led to where a household stands, to read out and to print."""
    language = wording.language()
    words = view.Words(language)
    found = why.answer(services(), asker(), hh_no, now=now())
    return render_template(
        "procedures/why.html",
        section=SECTION,
        tab="petitions",
        page=found,
        words=words,
        today=local_date(now()),
        would=view.issues(found.would, language),
        files=[
            (file, view.acts(tuple(reversed(file.acts)), words), view.issues(file.issues, language))
            for file in found.files
        ],
    )
