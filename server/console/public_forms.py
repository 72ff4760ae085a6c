"""Public access links in a browser: one form, for whoever holds the address, without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for

from server.auth import public_links
from server.console import tiles, webform
from server.console.access import now, services
from server.intake import web_entry
from server.publish import listing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from server.auth.public_links import OpenLink

bp = Blueprint("public_forms", __name__, url_prefix="/f")


@bp.get("/<token>")
def page(token: str) -> ResponseReturnValue:
    """The form of a link."""
    link = _link(token)
    found = listing.one(services(), link.sender, link.project_id, link.form_id)
    return webform.page(
        webform.FillPage(
            title=found.name,
            xform=url_for("public_forms.xform", token=token),
            files=webform.folder(url_for("public_forms.file", token=token, name=webform.ANY)),
            tiles=webform.tiles(token),
            submit=url_for("public_forms.send", token=token),
            is_public=True,
        )
    )


@bp.post("/<token>")
@webform.answering
def send(token: str) -> ResponseReturnValue:
    """Take what was filled, with the link's rights and no others."""
    link = _link(token)
    public_links.take_turn(services(), link, address=request.remote_addr or "", now=now())
    listing.one(services(), link.sender, link.project_id, link.form_id)
    web_entry.enter(
        services(),
        link.sender,
        link.project_id,
        webform.entry(),
        form_id=link.form_id,
        now=now(),
    )
    return webform.told(url_for("public_forms.thanks", token=token))


@bp.get("/<token>/thanks")
def thanks(token: str) -> ResponseReturnValue:
    """That it has arrived, and the way to the next one."""
    link = _link(token)
    found = listing.one(services(), link.sender, link.project_id, link.form_id)
    return render_template("fill/thanks.html", form=found, token=token)


@bp.get("/<token>/form.xml")
def xform(token: str) -> ResponseReturnValue:
    """The XForm in force."""
    link = _link(token)
    found = listing.form_file(services(), link.sender, link.project_id, link.form_id)
    return webform.xform(found.content)


@bp.get("/<token>/files/<name>")
def file(token: str, name: str) -> ResponseReturnValue:
    """A file of the form, as far as the link may know it."""
    link = _link(token)
    return webform.file(listing.media(services(), link.sender, link.project_id, link.form_id, name))


@bp.get("/<token>/tiles/<int:zoom>/<int:x>/<int:y>.svg")
def tile(token: str, zoom: int, x: int, y: int) -> ResponseReturnValue:
    """One piece of the outline map."""
    _link(token)
    return tiles.drawn(zoom, x, y)


def _link(token: str) -> OpenLink:
    return public_links.opened(services(), token, address=request.remote_addr or "", now=now())
