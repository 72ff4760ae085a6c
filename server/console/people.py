"""One person's page, duplicates to decide about, and writing down what happened in a household."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import facts, household, life
from server.console.views import person as person_view
from server.console.views.values import Teller
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import MovedTo, UnexpectedValue
from server.core.lifeevent import LifeEvent
from server.core.types import UnitCode
from server.registers import households, identity, people
from server.registers import life as lives
from server.registers.identity import Seen
from server.registers.life import Told

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("people", __name__)


@bp.get("/people/<int:person_id>")
@signed_in(May.SEE_HOUSEHOLDS)
def person(person_id: int) -> ResponseReturnValue:
    """One person with household, benefits, events and sources."""
    try:
        file = people.person(services(), asker(), person_id, now=now())
    except MovedTo as moved:
        return redirect(url_for("people.person", person_id=moved.details["key"]), 303)
    language = wording.language()
    return render_template(
        "people/person.html",
        section="households",
        page=person_view.page(file, now=now(), language=language),
        near=file.home.place[-1].code if file.home.place else "",
        may_reveal=May.REVEAL in asker().may,
    )


@bp.get("/duplicates")
@signed_in(May.SEE_HOUSEHOLDS)
def duplicates() -> ResponseReturnValue:
    """Pairs that may be one, the likeliest first."""
    kind = request.args.get("kind", "household")
    decided = request.args.get("decided") == "1"
    unit = request.args.get("unit", "")
    found = identity.pairs(
        services(),
        asker(),
        kind=kind,
        decided=decided,
        unit=UnitCode(unit) if unit else None,
        after=request.args.get("after") or None,
    )
    language = wording.language()
    return render_template(
        "people/duplicates.html",
        section="households",
        kind=kind,
        decided=decided,
        unit=unit,
        totals=found.totals,
        after=found.after,
        rows=[life.pair_row(line, now=now(), language=language) for line in found.lines],
    )


@bp.get("/duplicates/<kind>/<int:a_id>/<int:b_id>")
@signed_in(May.SEE_HOUSEHOLDS)
def pair(kind: str, a_id: int, b_id: int) -> ResponseReturnValue:
    """Two beside each other, with the decisions."""
    found = identity.pair(services(), asker(), kind, a_id, b_id)
    language = wording.language()
    schema, lists = households.words(services())
    teller = Teller(schema, lists, language)
    questions = facts.by_name(schema)
    return render_template(
        "people/pair.html",
        section="households",
        pair=found,
        row=life.pair_row(found.line, now=now(), language=language),
        lines=life.compared(found, teller, questions, language),
        near="",
    )


@bp.post("/duplicates/<kind>/<int:a_id>/<int:b_id>")
@signed_in(May.KEEP_HOUSEHOLDS)
def decide(kind: str, a_id: int, b_id: int) -> ResponseReturnValue:
    """Merge two, say that they are different, or leave them for later."""
    form = request.form
    seen = Seen(
        a_version=_number("a_version"), b_version=_number("b_version"), note=form.get("note", "")
    )
    decision = form.get("decision", "")
    if decision.startswith("merge"):
        stays, goes = (a_id, b_id) if decision == "merge_a" else (b_id, a_id)
        identity.merge(
            services(),
            asker(),
            kind,
            stays=stays,
            goes=goes,
            seen=seen,
            take=form.getlist("take"),
            now=now(),
        )
        done = _("已合并，可在户页面撤销")
    else:
        identity.decide(
            services(), asker(), kind, a_id=a_id, b_id=b_id, state=decision, seen=seen, now=now()
        )
        done = _("已记下")
    answer = redirect(url_for("people.duplicates", kind=kind), 303)
    return telling.tell(answer, "k", done)


@bp.get("/households/<hh_no>/events/new")
@signed_in(May.KEEP_HOUSEHOLDS)
def new_event(hh_no: str) -> ResponseReturnValue:
    """What is to be told of an event, by its kind."""
    file = households.household(services(), asker(), hh_no)
    language = wording.language()
    page = household.page(file, now=now(), language=language)
    return render_template(
        "people/event.html",
        section="households",
        page=page,
        kind=request.args.get("kind", "death"),
        person=request.args.get("person", ""),
        row_version=file.row_version,
        today=local_date(now()).isoformat(),
        kinds=life.event_choices(language),
        relations=life.relations(file.schema, language),
    )


@bp.post("/households/<hh_no>/events")
@signed_in(May.KEEP_HOUSEHOLDS)
def record_event(hh_no: str) -> ResponseReturnValue:
    """Write down what happened."""
    form = request.form
    told = Told(
        event=_event(form.get("kind", "")),
        on_date=_day("on_date") or local_date(now()),
        person_ids=tuple(_key(text) for text in form.getlist("person")),
        head_id=_number("head") or 0,
        name=form.get("name", ""),
        relation=form.get("relation", ""),
        sex=form.get("sex", ""),
        birth_date=_day("birth_date"),
        id_number=form.get("id_number", ""),
        note=form.get("note", ""),
        row_version=_number("row_version"),
    )
    lives.record(services(), asker(), hh_no, told, now=now())
    answer = redirect(url_for("households.household", hh_no=hh_no), 303)
    return telling.tell(answer, "k", _("已登记，可撤销"))


@bp.post("/acts/<int:act_id>/undo")
@signed_in(May.KEEP_HOUSEHOLDS)
def undo(act_id: int) -> ResponseReturnValue:
    """Take the newest act of a household back."""
    hh_no = identity.undo(services(), asker(), act_id, now=now())
    answer = redirect(url_for("households.household", hh_no=hh_no), 303)
    return telling.tell(answer, "k", _("已撤销"))


def _event(text: str) -> LifeEvent:
    try:
        return LifeEvent(text)
    except ValueError:
        raise UnexpectedValue(field="kind", reason="not an event") from None


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    return _key(text) if text else None


LONGEST_KEY = 18


def _key(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY):
        raise UnexpectedValue(field="person", reason="not a key")
    return int(text)


def _day(name: str) -> date | None:
    text = request.form.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UnexpectedValue(field=name, reason="not a day") from None
