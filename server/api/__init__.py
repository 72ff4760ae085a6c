"""The edge to programs: JSON below /v1, in the public API of ODK Central (protocol.md 6)."""

from server.api.routes import no_route, register

__all__ = ["no_route", "register"]
