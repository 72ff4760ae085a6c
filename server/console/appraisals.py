"""Appraisal meetings: where one is needed, entering one, its minutes."""

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
from server.core.registers.lists import CLASSES
from server.core.types import UnitCode
from server.procedures import appraisals
from server.procedures.appraisals import Meeting, Vote

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("appraisals", __name__, url_prefix="/appraisals")

SECTION = "procedures"


@bp.get("")
@signed_in(May.PROCEDURES)
def meetings() -> ResponseReturnValue:
    """Villages that need a meeting, each with a form; meetings that were held."""
    language = wording.language()
    return render_template(
        "procedures/appraisals.html",
        section=SECTION,
        tab="appraisals",
        page=appraisals.meetings(services(), asker()),
        words=view.Words(language),
        classes=view.options(CLASSES, language),
        today=local_date(now()),
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def record() -> ResponseReturnValue:
    """Write the minutes; every application moves on by its vote."""
    form = request.form
    done = appraisals.record(
        services(),
        asker(),
        Meeting(
            village=UnitCode(form.get("unit", "")),
            held_on=form.get("held_on", local_date(now()), type=date.fromisoformat),
            place=form.get("place", "").strip()[:80] or "村委会",
            chair=form.get("chair", "").strip()[:40],
            recorder=form.get("recorder", "").strip()[:40],
            due=_count("due"),
            present=_count("present"),
            representatives=_count("representatives"),
            votes=tuple(_votes()),
        ),
        now=now(),
    )
    answer = redirect(url_for("appraisals.minutes", ref=done.key), 303)
    if done.warnings:
        rules = "、".join(dict.fromkeys(issue.rule for issue in done.warnings))
        return telling.tell(answer, "w", _("已登记，请再看一下：%(rules)s", rules=rules))
    return telling.tell(answer, "k", _("已登记评议会。"))


def _count(name: str) -> int:
    return max(0, min(request.form.get(name, 0, type=int), 1_000))


def _votes() -> list[Vote]:
    """One vote for every application whose line is ticked."""
    form = request.form
    return [
        Vote(
            record_id=key,
            agree=_count(f"agree-{key}"),
            oppose=_count(f"oppose-{key}"),
            abstain=_count(f"abstain-{key}"),
            passed=form.get(f"passed-{key}") == "1",
            class_=form.get(f"class-{key}", ""),
            reason=form.get(f"reason-{key}", "").strip()[:200],
        )
        for key in form.getlist("case", type=int)
    ]


@bp.get("/<int:ref>")
@signed_in(May.PROCEDURES)
def minutes(ref: int) -> ResponseReturnValue:
    """The minutes of a meeting, to read, print and sign."""
    return render_template(
        "procedures/minutes.html",
        section=SECTION,
        page=appraisals.minutes(services(), asker(), ref),
        words=view.Words("zh"),
    )
