"""Basic credentials (RFC 7617), and not paying argon2 for every request that carries them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from server.auth.login import authenticated, note_entry, plain_login
from server.auth.recent import Recent
from server.core.errors import AuthenticationFailed, HttpsRequired
from server.store import users

if TYPE_CHECKING:
    from datetime import datetime

    from server.services import Services
    from server.store.users import Account

REMEMBERED = timedelta(minutes=5)


def read_basic(value: str) -> tuple[str, str]:
    """Login and password of a header's value; raise AuthenticationFailed.

    Collect writes Latin-1, web tools UTF-8; the password may hold colons (OR-42).
    """
    try:
        raw = base64.b64decode(value.strip(), validate=True)
    except binascii.Error as error:
        raise AuthenticationFailed from error
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    login, colon, password = text.partition(":")
    if not colon:
        raise AuthenticationFailed
    return login, password


def basic_account(
    services: Services, value: str, *, is_https: bool, address: str, now: datetime
) -> Account:
    """The account that a header's value opens.

    Raise HttpsRequired over a plain connection unless the installation allows it (OR-43),
    AuthenticationFailed, TooManyAttempts.
    """
    if not (is_https or services.settings.allow_basic_over_http):
        raise HttpsRequired
    login, password = read_basic(value)
    remembered = services.memo.get("auth.basic", lambda: Recent(REMEMBERED))
    with services.store.read() as conn:
        account = users.find_account(conn, plain_login(login))
    if account is not None and not account.is_disabled:
        key = _proof(services, account, password)
        if remembered.holds(key, now):
            return account
    account = authenticated(services, login, password, address=address, now=now)
    remembered.add(_proof(services, account, password), now)
    note_entry(services, account, "basic", address=address, now=now)
    return account


def _proof(services: Services, account: Account, password: str) -> bytes:
    """Says that this password opened this account; void once the account's hash changes."""
    text = f"{account.id}\0{account.password_hash}\0{password}".encode(errors="surrogatepass")
    return hmac.digest(services.sealer.signing_key, text, hashlib.sha256)
