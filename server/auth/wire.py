"""Who sends a request over the wire: one answer for tablets and programs (protocol.md 1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from server.auth.basic import basic_account
from server.auth.digest import challenge, digest_account
from server.auth.grants import sender_of
from server.auth.login import LONGEST_ADDRESS
from server.auth.sessions import SESSION_COOKIE, session_sender
from server.auth.tokens import tablet_sender
from server.core.errors import (
    AuthenticationFailed,
    CodeNeeded,
    NonceExpired,
    PasswordChangeNeeded,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.core.rights import Sender
    from server.services import Services
    from server.store.users import Account

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a request says about its sender.

    `target` is the raw request target with its query, as Digest signs it.  `key` is a tablet's
    token and None when the URL holds none.  `from_page` is what a page of ours adds to what it
    sends, since no other site's page can: the session's csrf secret or ``XMLHttpRequest``.
    """

    method: str
    target: str
    address: str
    is_https: bool
    key: str | None = None
    authorization: str = ""
    cookie: str = ""
    from_page: str = ""

    @classmethod
    def of(cls, environ: Mapping[str, Any], *, key: str | None = None) -> Claim:
        """Read a WSGI environ; a proxy's headers must have been dealt with."""
        return cls(
            method=environ["REQUEST_METHOD"],
            target=_target(environ),
            address=environ.get("REMOTE_ADDR", "")[:LONGEST_ADDRESS],
            is_https=environ.get("wsgi.url_scheme") == "https",
            key=key,
            authorization=environ.get("HTTP_AUTHORIZATION", ""),
            cookie=_cookie(environ.get("HTTP_COOKIE", "")),
            from_page=environ.get("HTTP_X_CSRF_TOKEN") or environ.get("HTTP_X_REQUESTED_WITH", ""),
        )


def identified(services: Services, claim: Claim, *, now: datetime) -> Sender:
    """The sender: by the token in the URL, else the Authorization header, else the session cookie.

    Raise TokenRefused, AuthenticationFailed (also NonceExpired, and for no credentials at all),
    HttpsRequired, TooManyAttempts, PasswordChangeNeeded, CodeNeeded.
    """
    if claim.key is not None:
        return tablet_sender(services, claim.key, address=claim.address, now=now)
    scheme, _, value = claim.authorization.strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return _by_session(services, value.strip(), None, now)
        case "basic":
            account = basic_account(
                services, value, is_https=claim.is_https, address=claim.address, now=now
            )
        case "digest":
            account = digest_account(
                services,
                value,
                method=claim.method,
                target=claim.target,
                address=claim.address,
                now=now,
            )
        case "" if claim.cookie:
            return _by_session(services, claim.cookie, claim, now)
        case _:
            raise AuthenticationFailed
    return _by_password(services, account, now)


def challenges(
    services: Services, error: AuthenticationFailed, claim: Claim, *, now: datetime
) -> tuple[str, ...]:
    """Values for WWW-Authenticate, one per header line, Digest first (OR-44).

    None for a page of ours, or the browser would show a login dialog of its own (OR-53).
    """
    if claim.key is not None or claim.from_page:
        return ()
    realm = services.settings.realm
    asked = [challenge(services, now=now, stale=isinstance(error, NonceExpired))]
    if claim.is_https or services.settings.allow_basic_over_http:
        asked.append(f'Basic realm="{realm}", charset="UTF-8"')
    return tuple(asked)


def _by_session(services: Services, token: str, page: Claim | None, now: datetime) -> Sender:
    """The sender of a session; one of a cookie changes something only from a page of ours."""
    found = session_sender(services, token, now=now)
    if found is None:
        raise AuthenticationFailed
    if page is not None and page.method not in SAFE:
        _require_own_page(page, found.csrf)
    if found.must_change_password:
        raise PasswordChangeNeeded
    return found.sender


def _require_own_page(page: Claim, csrf: str) -> None:
    if page.from_page not in {csrf, "XMLHttpRequest"}:
        raise AuthenticationFailed


def _by_password(services: Services, account: Account, now: datetime) -> Sender:
    """The sender; all ways in are equal, so a password alone does not replace two factors."""
    if account.has_second_factor:
        raise CodeNeeded
    if account.must_change_password:
        raise PasswordChangeNeeded
    with services.store.read() as conn:
        return sender_of(conn, account, now=now)


def _target(environ: Mapping[str, Any]) -> str:
    """The request target as sent, without scheme and host, which proxies may put before it."""
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    if raw.startswith("/"):
        return str(raw)
    parts = urlsplit(raw)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _cookie(header: str) -> str:
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == SESSION_COOKIE:
            return value
    return ""
