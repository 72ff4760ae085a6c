"""Guessing made slow: per account and address, without locking out all who share an address.

Tablets with a token are never touched by this, nor is a device that has answered rightly with
its present Digest nonce or Basic password (OR-54).
"""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

from server.core.errors import TooManyAttempts
from server.store import logins

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

WINDOW = timedelta(minutes=15)
PER_PAIR = 8
"""Failures of one account at one address."""
PER_ACCOUNT = 40
"""Failures of one account from everywhere: a guesser with many addresses."""
LOGINS_PER_ADDRESS = 20
"""Accounts that failed at one address: one password tried on everybody."""


def require_patience(conn: Connection, login_digest: str, address: str, *, now: datetime) -> int:
    """How many attempts this account has left at this address; raise TooManyAttempts."""
    since = now - WINDOW
    times = logins.failures(conn, login_digest, since=since)
    here = [at for place, at in times if place == address]
    others = logins.logins_failing_at(conn, address, since=since)
    _require(here, PER_PAIR, now)
    _require([at for _, at in times], PER_ACCOUNT, now)
    if not here:
        _require([at for _, at in others], LOGINS_PER_ADDRESS, now)
    return PER_PAIR - len(here)


def begin_attempt(conn: Connection, login_digest: str, address: str, *, now: datetime) -> int:
    """Count an attempt as failed before it is tried, so that many at once gain nothing.

    Return how many are left after it; raise TooManyAttempts.  A success is to be forgiven.
    """
    left = require_patience(conn, login_digest, address, now=now)
    logins.add_failure(conn, login_digest, address, now=now)
    return left - 1


def _require(times: Sequence[datetime], limit: int, now: datetime) -> None:
    """Raise TooManyAttempts if `times`, latest first, hold `limit` or more."""
    if len(times) >= limit:
        free_at = times[limit - 1] + WINDOW
        raise TooManyAttempts(minutes=max(1, math.ceil((free_at - now).total_seconds() / 60)))
