"""Pieces of the outline map as pictures, for the map inside a form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response

from server.areas import drawn_tiles
from server.console.access import services, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("tiles", __name__, url_prefix="/tiles")

DAY_S: Final = 24 * 3600


@bp.get("/outlines/<int:zoom>/<int:x>/<int:y>.svg")
@signed_in()
def outlines(zoom: int, x: int, y: int) -> ResponseReturnValue:
    """One piece, 256 pixels wide."""
    return drawn(zoom, x, y)


def drawn(zoom: int, x: int, y: int) -> Response:
    """The piece as a picture that runs nothing and is kept for a day."""
    answer = Response(drawn_tiles.tile(services(), zoom, x, y), content_type="image/svg+xml")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = f"private, max-age={DAY_S}"
    return answer
