"""What people change about their own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.auth import passwords
from server.auth.ha1 import sealed_ha1
from server.auth.login import authenticated
from server.core.errors import AuthenticationFailed, PasswordTooCommon, PasswordWrong
from server.store import audit, sessions, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services

LANGUAGES = ("zh", "en")
THEMES = ("light", "dark")


def change_password(
    services: Services, who: Asker, *, old: str, new: str, token: str, now: datetime
) -> None:
    """Set a new password and end the person's other sessions; `token` is the present one's.

    Raise PasswordWrong, PasswordTooShort, PasswordTooLong, PasswordTooCommon, TooManyAttempts.
    """
    confirm_password(services, who, old, now=now)
    passwords.require_strong(new, about=[who.login, who.name])
    if new == old:
        raise PasswordTooCommon
    kept, ha1 = passwords.hashed(new), sealed_ha1(services, who.login, new)

    def work(conn: Connection) -> None:
        users.change_account(
            conn, who.id, password_hash=kept, digest_sealed=ha1, must_change_password=False
        )
        sessions.end_sessions(conn, who.id, but=services.sealer.digest(token))
        audit.note(conn, "user.password", at=now, by=who.id, subject=f"user {who.id}")

    services.store.write(work)


def confirm_password(services: Services, who: Asker, password: str, *, now: datetime) -> None:
    """Ask for the password once more (safety.md V7.5.1); raise PasswordWrong, TooManyAttempts."""
    try:
        authenticated(services, who.login, password, address="session", now=now)
    except AuthenticationFailed as error:
        raise PasswordWrong(**error.details) from error


def set_language(services: Services, who: Asker, language: str) -> None:
    """Remember the language a person reads; anything but zh and en is Chinese."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    services.store.write(lambda conn: users.change_account(conn, who.id, language=known))


def set_theme(services: Services, who: Asker, theme: str) -> None:
    """Remember whether a person prefers the dark pages."""
    known = theme if theme in THEMES else THEMES[0]
    services.store.write(lambda conn: users.change_account(conn, who.id, theme=known))
