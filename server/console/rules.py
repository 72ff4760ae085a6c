"""Rules and what they go by: the list, limits with a trial before they are set, days off."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server import places
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import rules as view
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import (
    DayUnfit,
    LimitUnfit,
    NotFound,
    PeriodUnfit,
    SurveyError,
    UnexpectedValue,
)
from server.core.rules.catalogue import catalogue
from server.rulebook import days_off, limits, overview, trial
from server.rulebook.limits import Change
from server.rulebook.standing_issues import standing_issues
from server.thresholds import is_citywide

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.rulebook.trial import Trial

bp = Blueprint("rules", __name__, url_prefix="/rules")

SECTION = "rules"
READERS = (May.SEE_SUBMISSIONS, May.SEE_COUNTS)
UNFIT = (LimitUnfit, PeriodUnfit)


@bp.get("")
@signed_in(*READERS)
def rules() -> ResponseReturnValue:
    """All rules by group."""
    person, language = asker(), wording.language()
    found = view.groups(overview.rules(services(), person, now=now()), language)
    return render_template(
        "rules/list.html",
        section=SECTION,
        groups=found,
        total=sum(len(each.lines) for each in found),
        place=_place(),
        days=overview.DAYS,
        sees_counts=overview.sees_counts(person),
    )


def _place() -> str:
    """The county whose limits are shown; empty for the city."""
    unit = limits.unit_of(services(), asker())
    tree = places.tree(services())
    return tree.get(unit).name if unit in tree and not is_citywide(unit) else ""


@bp.get("/limits/<name>")
@signed_in(*READERS)
def limit(name: str) -> ResponseReturnValue:
    """One limit: what is in force, what was, and a form for who may change it."""
    return _limit(name)


def _limit(
    name: str,
    *,
    change: Change | None = None,
    tried: Trial | None = None,
    refused: SurveyError | None = None,
) -> ResponseReturnValue:
    person, language = asker(), wording.language()
    unit = limits.unit_of(services(), person)
    known = limits.in_force(services(), unit, local_date(now())).get(name)
    if known is None:
        raise NotFound
    names: dict[str, str] = {
        code: each.name for code, each in places.tree(services()).by_code.items()
    }
    page = render_template(
        "rules/limit.html",
        section=SECTION,
        limit=view.cell(known, language),
        default=known.default,
        rules=[(rule, catalogue()[rule].title[language]) for rule in known.threshold.rules],
        history=view.history(
            limits.history(services(), name, unit), names, now=now(), language=language
        ),
        may_change=limits.may_change(person),
        place=_place(),
        change=change,
        today=local_date(now()).isoformat(),
        tried=tried,
        refused=None if refused is None else refused.sentence(language),
    )
    return page, 200 if refused is None else refused.status


@bp.post("/limits/<name>/try")
@signed_in(May.LIMITS)
def try_limit(name: str) -> ResponseReturnValue:
    """What a new value would say of the submissions of the last days."""
    change = _change(name)
    try:
        tried = trial.try_limit(services(), asker(), change, now=now())
    except UNFIT as refused:
        return _limit(name, change=change, refused=refused)
    return _limit(name, change=change, tried=tried)


@bp.post("/limits/<name>")
@signed_in(May.LIMITS)
def change_limit(name: str) -> ResponseReturnValue:
    """Set it."""
    change = _change(name)
    try:
        limits.change_limit(services(), asker(), change, now=now())
    except UNFIT as refused:
        return _limit(name, change=change, refused=refused)
    answer = redirect(url_for("rules.limit", name=name), 303)
    return telling.tell(answer, "k", _("已保存，此后收到的提交按新阈值校验。"))


def _change(name: str) -> Change:
    return Change(
        name=name,
        text=request.form.get("value", ""),
        since=_day("since") or local_date(now()),
        until=_day("until"),
        note=request.form.get("note", ""),
    )


def _day(field: str) -> date | None:
    text = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UnexpectedValue(field=field, reason=text) from error


@bp.get("/records")
@signed_in(May.REVEAL)
def records() -> ResponseReturnValue:
    """What rules say of records of registers, as it stands now."""
    rule, language = request.args.get("rule", ""), wording.language()
    found = standing_issues(services(), asker(), rule=rule)
    lines = view.standing(found.lines, places.tree(services()), language)
    return render_template(
        "rules/records.html", section=SECTION, lines=lines, total=found.total, rule=rule
    )


@bp.get("/days-off")
@signed_in(*READERS)
def days() -> ResponseReturnValue:
    """Days off and worked of a year."""
    return _days(request.args.get("year", ""))


@bp.post("/days-off")
@signed_in(May.LIMITS)
def set_days() -> ResponseReturnValue:
    """Make these the days of a year."""
    text, year = request.form.get("days", ""), request.form.get("year", "")
    try:
        number = days_off.set_days(services(), asker(), _year(year), text, now=now())
    except DayUnfit as refused:
        return _days(year, text=text, refused=refused)
    answer = redirect(url_for("rules.days", year=year), 303)
    return telling.tell(answer, "k", _("已保存 %(n)s 天，法定期限从此按它计算。", n=number))


def _days(
    year: str, *, text: str | None = None, refused: DayUnfit | None = None
) -> ResponseReturnValue:
    this = _year(year)
    known = days_off.of_year(services(), this)
    page = render_template(
        "rules/days.html",
        section=SECTION,
        year=this,
        days=known,
        text=days_off.written(known) if text is None else text,
        may_change=days_off.may_change(asker()),
        refused=None if refused is None else refused.sentence(wording.language()),
    )
    return page, 200 if refused is None else refused.status


def _year(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) == len("2026") else local_date(now()).year
