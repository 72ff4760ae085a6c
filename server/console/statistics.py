"""Statistics (统计): figures or groups of people by unit, as a table and a chart, kept by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.answers import known_forms
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.maps import map_settings
from server.console.views import figures as figure_view
from server.console.views import maps as map_view
from server.core.figures import NAMES
from server.figures import asking, saved
from server.figures.table import table

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.figures.asking import FigureAsk

bp = Blueprint("statistics", __name__, url_prefix="/statistics")

SECTION: Final = "statistics"
DEFAULT: Final = "households,persons"


@bp.get("")
@signed_in(*asking.SEES)
def page() -> ResponseReturnValue:
    """A table of figures with its chart and its map."""
    person, language = asker(), wording.language()
    ask = _asked(request.args)
    found = table(services(), person, ask, now=now())
    units = asking.units_of(services(), person, ask.filter.unit)
    chosen = set(ask.figures)
    return render_template(
        "statistics/statistics.html",
        section=SECTION,
        figures=figure_view.page(found, language, stacked=bool(ask.group)),
        ask=ask,
        kept=ask.filter.args,
        offered=[
            (each.name, each.label(language), each.name in chosen)
            for each in asking.offered(person)
        ],
        groups=[(group.value, names[language == "en"]) for group, names in NAMES.items()],
        forms=map_view.forms(known_forms(services()).values(), language),
        map=map_settings(units, "", ask.filter),
        day=found.day.isoformat(),
        saved=saved.saved(services(), person),
    )


@bp.post("")
@signed_in(*asking.SEES)
def keep() -> ResponseReturnValue:
    """Keep the table under a name."""
    ask = _asked(request.form)
    name, shared = request.form.get("name", ""), bool(request.form.get("shared"))
    saved.keep(services(), asker(), name, ask, shared=shared, now=now())
    answer = redirect(url_for("statistics.page", **ask.args), 303)
    return telling.tell(answer, "k", _("已保存，在“保存的统计”里打开。"))


@bp.post("/<int:ref>/forget")
@signed_in(*asking.SEES)
def forget(ref: int) -> ResponseReturnValue:
    """Forget one of one's own."""
    saved.forget(services(), asker(), ref)
    return redirect(url_for("statistics.page"), 303)


def _asked(values: Any) -> FigureAsk:  # noqa: ANN401  # arguments of an address or of a form
    """The question; several figures may stand beside each other or in one text."""
    told = dict(values.items())
    told["figures"] = ",".join(values.getlist("figures")) or DEFAULT
    return asking.FigureAsk.asked(told)
