"""The edge to programs: JSON below /v1, in the public API of ODK Central (protocol.md 6)."""

from server.api.routes import register

__all__ = ["register"]
