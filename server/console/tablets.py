"""Tablets: their accounts, the villages they collect in, the code to scan, revoking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from server import places
from server.areas import desk as areas
from server.auth import tablets as accounts
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import office as view
from server.core.desk.people import May
from server.core.types import UnitCode
from server.publish import training

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from server.core.types import AdminUnit

bp = Blueprint("tablets", __name__, url_prefix="/tablets")


@bp.get("")
@signed_in(May.MANAGE_TABLETS)
def tablets() -> ResponseReturnValue:
    """The tablets of one's area."""
    found = accounts.tablets(services(), asker())
    language = wording.language()
    joiner = "、" if language == "zh" else ", "
    return render_template(
        "tablets.html",
        section="tablets",
        tablets=view.tablets(found, now=now(), language=language, joiner=joiner),
        townships=by_township(areas.villages(services(), asker())),
    )


@bp.post("")
@signed_in(May.MANAGE_TABLETS)
def create() -> ResponseReturnValue:
    """A new tablet, then its code to scan."""
    made = accounts.create_tablet(
        services(),
        asker(),
        name=request.form.get("name", "").strip(),
        units=tuple(UnitCode(code) for code in request.form.getlist("unit")),
        project_id=_practice() if request.form.get("practice") else None,
        now=now(),
    )
    return redirect(url_for("tablets.code", ref=made.id), 303)


def _practice() -> int:
    """The project for practising; its forms are those in force."""
    return training.ensure(services(), now=now())


@bp.get("/<int:ref>")
@signed_in(May.MANAGE_TABLETS)
def code(ref: int) -> ResponseReturnValue:
    """The code of one tablet, on a sheet to print."""
    found = accounts.tablet_code(services(), asker(), ref, now=now())
    return render_template(
        "tablet_code.html", section="tablets", code=found, qr=qr_code(found.settings)
    )


@bp.post("/<int:ref>/revoke")
@signed_in(May.MANAGE_TABLETS)
def revoke(ref: int) -> ResponseReturnValue:
    """Shut a tablet out from its next request on."""
    accounts.revoke_tablet(services(), asker(), ref, now=now())
    answer = redirect(url_for("tablets.tablets"), 303)
    return telling.tell(answer, "k", _("已吊销，那台平板从下一次连接起就进不来了。"))


def by_township(villages: Sequence[AdminUnit]) -> list[tuple[str, list[AdminUnit]]]:
    """Villages under the name of their township, so that one is found among hundreds."""
    tree = places.tree(services())
    found: dict[str, list[AdminUnit]] = {}
    for village in villages:
        name = tree.path_name(village.parent_code) if village.parent_code else ""
        found.setdefault(name, []).append(village)
    return list(found.items())


def qr_code(text: str) -> Markup:
    """A QR code as SVG without a style attribute; level M survives a stamp on a corner."""
    drawing = segno.make(text, error="m", micro=False)
    return Markup(  # noqa: S704 — segno draws only a path from our own text
        drawing.svg_inline(omitsize=True, svgclass="mz-qr", lineclass=None, border=2)
    )
