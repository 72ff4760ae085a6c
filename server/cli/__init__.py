"""The edge to the administrator: the `minzheng` command."""

from server.cli.command import main

__all__ = ["main"]
