"""Tokens of app users: the way in for tablets, asked of the store at every request.

One indexed query costs less than being wrong for a few seconds after a tablet was stolen, and
holds for several processes: revoked is revoked from the next request on.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from server.auth.recent import Recent
from server.core.days import local_date
from server.core.errors import TokenRefused
from server.core.rights import Sender
from server.store import audit, tablets

if TYPE_CHECKING:
    from datetime import datetime

    from server.services import Services
    from server.store.tablets import TabletKey

TOKEN_BYTES = 48
TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
TOUCH = timedelta(minutes=1)
TOLD = timedelta(minutes=10)


def new_token() -> str:
    """A token of 64 characters that need no quoting in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def tablet_sender(services: Services, token: str, *, address: str, now: datetime) -> Sender:
    """The tablet of a token; raise TokenRefused for an unknown, malformed or revoked one."""
    found = _find(services, token, now)
    if found is None or found.revoked_at is not None:
        _note_refusal(services, found, address=address, now=now)
        raise TokenRefused
    _note_use(services, found, now)
    return Sender(
        found.id, found.name, is_app_user=True, grants=found.grants, project_id=found.project_id
    )


def _find(services: Services, token: str, now: datetime) -> TabletKey | None:
    if TOKEN.fullmatch(token) is None:
        return None
    digest = services.sealer.digest(token)
    with services.store.read() as conn:
        return tablets.find_key(conn, digest, on=local_date(now))


def _note_use(services: Services, found: TabletKey, now: datetime) -> None:
    """Keep when the tablet was last heard of, once a minute and without waiting for it."""
    if found.last_used_at is not None and now - found.last_used_at < TOUCH:
        return
    used = services.memo.get("auth.used", lambda: Recent(TOUCH))
    if used.add(found.id, now):
        services.store.soon(lambda conn: tablets.note_use(conn, found.id, now=now))


def _note_refusal(
    services: Services, found: TabletKey | None, *, address: str, now: datetime
) -> None:
    """Log a refused token; a tablet that keeps trying is written down every ten minutes."""
    told = services.memo.get("auth.refused", lambda: Recent(TOLD))
    if not told.add((found and found.id, address), now):
        return
    subject = f"app_user {found.id}" if found else ""
    services.store.soon(
        lambda conn: audit.note(
            conn, "app_user.refuse", at=now, by=None, subject=subject, details={"address": address}
        )
    )
