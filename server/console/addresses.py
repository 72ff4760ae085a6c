"""Addresses that a browser hands us, and whether they lead to a page of ours."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from flask import request

OURS: Final = re.compile(r"/(?:[^/\\\x00-\x1f\x7f-\x9f][^\\\x00-\x1f\x7f-\x9f]*)?")
"""A path from the root: browsers drop control characters and take ``\\`` for ``/``."""


def inside(url: str) -> str:
    """`url` if it leads to a page of ours, else the desk: nobody is sent elsewhere.

    >>> inside("/review?shelf=all"), inside("//evil.example"), inside("https://evil.example/")
    ('/review?shelf=all', '/', '/')
    """
    return url if OURS.fullmatch(url) else "/"


def origin() -> str:
    """The page a form stood on, if the browser says so and it is ours; else empty."""
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:  # brackets that are not closed
        return ""
    page = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return page if parts.netloc == request.host and OURS.fullmatch(page) else ""
