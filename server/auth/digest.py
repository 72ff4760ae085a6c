"""Digest (RFC 2617, MD5, qop=auth): passwords for tablets over plain http (protocol.md 1.6).

Nonces carry their time and our signature, so that a restart or another process does not make
tablets send their photos again (OR-49).  Nobody counts ``nc``: requests overtake each other.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from server.auth import throttle
from server.auth.ha1 import ha1, opened_ha1
from server.auth.login import note_entry, note_refusal, plain_login
from server.auth.recent import Recent
from server.core.errors import AuthenticationFailed, NonceExpired
from server.store import logins, users

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from server.services import Services
    from server.settings import Settings
    from server.store.users import Account

LIFETIME = timedelta(hours=1)
"""Longer than the slowest upload: the body is sent in full before a 401 is read."""
CLOCK_SLACK = timedelta(minutes=5)
PROVEN = timedelta(hours=1)

_FIELD = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Answer:
    """A client's answer to a challenge; `qop` is empty in the older form of RFC 2069."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str = ""
    nc: str = ""
    cnonce: str = ""


def read_answer(value: str) -> Answer:
    """A header's value taken apart, quoted or not (OR-51); raise AuthenticationFailed."""
    fields = {
        name.lower(): _ESCAPED.sub(r"\1", quoted) or bare
        for name, quoted, bare in _FIELD.findall(_as_utf8(value))
    }
    if fields.get("algorithm", "MD5").upper() != "MD5":
        raise AuthenticationFailed
    try:
        return Answer(
            username=fields["username"],
            realm=fields["realm"],
            nonce=fields["nonce"],
            uri=fields["uri"],
            response=fields["response"].lower(),
            qop=fields.get("qop", ""),
            nc=fields.get("nc", ""),
            cnonce=fields.get("cnonce", ""),
        )
    except KeyError as error:
        raise AuthenticationFailed from error


def challenge(services: Services, *, now: datetime, stale: bool = False) -> str:
    """A header's value that asks for an answer; `stale` after a right one that was too old."""
    settings = services.settings
    parts = [f'realm="{settings.realm}"', f'nonce="{_nonce(services, now)}"']
    if settings.digest_qop:
        parts.append('qop="auth"')
    parts.append("algorithm=MD5")
    parts.append("charset=UTF-8")
    if stale:
        parts.append("stale=true")
    return "Digest " + ", ".join(parts)


def digest_account(
    services: Services, value: str, *, method: str, target: str, address: str, now: datetime
) -> Account:
    """The account that a header's value opens for `method` on the raw request `target`.

    Raise NonceExpired when only the nonce is too old, AuthenticationFailed, TooManyAttempts.
    """
    answer = read_answer(value)
    login = services.sealer.digest(plain_login(answer.username))
    proven = services.memo.get("auth.digest", lambda: Recent(PROVEN))
    with services.store.read() as conn:
        account = users.find_account(conn, plain_login(answer.username))
        if not proven.holds((answer.username, answer.nonce), now):
            throttle.require_patience(conn, login, address, now=now)
    if not _is_right(services, account, answer, method, target) or account is None:
        _count_failure(services, account, login, address=address, now=now)
        raise AuthenticationFailed
    if not _is_fresh(services, answer.nonce, now):
        raise NonceExpired
    if proven.add((answer.username, answer.nonce), now):
        note_entry(services, account, "digest", address=address, now=now)
    return account


def expected_response(key: str, answer: Answer, method: str) -> str:
    """What a client that knows HA1 `key` answers, with or without qop (OR-45, OR-46)."""
    asked = _md5(f"{method}:{answer.uri}")
    if not answer.qop:
        return _md5(f"{key}:{answer.nonce}:{asked}")
    return _md5(f"{key}:{answer.nonce}:{answer.nc}:{answer.cnonce}:{answer.qop}:{asked}")


def _count_failure(
    services: Services, account: Account | None, login: str, *, address: str, now: datetime
) -> None:
    def work(conn: Connection) -> None:
        logins.add_failure(conn, login, address, now=now)
        note_refusal(conn, account, address=address, now=now)

    services.store.write(work)


def _is_right(
    services: Services, account: Account | None, answer: Answer, method: str, target: str
) -> bool:
    settings = services.settings
    key = _key(services, account)
    right = hmac.compare_digest(
        expected_response(key or ha1("", "", ""), answer, method).encode(),
        answer.response.encode(),
    )
    return (
        right
        and key is not None
        and answer.realm == settings.realm
        and answer.qop == ("auth" if settings.digest_qop else "")
        and _is_same_target(answer.uri, target, settings)
    )


def _key(services: Services, account: Account | None) -> str | None:
    if account is None or account.is_disabled or account.digest_sealed is None:
        return None
    return opened_ha1(services, account.digest_sealed)


def _is_same_target(uri: str, target: str, settings: Settings) -> bool:
    """Whether the answer is for this request; a trusted proxy may have taken a prefix away."""
    return uri == target or (settings.trust_proxy and uri.endswith(target))


def _nonce(services: Services, now: datetime) -> str:
    seconds = f"{int(now.timestamp()):x}"
    return f"{seconds}:{_signature(services, seconds)}"


def _is_fresh(services: Services, nonce: str, now: datetime) -> bool:
    seconds, _, signature = nonce.partition(":")
    right = _signature(services, seconds)
    if not hmac.compare_digest(right.encode(), signature.encode()):
        return False
    age = now - datetime.fromtimestamp(int(seconds, 16), UTC)
    return -CLOCK_SLACK <= age <= LIFETIME


def _signature(services: Services, seconds: str) -> str:
    text = f"digest nonce {seconds}".encode()
    return hmac.digest(services.sealer.signing_key, text, hashlib.sha256).hex()[:32]


def _as_utf8(text: str) -> str:
    """Header text, which WSGI hands over in Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
