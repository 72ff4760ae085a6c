"""Which requests are a tablet's, and what of them the rest of the program may see.

Everything of OpenRosa is served below one path of our own.  This door, in front of the routes,
leads requests there: with or without a token in the URL, with doubled and trailing slashes, which
must not redirect a POST (OR-12).  The token leaves the path here, so that nothing behind can put
it into a log (OR-55).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

INSIDE = "/v1/openrosa"
KEY = "minzheng.key"
"""Where in the environ the token goes."""

_KEY_PATH = re.compile(r"/v1/key/([^/]*)(/.*)?")
_TEST_PATH = re.compile(r"/v1/test/([^/]*)(/projects/[^/]+/forms/[^/]+/draft(?:\.xml|/.*)?)")
_LOGIN_PATH = re.compile(
    r"/v1(/projects/[^/]+/(?:formList|submission|forms/[^/]+/manifest|datasets/[^/]+/integrity))"
)
_SHARED_PATH = re.compile(r"/v1(/projects/[^/]+/forms/(?:[^/]+\.xml|[^/]+/attachments/[^/]+))")
"""Served by the public API as well; a tablet is told by its header."""

_SLASHES = re.compile("/{2,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A tablet's request: the path inside and the token, None when the URL holds none."""

    path: str
    key: str | None


def entry(path: str, *, method: str = "GET", speaks_openrosa: bool = False) -> Entry | None:
    """Where a request for `path` is led, or None when it is no tablet's.

    >>> entry("/v1/key/T0ken//projects/1/submission/")
    Entry(path='/v1/openrosa/projects/1/submission', key='T0ken')
    >>> entry("/v1/projects/1/formList").path
    '/v1/openrosa/projects/1/formList'
    >>> entry("/v1/projects/1/forms/f.xml"), entry("/v1/projects/1/forms")
    (None, None)
    """
    plain = _SLASHES.sub("/", path).rstrip("/")
    if found := _KEY_PATH.fullmatch(plain):
        return Entry(INSIDE + (found[2] or ""), found[1])
    if found := _TEST_PATH.fullmatch(plain):
        return Entry(f"{INSIDE}/test{found[2]}", found[1])
    found = _LOGIN_PATH.fullmatch(plain)
    if found is None and speaks_openrosa and method in {"GET", "HEAD"}:
        found = _SHARED_PATH.fullmatch(plain)
    return Entry(INSIDE + found[1], None) if found else None


class Door:
    """WSGI middleware that leads tablets' requests inside."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass the request on, led inside if it is a tablet's."""
        led = entry(
            environ.get("PATH_INFO", ""),
            method=environ["REQUEST_METHOD"],
            speaks_openrosa="HTTP_X_OPENROSA_VERSION" in environ,
        )
        if led is not None:
            environ["PATH_INFO"] = led.path
            environ[KEY] = led.key if led.key is not None else _take_key(environ)
        return self._app(environ, start_response)


def _take_key(environ: WSGIEnvironment) -> str | None:
    """The token of ``?st=`` (OR-41), which leaves the query as it leaves the path."""
    pairs = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    key = next((value for name, value in pairs if name == "st"), None)
    if key is not None:
        environ["QUERY_STRING"] = urlencode([pair for pair in pairs if pair[0] != "st"])
    return key
