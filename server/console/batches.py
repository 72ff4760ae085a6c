"""Accepting clean records together: the sample, the rest, and taking all of it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.filters import Filters
from server.console.views import shares as view
from server.core.desk.people import May
from server.review import batches

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("batches", __name__, url_prefix="/review/batches")


@bp.post("")
@signed_in(May.REVIEW)
def offer() -> ResponseReturnValue:
    """Put the clean records together and show the sample to be decided first."""
    filters = Filters.asked(request.form)
    ref = batches.offer(
        services(), asker(), unit=filters.unit_code, form_id=filters.form_id or None, now=now()
    )
    return redirect(url_for("batches.batch", ref=ref), 303)


@bp.get("/<int:ref>")
@signed_in(May.REVIEW)
def batch(ref: int) -> ResponseReturnValue:
    """One's own batch: how far the sample is, how many lie in each village."""
    found = batches.batch(services(), asker(), ref)
    page = view.batch(services(), found, language=wording.language())
    return render_template("review/batch.html", section="review", page=page)


@bp.post("/<int:ref>/accept")
@signed_in(May.REVIEW)
def accept(ref: int) -> ResponseReturnValue:
    """Accept the rest."""
    done = batches.accept(services(), asker(), ref, now=now())
    said = _(
        "已批量通过 %(n)s 件，略过 %(s)s 件（期间有改动）",
        n=done.count(batches.ACCEPTED),
        s=done.count(batches.SKIPPED),
    )
    return telling.tell(redirect(url_for("batches.batch", ref=ref), 303), "k", said)


@bp.post("/<int:ref>/undo")
@signed_in(May.REVIEW)
def undo(ref: int) -> ResponseReturnValue:
    """Take the whole batch back."""
    undone = batches.undo(services(), asker(), ref, now=now())
    said = _("已整批撤销 %(n)s 件", n=undone)
    return telling.tell(redirect(url_for("batches.batch", ref=ref), 303), "k", said)
