"""People who sign in, and what everybody is assigned to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from server.core.errors import NotFound, NotUnique
from server.core.rights import Grant
from server.store.tables.users import actor, assignment, user_account

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Connection, Select

USER, APP_USER, PUBLIC_LINK = "user", "app_user", "public_link"


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; `digest_sealed` is None while Digest is not possible with it."""

    id: int
    name: str
    login: str
    password_hash: str
    digest_sealed: bytes | None
    language: str
    theme: str
    must_change_password: bool
    created_at: datetime
    deleted_at: datetime | None
    totp_since: datetime | None = None

    @property
    def has_second_factor(self) -> bool:
        """Whether a code is asked for after the password."""
        return self.totp_since is not None

    @property
    def is_disabled(self) -> bool:
        """Whether the account was closed."""
        return self.deleted_at is not None


ACCOUNT = (
    actor.c.id,
    actor.c.display_name,
    user_account.c.login,
    user_account.c.password_hash,
    user_account.c.digest_sealed,
    user_account.c.language,
    user_account.c.theme,
    user_account.c.must_change_password,
    actor.c.created_at,
    actor.c.deleted_at,
    user_account.c.totp_since,
)
"""Columns of an Account, in its order."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A grant with its days, both counted; an open end is None."""

    id: int
    grant: Grant
    from_date: date | None
    to_date: date | None


def _accounts() -> Select[Any]:
    return select(*ACCOUNT).join(user_account, user_account.c.actor_id == actor.c.id)


def find_account(conn: Connection, login: str) -> Account | None:
    """The account of this login (lower case), disabled ones included, or None."""
    row = conn.execute(_accounts().where(user_account.c.login == login)).first()
    return None if row is None else Account(*row)


def get_account(conn: Connection, actor_id: int) -> Account:
    """The account of this actor; raise NotFound."""
    row = conn.execute(_accounts().where(actor.c.id == actor_id)).first()
    if row is None:
        raise NotFound
    return Account(*row)


def accounts(conn: Connection) -> tuple[Account, ...]:
    """All accounts by login, disabled ones included."""
    rows = conn.execute(_accounts().order_by(user_account.c.login))
    return tuple(Account(*row) for row in rows)


def add_actor(conn: Connection, kind: str, name: str, *, now: datetime, by: int | None) -> int:
    """Create somebody who can act and return the id."""
    added = conn.execute(
        insert(actor).values(kind=kind, display_name=name, created_at=now, created_by=by)
    )
    return int(added.inserted_primary_key[0]) if added.inserted_primary_key else 0


def add_account(
    conn: Connection,
    *,
    login: str,
    name: str,
    password_hash: str,
    digest_sealed: bytes | None,
    must_change_password: bool,
    now: datetime,
    by: int | None,
) -> int:
    """Create an account and return its actor's id; raise NotUnique for a login in use."""
    actor_id = add_actor(conn, USER, name, now=now, by=by)
    try:
        conn.execute(
            insert(user_account).values(
                actor_id=actor_id,
                login=login,
                password_hash=password_hash,
                digest_sealed=digest_sealed,
                must_change_password=must_change_password,
            )
        )
    except IntegrityError as error:
        raise NotUnique(field="login", value=login) from error
    return actor_id


def change_account(conn: Connection, actor_id: int, **values: object) -> None:
    """Set columns of an account."""
    conn.execute(update(user_account).where(user_account.c.actor_id == actor_id).values(**values))


def disable(conn: Connection, actor_id: int, *, now: datetime) -> None:
    """Close an account; the name stays with what the person did."""
    conn.execute(update(actor).where(actor.c.id == actor_id).values(deleted_at=now, updated_at=now))


def in_force(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Tell assignments that hold on `day`; the first and the last day count."""
    return and_(
        or_(assignment.c.from_date.is_(None), assignment.c.from_date <= day),
        or_(assignment.c.to_date.is_(None), assignment.c.to_date >= day),
    )


GRANT = (
    assignment.c.role,
    assignment.c.unit_code,
    assignment.c.project_id,
    assignment.c.form_pk,
)
"""Columns of a Grant, in its order."""


def grants(conn: Connection, actor_id: int, *, on: date) -> tuple[Grant, ...]:
    """What the actor is assigned to on this day, in order of assignment."""
    rows = conn.execute(
        select(*GRANT)
        .where(assignment.c.actor_id == actor_id, in_force(on))
        .order_by(assignment.c.id)
    )
    return tuple(Grant(*row) for row in rows)


def assignments(conn: Connection, actor_ids: Iterable[int]) -> Mapping[int, tuple[Assignment, ...]]:
    """All assignments of several actors, past and future ones included, by actor."""
    rows = conn.execute(
        select(
            assignment.c.actor_id,
            assignment.c.id,
            assignment.c.from_date,
            assignment.c.to_date,
            *GRANT,
        )
        .where(assignment.c.actor_id.in_(tuple(actor_ids)))
        .order_by(assignment.c.id)
    )
    found: dict[int, tuple[Assignment, ...]] = {}
    for actor_id, id_, from_date, to_date, *grant in rows:
        entry = Assignment(id_, Grant(*grant), from_date, to_date)
        found[actor_id] = (*found.get(actor_id, ()), entry)
    return found


def assign(
    conn: Connection,
    actor_id: int,
    granted: Iterable[Grant],
    *,
    from_date: date | None = None,
    to_date: date | None = None,
) -> None:
    """Give the actor these grants from the first to the last day."""
    rows = [
        {
            "actor_id": actor_id,
            "role": grant.role,
            "unit_code": grant.unit,
            "project_id": grant.project_id,
            "form_pk": grant.form_pk,
            "from_date": from_date,
            "to_date": to_date,
        }
        for grant in granted
    ]
    if rows:
        conn.execute(insert(assignment), rows)


def end_assignments(conn: Connection, actor_id: int, *, last_day: date) -> None:
    """End what holds after `last_day`; what would begin later never will."""
    conn.execute(
        assignment.delete().where(
            assignment.c.actor_id == actor_id, assignment.c.from_date > last_day
        )
    )
    conn.execute(
        update(assignment)
        .where(
            assignment.c.actor_id == actor_id,
            or_(assignment.c.to_date.is_(None), assignment.c.to_date > last_day),
        )
        .values(to_date=last_day)
    )


def withdraw(conn: Connection, actor_id: int, grant: Grant) -> bool:
    """Take one grant back at once; false when the actor does not have it."""
    done = conn.execute(
        assignment.delete().where(
            assignment.c.actor_id == actor_id,
            assignment.c.role == grant.role,
            assignment.c.unit_code.is_(grant.unit)
            if grant.unit is None
            else assignment.c.unit_code == grant.unit,
            assignment.c.project_id.is_(None)
            if grant.project_id is None
            else assignment.c.project_id == grant.project_id,
            assignment.c.form_pk.is_(None)
            if grant.form_pk is None
            else assignment.c.form_pk == grant.form_pk,
        )
    )
    return done.rowcount > 0
