"""Second factors in the store: sealed secrets, the step a code served for, recovery codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from server.store.tables.users import recovery_code, user_account

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection


def secret(conn: Connection, actor_id: int) -> bytes | None:
    """The sealed secret, also of a factor that is not confirmed yet; None without one."""
    wanted = select(user_account.c.totp_sealed).where(user_account.c.actor_id == actor_id)
    found: bytes | None = conn.scalar(wanted)
    return found


def propose(conn: Connection, actor_id: int, sealed: bytes) -> None:
    """Keep a secret that is to be confirmed."""
    _change(conn, actor_id, totp_sealed=sealed, totp_since=None, totp_step=0)


def confirm(conn: Connection, actor_id: int, *, digests: Iterable[str], now: datetime) -> None:
    """Ask for a code from now on; `digests` are those of the recovery codes."""
    _change(conn, actor_id, totp_since=now)
    conn.execute(delete(recovery_code).where(recovery_code.c.actor_id == actor_id))
    rows = [{"digest": digest, "actor_id": actor_id} for digest in digests]
    conn.execute(insert(recovery_code), rows)


def remove(conn: Connection, actor_id: int) -> None:
    """Ask for no code any more."""
    _change(conn, actor_id, totp_sealed=None, totp_since=None, totp_step=0)
    conn.execute(delete(recovery_code).where(recovery_code.c.actor_id == actor_id))


def use_step(conn: Connection, actor_id: int, step: int) -> bool:
    """Let a step serve; False when it, or a later one, has served already."""
    changed = conn.execute(
        update(user_account)
        .where(user_account.c.actor_id == actor_id, user_account.c.totp_step < step)
        .values(totp_step=step)
    )
    return changed.rowcount == 1


def use_recovery(conn: Connection, actor_id: int, digest: str, *, now: datetime) -> bool:
    """Let a recovery code serve; False for one that is unknown or has served already."""
    changed = conn.execute(
        update(recovery_code)
        .where(
            recovery_code.c.digest == digest,
            recovery_code.c.actor_id == actor_id,
            recovery_code.c.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return changed.rowcount == 1


def recovery_left(conn: Connection, actor_id: int) -> int:
    """How many recovery codes have not served."""
    wanted = (
        select(func.count())
        .select_from(recovery_code)
        .where(recovery_code.c.actor_id == actor_id, recovery_code.c.used_at.is_(None))
    )
    return conn.scalar(wanted) or 0


def _change(conn: Connection, actor_id: int, **values: object) -> None:
    conn.execute(update(user_account).where(user_account.c.actor_id == actor_id).values(**values))
