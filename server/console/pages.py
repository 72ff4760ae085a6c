"""All pages put together, with what every template may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, make_response, request
from werkzeug.exceptions import BadHost

from server.console import (
    access,
    applications,
    appraisals,
    areas,
    assets,
    audits,
    batches,
    campaigns,
    contacts,
    counter,
    decide,
    disasters,
    duties,
    entities,
    extracts,
    failures,
    filling,
    forms,
    headers,
    home,
    households,
    maps,
    mine,
    people,
    petitions,
    proofreading,
    public_forms,
    public_lists,
    quarantine,
    queue_views,
    registers,
    reports,
    review,
    rules,
    search,
    security,
    sign,
    statistics,
    tablets,
    telling,
    tiles,
    trail,
    users,
    visits,
    wording,
)
from server.console.views import times
from server.core.area import is_within, short_name
from server.core.desk.people import May
from server.core.errors import UnexpectedValue
from server.core.rules.catalogue import catalogue
from server.registers.access import opens_any

if TYPE_CHECKING:
    from flask import Flask, Response
    from werkzeug.exceptions import HTTPException

    from server.core.desk.people import Asker
    from server.core.types import UnitCode

BLUEPRINTS = (
    sign.bp,
    security.bp,
    home.bp,
    mine.bp,
    review.bp,
    decide.bp,
    batches.bp,
    audits.bp,
    duties.bp,
    queue_views.bp,
    households.bp,
    search.bp,
    people.bp,
    registers.bp,
    reports.bp,
    disasters.bp,
    maps.bp,
    statistics.bp,
    extracts.bp,
    filling.bp,
    public_forms.bp,
    tiles.bp,
    forms.bp,
    entities.bp,
    tablets.bp,
    users.bp,
    trail.bp,
    areas.bp,
    rules.bp,
    quarantine.bp,
    applications.bp,
    appraisals.bp,
    campaigns.bp,
    contacts.bp,
    counter.bp,
    petitions.bp,
    proofreading.bp,
    public_lists.bp,
    visits.bp,
)


def register(app: Flask) -> None:
    """Add the console to `app`, whose ``extensions["minzheng"]`` are the services."""
    wording.install(app)
    assets.install(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.register_blueprint(Blueprint("templates", __name__, template_folder="templates"))
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.filters["short_name"] = short_name
    app.jinja_env.filters["moment"] = times.stamp
    app.jinja_env.tests["in_area"] = in_area
    app.context_processor(spoken)


def finish(answer: Response) -> Response:
    """What every page's answer carries."""
    return headers.protect(telling.forget(access.keep_form_proof(answer)))


def no_route(error: HTTPException) -> Response:
    """An address of no page, or a page asked for in a way it does not know."""
    if isinstance(error, BadHost):  # no address can be made for it, not even that of a style sheet
        return failures.bare(UnexpectedValue(field="Host", reason=error.name))
    return finish(make_response(failures.http_error(error)))


for _pages in BLUEPRINTS:  # once, since two applications of one process share the pages
    _pages.before_request(access.check_form)
    _pages.before_request(access.check_texts)
    _pages.after_request(finish)
    failures.install(_pages)


def spoken() -> dict[str, Any]:
    """Names every template may use."""
    person = access.asking()
    return {
        "asker": person,
        "csrf_token": access.form_proof,
        "here": here,
        "language": wording.language(),
        "rule_title": rule_title,
        "opens_registers": person is not None and opens_any(person),
        "may": lambda what: person is not None and May(what) in person.may,
        "scope_name": scope_name,
        "theme": wording.theme(),
        "told": telling.told,
    }


def rule_title(rule: str) -> str:
    """What a rule is called in the reader's language; other codes stay as they are."""
    entry = catalogue().get(rule)
    return entry.title[wording.language()] if entry else rule


def here() -> str:
    """The address of this page, for coming back after a small change."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def in_area(code: UnitCode) -> bool:
    """Whether a unit lies in the reader's own area, so that its page opens."""
    person = access.asking()
    return person is not None and any(is_within(code, unit.code) for unit in person.units)


def scope_name(person: Asker) -> str:
    """The area of the person's post."""
    first = short_name(person.units[0].name)
    return first if len(person.units) == 1 else f"{first} +{len(person.units) - 1}"
