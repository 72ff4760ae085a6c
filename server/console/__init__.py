"""The console: pages for people at a desk."""

from server.console.pages import no_route, register

__all__ = ["no_route", "register"]
