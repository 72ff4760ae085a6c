"""The console: pages for people at a desk."""

from server.console.pages import register

__all__ = ["register"]
