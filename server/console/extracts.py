"""Files taken out (导出): order one, see how far it is, cancel it, take it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from exports.formats import MEDIA_TYPES, NEEDS_PLACE, Format, available
from server.console import telling, wording
from server.console.access import asker, now, services, signed_in
from server.console.views import extracts as view
from server.core.desk.extract import Wish
from server.extracts import asking, sources

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("extracts", __name__, url_prefix="/extracts")

SECTION = "extracts"
OWN = frozenset({"csrf", "source", "format", "purpose", "purpose_more", "values", "written_in"})
"""Words of the form that are not conditions of the list."""


@bp.get("")
@signed_in()
def mine() -> ResponseReturnValue:
    """My files, the newest first; the page looks again while one is in the making."""
    lines = view.lines(asking.mine(services(), asker()), now=now(), language=wording.language())
    return render_template(
        "extracts.html",
        section=SECTION,
        lines=lines,
        moving=any(line.is_open for line in lines),
        days=asking.KEPT.days,
    )


@bp.get("/new")
@signed_in()
def new() -> ResponseReturnValue:
    """What is taken out, as what, and what for."""
    query = {key: text for key, text in request.args.items() if key not in OWN and text}
    wish = Wish(request.args.get("source", ""), "", "", wording.language(), query=query)
    found = sources.source(services(), asker(), wish, now=now())
    has_place = found.table.place is not None
    return render_template(
        "extract_new.html",
        section=SECTION,
        source=wish.source,
        title=found.table.title,
        total=found.total,
        columns=len(found.table.columns),
        query=query,
        formats=[f for f in available() if has_place or f not in NEEDS_PLACE],
        has_place=has_place,
    )


@bp.post("")
@signed_in()
def order() -> ResponseReturnValue:
    """Have a file made."""
    form = request.form
    purpose = " ".join(t.strip() for t in (form.get("purpose", ""), form.get("purpose_more", "")))
    wish = Wish(
        source=form.get("source", ""),
        format=form.get("format", ""),
        purpose=purpose.strip(),
        language="en" if form.get("written_in") == "en" else "zh",
        codes=form.get("values") == "codes",
        query={key: text for key, text in form.items() if key not in OWN and text},
    )
    asking.ask(services(), asker(), wish, now=now())
    return telling.tell(
        redirect(url_for("extracts.mine"), 303), "k", _("已开始生成，完成后在这里下载。")
    )


@bp.post("/<int:ref>/cancel")
@signed_in()
def cancel(ref: int) -> ResponseReturnValue:
    """Stop making one."""
    asking.cancel(services(), asker(), ref, now=now())
    return redirect(url_for("extracts.mine"), 303)


@bp.get("/<int:ref>/file")
@signed_in()
def file(ref: int) -> ResponseReturnValue:
    """The file; a broken download goes on where it stopped."""
    found, path = asking.take(services(), asker(), ref, now=now())
    answer = send_file(
        path.resolve(),
        mimetype=MEDIA_TYPES[Format(found.wish.format)],
        etag=found.sha256,
        conditional=True,
    )
    name = quote(view.file_name(found))
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
