"""The demo of the program: a township's survey, made up, sent and decided about."""

from server.cli.demo.commands import add

__all__ = ["add"]
