"""The edge to tablets: OpenRosa as ODK Collect speaks it (protocol.md 1 to 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.openrosa.door import INSIDE, Door
from server.openrosa.routes import bp, no_route
from server.openrosa.waiting import InTurn

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["INSIDE", "no_route", "register"]


def register(app: Flask) -> None:
    """Serve tablets; call it before anything that wraps the application's WSGI side for a proxy."""
    app.register_blueprint(bp)
    turn = app.extensions["minzheng"].store.turn
    app.wsgi_app = Door(InTurn(app.wsgi_app, turn))  # type: ignore[method-assign]  # as Flask tells to do it
