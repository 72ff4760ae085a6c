"""A login and its password, however they came: page, Basic, or asked for once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.auth import passwords, throttle
from server.core.errors import AuthenticationFailed
from server.store import audit, logins, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.services import Services
    from server.store.users import Account

LONGEST_NAME = 120
LONGEST_ADDRESS = 45
"""An IPv6 address with an IPv4 one in it; what a proxy says may be anything."""


def plain_login(login: str) -> str:
    """A login as it is kept: without blanks around, in lower case, of what databases can hold."""
    storable = login.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    return storable.strip().lower()


def plain_name(name: str) -> str:
    """A name as it is kept: printable, single blanks, at most 120 characters."""
    spaced = " ".join(name.split())
    return "".join(c for c in spaced if c.isprintable())[:LONGEST_NAME]


def authenticated(
    services: Services, login: str, password: str, *, address: str, now: datetime
) -> Account:
    """The account that this login and password open.

    An unknown account takes as long as a wrong password and is answered alike.  Raise
    AuthenticationFailed (its details say how many attempts are ``left``) or TooManyAttempts.
    """
    login, address = plain_login(login), address[:LONGEST_ADDRESS]
    digest = services.sealer.digest(login)
    with services.store.read() as conn:
        account = users.find_account(conn, login)
    if account is not None and account.is_disabled:
        account = None
    left = services.store.write(lambda conn: throttle.begin_attempt(conn, digest, address, now=now))
    kept = None if account is None else account.password_hash
    if not passwords.matches(kept, password) or account is None:
        services.store.write(lambda conn: note_refusal(conn, account, address=address, now=now))
        raise AuthenticationFailed(left=left)
    services.store.write(lambda conn: logins.forgive(conn, digest, address))
    _renew_hash(services, account, password)
    return account


def note_refusal(conn: Connection, account: Account | None, *, address: str, now: datetime) -> None:
    """Log a refused login; what was typed as login is not kept, it may be the password."""
    subject = f"user {account.id}" if account else ""
    details = {"address": address}
    audit.note(conn, "session.refuse", at=now, by=None, subject=subject, details=details)


def note_entry(
    services: Services, account: Account, way: str, *, address: str, now: datetime
) -> None:
    """Log that somebody came in without a session: by ``basic`` or ``digest``."""
    details = {"address": address, "way": way}
    services.store.soon(
        lambda conn: audit.note(conn, "session.wire", at=now, by=account.id, details=details)
    )


def _renew_hash(services: Services, account: Account, password: str) -> None:
    """Hash again when the parameters of argon2 were raised since."""
    if passwords.is_outdated(account.password_hash):
        kept = passwords.hashed(password)
        services.store.write(
            lambda conn: users.change_account(conn, account.id, password_hash=kept)
        )
