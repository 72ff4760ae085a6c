"""Disasters (灾情): events, live figures by unit, differences, reporting upwards, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server import places
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.maps import map_settings
from server.console.views import disaster_map
from server.console.views import disasters as view
from server.core.desk.mapping import MapFilter, PointLayer
from server.core.desk.people import May
from server.core.types import UnitCode
from server.disasters import merging, returns, rolls
from server.maps.points import open_layers

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("disasters", __name__, url_prefix="/disasters")

SECTION = "disasters"
SEES = (May.SEE_COUNTS, May.SEE_SUBMISSIONS)


@bp.get("")
@signed_in(*SEES)
def events() -> ResponseReturnValue:
    """The events of one's area."""
    found = rolls.events(services(), asker())
    return render_template(
        "disasters.html", section=SECTION, lines=view.events(found, wording.language())
    )


@bp.get("/<event_id>")
@signed_in(*SEES)
def event(event_id: str) -> ResponseReturnValue:
    """One event as it stands: the page renews its figures by itself."""
    return render_template("disaster.html", section=SECTION, **_page(event_id))


@bp.get("/<event_id>/sheet")
@signed_in(*SEES)
def sheet(event_id: str) -> ResponseReturnValue:
    """All figures in the order of the state's system, to copy or print."""
    return render_template("disaster_sheet.html", section=SECTION, **_page(event_id))


def _page(event_id: str) -> dict[str, object]:
    unit = UnitCode(request.args["unit"]) if request.args.get("unit") else None
    page = rolls.page(services(), asker(), event_id, unit=unit, now=now())
    here = page.unit.code
    layers = open_layers(asker())
    layer = PointLayer.DAMAGES.value if PointLayer.DAMAGES in layers else ""
    return {
        "map": map_settings((here,), layer, MapFilter(unit=here, event=event_id)),
        "layer": layer,
        "kept": {"unit": here, "event": event_id},
        "shown": disaster_map.event_map(
            page,
            places.tree(services()).children(here),
            request.args.get("measure", ""),
            wording.language(),
        ),
        "page": view.page(page, wording.language(), now()),
        "issues": returns.may_issue(asker(), page.unit.code),
        "before_verified": view.waiting(returns.not_ready(page), wording.language()),
        "merges": asker().post in merging.MERGERS,
        "others": _others(event_id) if asker().post in merging.MERGERS else (),
    }


def _others(event_id: str) -> list[tuple[str, str]]:
    return [
        (each.event_id, each.name)
        for each, _totals in rolls.events(services(), asker())
        if each.event_id != event_id
    ]


@bp.post("/<event_id>/reports")
@signed_in(*SEES)
def report(event_id: str) -> ResponseReturnValue:
    """Report the figures upwards, frozen as they stand."""
    form = request.form
    made = returns.issue(
        services(),
        asker(),
        event_id,
        unit=UnitCode(form.get("unit", "")),
        stage=form.get("stage", ""),
        note=form.get("note", ""),
        now=now(),
    )
    answer = redirect(url_for("disasters.event", event_id=event_id, unit=made.unit), 303)
    said = _("已上报，第 %(n)s 次，校验码 %(code)s。", n=made.seq, code=made.fingerprint[:8])
    return telling.tell(answer, "k", said)


@bp.post("/<event_id>/merge")
@signed_in(*SEES)
def merge(event_id: str) -> ResponseReturnValue:
    """Make this event part of another."""
    into = request.form.get("into", "")
    merging.merge(services(), asker(), event_id, into, note=request.form.get("note", ""), now=now())
    answer = redirect(url_for("disasters.event", event_id=into), 303)
    return telling.tell(answer, "k", _("已合并，两边的上报成为一条线，不重复计数。"))


@bp.post("/<event_id>/unmerge")
@signed_in(*SEES)
def unmerge(event_id: str) -> ResponseReturnValue:
    """Take a merge back."""
    merging.unmerge(services(), asker(), event_id, now=now())
    answer = redirect(url_for("disasters.event", event_id=event_id), 303)
    return telling.tell(answer, "k", _("合并已撤销。"))
