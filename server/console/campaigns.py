"""Campaigns: starting one, and its progress by village and day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling
from server.console.access import asker, now, services, signed_in
from server.core.days import local_date
from server.core.desk.people import May
from server.core.types import UnitCode
from server.procedures import campaigns as desk
from server.procedures.campaigns import NewCampaign

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("campaigns", __name__, url_prefix="/campaigns")

SECTION = "procedures"
A_MONTH = timedelta(days=30)


@bp.get("")
@signed_in(May.PROCEDURES)
def campaigns() -> ResponseReturnValue:
    """Campaigns of one's area, and a form for a new one."""
    day = local_date(now())
    return render_template(
        "procedures/campaigns.html",
        section=SECTION,
        tab="campaigns",
        page=desk.campaigns(services(), asker()),
        units=asker().units,
        start=day,
        closing=day + A_MONTH,
    )


@bp.post("")
@signed_in(May.PROCEDURES)
def create() -> ResponseReturnValue:
    """Start a campaign in all villages of a unit."""
    form = request.form
    day = local_date(now())
    desk.create(
        services(),
        asker(),
        NewCampaign(
            unit=UnitCode(form.get("unit", "")),
            name=form.get("name", ""),
            form_id=form.get("form_id", ""),
            start=form.get("start", day, type=date.fromisoformat),
            closing=form.get("closing", day, type=date.fromisoformat),
        ),
        now=now(),
    )
    return telling.tell(redirect(url_for("campaigns.campaigns"), 303), "k", _("已布置。"))


@bp.get("/<number>")
@signed_in(May.PROCEDURES)
def progress(number: str) -> ResponseReturnValue:
    """Progress by village and day, late villages first."""
    return render_template(
        "procedures/campaign.html",
        section=SECTION,
        tab="campaigns",
        page=desk.progress(services(), asker(), number, now=now()),
    )
