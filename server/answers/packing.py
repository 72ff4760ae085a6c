"""Flat rows of answers as they are kept: JSON with the mark of the layout in front."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from server.core.packed import Layout, packer

if TYPE_CHECKING:
    from server.core.instance import Answers
    from server.core.schema import Field


class Packing:
    """Makes and reads the rows of one form version; make it once per version and keep it."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self.layout = Layout.of(fields)
        self.row = packer(fields)

    def pack(self, values: Answers) -> bytes:
        """Raw answers as they are kept."""
        return orjson.dumps([self.layout.mark, self.row(values)])

    def unpack(self, kept: bytes | None) -> list[Any] | None:
        """The row; None when there is none, or one of another layout: then the XML is read."""
        if kept is None:
            return None
        mark, row = orjson.loads(kept)
        return row if mark == self.layout.mark else None
