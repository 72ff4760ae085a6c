"""What Digest needs of a password, kept sealed: MD5 of login, realm and password.

In clear it would undo argon2 for whoever steals the database; sealed, the installation's key,
which lies outside of the database, is needed as well.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

if TYPE_CHECKING:
    from server.services import Services


def ha1(login: str, realm: str, password: str) -> str:
    """HA1 of RFC 2617, 32 hex digits, everything in UTF-8 as our challenge asks for."""
    text = f"{login}:{realm}:{password}"
    return hashlib.md5(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()


def sealed_ha1(services: Services, login: str, password: str) -> bytes | None:
    """HA1 to keep; None for a login that tablets cannot put into a header (protocol.md 1.6)."""
    if not login.isascii():
        return None
    return services.sealer.seal(ha1(login, services.settings.realm, password))


def opened_ha1(services: Services, sealed: bytes) -> str | None:
    """HA1 as kept; None when it was sealed with another installation's key."""
    try:
        return services.sealer.open(sealed)
    except InvalidTag:
        return None
