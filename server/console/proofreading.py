"""Proofreading by two: what waits, the blind second entry, both side by side for a third."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import proofreading as view
from server.core.desk.people import May
from server.procedures import proofreading

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("proofreading", __name__, url_prefix="/proofreading")

SECTION = "procedures"


@bp.get("")
@signed_in(May.REVIEW)
def tasks() -> ResponseReturnValue:
    """Records drawn for proofreading, those done, and how people fare."""
    return render_template(
        "procedures/proofreading.html",
        section=SECTION,
        tab="proofreading",
        page=proofreading.tasks(services(), asker(), now=now()),
        now=now(),
        title=view.title,
        stamp=view.stamp,
    )


@bp.get("/<int:ref>/enter")
@signed_in(May.REVIEW)
def entry(ref: int) -> ResponseReturnValue:
    """The fields of the form, empty: the first entry is not shown."""
    form = proofreading.entry_form(services(), asker(), ref)
    return render_template(
        "procedures/second_entry.html",
        section=SECTION,
        tab="proofreading",
        form=form,
        title=view.title(form.title),
        groups=view.groups(form, wording.language()),
    )


@bp.post("/<int:ref>/enter")
@signed_in(May.REVIEW)
def enter(ref: int) -> ResponseReturnValue:
    """Keep the second entry and say whether it is the same."""
    typed = {name: text for name, text in request.form.items() if name.startswith("/")}
    key = proofreading.enter(services(), asker(), ref, typed, now=now())
    found = proofreading.comparison(services(), asker(), key)
    answer = redirect(url_for("proofreading.tasks"), 303)
    differing = len(found.row["differing"])
    if differing:
        return telling.tell(answer, "i", _("有 %(n)s 处不一致，由第三人裁定。", n=differing))
    return telling.tell(answer, "k", _("两次录入一致。"))


@bp.get("/<int:ref>")
@signed_in(May.REVIEW)
def comparison(ref: int) -> ResponseReturnValue:
    """Both entries where they differ."""
    found = proofreading.comparison(services(), asker(), ref)
    return render_template(
        "procedures/comparison.html",
        section=SECTION,
        tab="proofreading",
        page=found,
        title=view.title(found.title),
        lines=view.lines(found, wording.language()),
    )


@bp.post("/<int:ref>")
@signed_in(May.REVIEW)
def settle(ref: int) -> ResponseReturnValue:
    """A third person's choice, field by field."""
    choices = {name: text for name, text in request.form.items() if name.startswith("/")}
    proofreading.settle(
        services(), asker(), ref, choices, reason=request.form.get("reason", ""), now=now()
    )
    answer = redirect(url_for("proofreading.comparison", ref=ref), 303)
    return telling.tell(answer, "k", _("已裁定，请在审核页改正取错的值。"))
