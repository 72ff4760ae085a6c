"""Passwords: how they are kept, compared, chosen and made up."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from server.auth.guessable import is_guessable
from server.core.errors import PasswordTooCommon, PasswordTooLong, PasswordTooShort, StoreBusy

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST, MOST = 8, 128
"""Characters of a password; nothing is cut off, nothing else is asked for (safety.md V6.2)."""

WAIT_S = 20
START_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is read wrong from paper

HASHER = PasswordHasher()  # a quarter of a second and 64 MiB
CHEAP = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
TURN = threading.BoundedSemaphore(2)  # a flood of logins must leave memory and time to others


def hashed(password: str) -> str:
    """The argon2id hash to keep."""
    with _Turn():
        return HASHER.hash(_bytes(password))


def hashed_random(password: str) -> str:
    """The hash of a password that `start_password` made: nobody guesses it, so a cheap one will do.

    It is kept until the first sign-in, when `is_outdated` has it made anew.
    """
    return CHEAP.hash(_bytes(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether `password` belongs to the hash; None, for an unknown account, takes as long."""
    with _Turn():
        try:
            right = HASHER.verify(kept or _decoy(), _bytes(password))
        except (InvalidHashError, VerifyMismatchError):
            return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


def require_strong(password: str, *, about: Iterable[str] = ()) -> None:
    """Raise PasswordTooShort, PasswordTooLong or PasswordTooCommon; `about` is the owner."""
    if len(password) < LEAST:
        raise PasswordTooShort(least=LEAST)
    if len(password) > MOST:
        raise PasswordTooLong(most=MOST)
    if is_guessable(password, about=about):
        raise PasswordTooCommon


def start_password() -> str:
    """A random password for the first sign-in, easy to read out: ``k7dm-x3qp-9rtw``."""
    groups = ("".join(secrets.choice(START_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _bytes(password: str) -> bytes:
    """UTF-8, also of the half characters that JSON can hold."""
    return password.encode(errors="surrogatepass")


@cache
def _decoy() -> str:
    return HASHER.hash(secrets.token_urlsafe())


class _Turn:
    """One of the few places where hashing may go on; raise StoreBusy when it takes too long."""

    def __enter__(self) -> None:
        if not TURN.acquire(timeout=WAIT_S):
            raise StoreBusy

    def __exit__(self, *_: object) -> None:
        TURN.release()
