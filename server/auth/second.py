"""A second factor: codes of an authenticator (RFC 6238), recovery codes, and their limits.

Codes have six digits, change every 30 s, count one step early or late, and serve once.  The secret
is kept sealed, of recovery codes only digests are (safety.md V6.3.3, V6.5).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp

from server.auth import throttle
from server.auth.accounts import log_account, person
from server.auth.login import LONGEST_ADDRESS, note_refusal
from server.auth.own import confirm_password
from server.auth.passwords import START_ALPHABET
from server.core.errors import CodeWrong, NotAllowed, NotFound, TooManyAttempts
from server.store import audit, logins, second_factors, sessions, users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.services import Services
    from server.store.users import Account

ISSUER = "数字民政"
STEP_S = 30
RECOVERY_CODES = 10
PER_DAY = 60
"""Wrong codes of one account in a day: the guesser's chance stays below 1 in 5,000."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new secret for an authenticator: the address its QR code holds, and to type it in."""

    uri: str
    secret: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a code is asked for, None for never, and how many recovery codes are left."""

    since: datetime | None
    recovery_left: int


def standing(services: Services, user_id: int) -> Standing:
    """How it stands with somebody's second factor; raise NotFound."""
    with services.store.read() as conn:
        account = users.get_account(conn, user_id)
        return Standing(account.totp_since, second_factors.recovery_left(conn, user_id))


def propose(services: Services, who: Asker, *, password: str, now: datetime) -> Proposal:
    """A secret to be confirmed; raise PasswordWrong, TooManyAttempts, NotAllowed for a second."""
    confirm_password(services, who, password, now=now)
    if standing(services, who.id).since is not None:
        raise NotAllowed
    secret = pyotp.random_base32()
    sealed = services.sealer.seal(secret)
    services.store.write(lambda conn: second_factors.propose(conn, who.id, sealed))
    return _proposal(secret, who.login)


def proposed(services: Services, who: Asker) -> Proposal:
    """The secret that waits to be confirmed; raise NotFound."""
    with services.store.read() as conn:
        sealed = second_factors.secret(conn, who.id)
    if sealed is None or standing(services, who.id).since is not None:
        raise NotFound
    return _proposal(services.sealer.open(sealed), who.login)


def confirm(
    services: Services, who: Asker, code: str, *, token: str, now: datetime
) -> tuple[str, ...]:
    """Ask for codes from now on; the recovery codes, which are shown this once.

    Other sessions than that of `token` end, as they were opened without.  Raise NotFound,
    CodeWrong, TooManyAttempts.
    """
    proposed(services, who)
    with services.store.read() as conn:
        account = users.get_account(conn, who.id)
    require(services, account, code, address="session", now=now)
    codes = tuple(_recovery_code() for _ in range(RECOVERY_CODES))
    digests = [_digest(services, who.id, each) for each in codes]

    def work(conn: Connection) -> None:
        second_factors.confirm(conn, who.id, digests=digests, now=now)
        sessions.end_sessions(conn, who.id, but=services.sealer.digest(token))
        log_account(conn, "second.on", who.id, who=who, now=now)

    services.store.write(work)
    return codes


def remove(services: Services, who: Asker, *, password: str, code: str, now: datetime) -> None:
    """Ask for no code any more; raise PasswordWrong, CodeWrong, TooManyAttempts."""
    confirm_password(services, who, password, now=now)
    with services.store.read() as conn:
        account = users.get_account(conn, who.id)
    require(services, account, code, address="session", now=now)

    def work(conn: Connection) -> None:
        second_factors.remove(conn, who.id)
        log_account(conn, "second.off", who.id, who=who, now=now)

    services.store.write(work)


def reset(services: Services, who: Asker, user_id: int, *, now: datetime) -> None:
    """Take away somebody's lost factor and end their sessions.

    Raise NotAllowed for one's own, NotFound for nobody or without one.
    """
    person(services, who, user_id)
    if user_id == who.id:
        raise NotAllowed
    if standing(services, user_id).since is None:
        raise NotFound

    def work(conn: Connection) -> None:
        second_factors.remove(conn, user_id)
        sessions.end_sessions(conn, user_id)
        log_account(conn, "second.reset", user_id, who=who, now=now)

    services.store.write(work)


def require(
    services: Services, account: Account, code: str, *, address: str, now: datetime
) -> None:
    """Accept a code of the authenticator or a recovery code, once.

    Raise CodeWrong or TooManyAttempts.
    """
    digest, address = services.sealer.digest(f"second {account.login}"), address[:LONGEST_ADDRESS]
    services.store.write(lambda conn: _begin(conn, digest, address, now))
    plain = "".join(code.split()).replace("-", "").lower()
    right = services.store.write(lambda conn: _uses(services, conn, account, plain, now))
    if not right:
        services.store.write(lambda conn: note_refusal(conn, account, address=address, now=now))
        raise CodeWrong
    services.store.write(lambda conn: logins.forgive(conn, digest, address))


def _begin(conn: Connection, digest: str, address: str, now: datetime) -> None:
    """Count an attempt as failed before it is tried; raise TooManyAttempts."""
    today = logins.failures(conn, digest, since=now - DAY)
    if len(today) >= PER_DAY:
        free_at = today[PER_DAY - 1][1] + DAY
        raise TooManyAttempts(minutes=max(1, round((free_at - now).total_seconds() / 60)))
    throttle.begin_attempt(conn, digest, address, now=now)


def _uses(services: Services, conn: Connection, account: Account, code: str, now: datetime) -> bool:
    sealed = second_factors.secret(conn, account.id)
    if sealed is None:
        return False
    if code.isdigit():
        step = _step_of(services.sealer.open(sealed), code, now)
        return step is not None and second_factors.use_step(conn, account.id, step)
    digest = _digest(services, account.id, code)
    if not second_factors.use_recovery(conn, account.id, digest, now=now):
        return False
    audit.note(conn, "user.second.recovery", at=now, by=account.id, subject=f"user {account.id}")
    return True


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step a code belongs to: the present one, the one before or after; None for no such."""
    totp, step = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    fitting = [each for each in (step - 1, step, step + 1) if _same(totp, each, code)]
    return fitting[0] if fitting else None


def _same(totp: pyotp.TOTP, step: int, code: str) -> bool:
    return pyotp.utils.strings_equal(totp.generate_otp(step), code)


def _proposal(secret: str, login: str) -> Proposal:
    uri = pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=login, issuer_name=ISSUER)
    return Proposal(uri, secret)


def _recovery_code() -> str:
    groups = ("".join(secrets.choice(START_ALPHABET) for _ in range(5)) for _ in range(2))
    return "-".join(groups)


def _digest(services: Services, user_id: int, code: str) -> str:
    return services.sealer.digest(f"recovery {user_id} {code.replace('-', '')}")
