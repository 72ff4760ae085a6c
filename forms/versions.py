"""A version for forms that come without one: put in before anything is hashed (OR-211)."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from lxml import etree

from server.core.safexml import parse_xml

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date


def next_version(today: date, taken: Collection[str]) -> str:
    """The first free ``yyyymmddNN`` of the day.

    >>> from datetime import date
    >>> next_version(date(2026, 11, 23), ["2026112301"])
    '2026112302'
    """
    candidates = (f"{today:%Y%m%d}{number:02d}" for number in count(1))
    return next(version for version in candidates if version not in taken)


def with_version(xform: bytes, version: str) -> bytes:
    """The XForm with `version` on the root of its primary instance."""
    html = parse_xml(xml=xform)
    root = html.find("{*}head/{*}model/{*}instance/*")
    if root is not None:
        root.set("version", version)
    return etree.tostring(html, encoding="utf-8", xml_declaration=True)
