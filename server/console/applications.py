"""Applications: the board by step, one application with its clocks and acts, taking one in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import procedures as view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.procedures.application import MOVES, Act
from server.core.procedures.states import CLOSED, State
from server.core.registers.application import CHANNELS
from server.core.registers.benefit import END_REASONS
from server.core.registers.lists import CLASSES
from server.core.types import UnitCode
from server.procedures import acting, applications
from server.procedures.acting import Wanted
from server.procedures.applications import Request

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("applications", __name__, url_prefix="/applications")

SECTION = "procedures"
OTHERS = (State.RUNNING, State.REVIEW, State.KEPT, State.CHANGED, *sorted(CLOSED))


@bp.get("")
@signed_in(May.PROCEDURES)
def board() -> ResponseReturnValue:
    """Open applications by step, or those in one of the other states."""
    unit = UnitCode(request.args.get("unit", "")) or None
    kind, wanted = request.args.get("kind", ""), request.args.get("state", "")
    language = wording.language()
    found = applications.board(services(), asker(), unit=unit, kind=kind, now=now())
    state = State(wanted) if wanted in OTHERS else None
    cards = applications.closed(services(), asker(), state, unit=unit, now=now()) if state else ()
    return render_template(
        "procedures/board.html",
        section=SECTION,
        tab="applications",
        board=found,
        words=view.Words(language),
        tone=view.tone,
        kinds=view.kinds(language),
        others=OTHERS,
        args={"unit": unit or "", "kind": kind},
        state=state,
        cards=cards,
    )


@bp.get("/new")
@signed_in(May.PROCEDURES)
def new() -> ResponseReturnValue:
    """A form for an application."""
    language = wording.language()
    return render_template(
        "procedures/apply.html",
        section=SECTION,
        tab="applications",
        kinds=view.kinds(language),
        channels=view.options(CHANNELS, language),
        hh_no=request.args.get("hh_no", ""),
        day=local_date(now()),
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def create() -> ResponseReturnValue:
    """Take an application in, then show it."""
    form = request.form
    key = applications.apply(
        services(),
        asker(),
        Request(
            hh_no=form.get("hh_no", "").strip(),
            kind=form.get("kind", ""),
            applicant=form.get("applicant", "").strip(),
            persons=form.get("persons", "").strip(),
            channel=form.get("channel", ""),
            apply_date=form.get("apply_date", ""),
            authorised="authorised" in form,
            relative="relative" in form,
            document=form.get("document", "").strip(),
        ),
        now=now(),
    )
    answer = redirect(url_for("applications.application", ref=key), 303)
    return telling.tell(answer, "k", _("已登记申请。"))


@bp.get("/<int:ref>")
@signed_in(May.PROCEDURES)
def application(ref: int) -> ResponseReturnValue:
    """One application: where it stands, what may be done, what the rules say, how it came there."""
    language = wording.language()
    words = view.Words(language)
    file = applications.file(services(), asker(), ref, now=now())
    return render_template(
        "procedures/application.html",
        section=SECTION,
        tab="applications",
        file=file,
        words=words,
        tone=view.tone,
        moves=[(act, MOVES[act].label(language)) for act in file.possible],
        issues=view.issues(file.issues, language),
        acts=view.acts(file.acts, words),
        classes=view.options(CLASSES, language),
        results=view.column("application", "check_result", language),
        end_reasons=view.options(END_REASONS, language),
    )


@bp.post("/<int:ref>/act")
@signed_in(May.PROCEDURES)
def act(ref: int) -> ResponseReturnValue:
    """Do one step; a refusal says why."""
    form = request.form
    name = form.get("act", "")
    answer = redirect(url_for("applications.application", ref=ref), 303)
    if name not in set(Act) or not MOVES[Act(name)].by_hand:
        return telling.tell(answer, "w", _("没有这一步。"))
    state = acting.act(
        services(),
        asker(),
        ref,
        Wanted(
            act=Act(name),
            on=_day("on"),
            document=form.get("document", ""),
            note=form.get("note", ""),
            grants=form.get("grants", ""),
            surveyors=form.get("surveyors", ""),
            check_result=form.get("check_result", ""),
            income=form.get("income", ""),
            class_=form.get("class", ""),
            persons=form.get("persons", ""),
            amount=form.get("amount", ""),
            since=_day("since"),
            last_day=_day("last_day"),
            end_reason=form.get("end_reason", ""),
            row_version=form.get("row_version", None, type=int),
        ),
        now=now(),
    )
    words = view.Words(wording.language())
    return telling.tell(answer, "k", _("已办理，现在是：%(state)s", state=words.state(state)))


def _day(name: str) -> date | None:
    return request.form.get(name, None, type=date.fromisoformat)


@bp.get("/<int:ref>/receipt")
@signed_in(May.PROCEDURES)
def receipt(ref: int) -> ResponseReturnValue:
    """The receipt of an application, to print and hand over."""
    return render_template(
        "procedures/receipt.html",
        section=SECTION,
        file=applications.file(services(), asker(), ref, now=now()),
        words=view.Words("zh"),
        today=local_date(now()),
    )
