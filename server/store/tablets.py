"""App users in the store: a tablet's account, found by the digest of its token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, bindparam, func, insert, or_, select, update

from server.core.errors import NotFound
from server.core.rights import Grant
from server.store.clauses import within
from server.store.tables.forms import project
from server.store.tables.submissions import submission_version
from server.store.tables.users import actor, app_user, assignment
from server.store.users import APP_USER, GRANT, PUBLIC_LINK, add_actor, in_force

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection, Select


@dataclass(frozen=True, slots=True)
class StoredTablet:
    """An app user; the sealed token opens with the installation's key."""

    id: int
    name: str
    project_id: int
    project_name: str
    is_training: bool
    token_sealed: bytes
    created_at: datetime
    created_by: int | None
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class TabletKey:
    """What one request with a token needs to know."""

    id: int
    name: str
    project_id: int
    last_used_at: datetime | None
    revoked_at: datetime | None
    grants: tuple[Grant, ...]


def _tablets() -> Select[Any]:
    return (
        select(
            actor.c.id,
            actor.c.display_name,
            app_user.c.project_id,
            project.c.name,
            project.c.is_training,
            app_user.c.token_sealed,
            actor.c.created_at,
            actor.c.created_by,
            app_user.c.last_used_at,
            app_user.c.revoked_at,
        )
        .join(app_user, app_user.c.actor_id == actor.c.id)
        .join(project, project.c.id == app_user.c.project_id)
    )


def tablets(conn: Connection, *, project_id: int | None = None) -> tuple[StoredTablet, ...]:
    """App users of one project or of all, oldest first, revoked ones included."""
    wanted = _tablets().where(actor.c.kind == APP_USER).order_by(actor.c.id)
    if project_id is not None:
        wanted = wanted.where(app_user.c.project_id == project_id)
    return tuple(StoredTablet(*row) for row in conn.execute(wanted))


def links(conn: Connection, form_pk: int) -> tuple[StoredTablet, ...]:
    """Public links to a form, newest first, revoked ones included, deleted ones not."""
    of_form = select(assignment.c.actor_id).where(assignment.c.form_pk == form_pk)
    rows = conn.execute(
        _tablets()
        .where(actor.c.kind == PUBLIC_LINK, actor.c.deleted_at.is_(None), actor.c.id.in_(of_form))
        .order_by(actor.c.id.desc())
    )
    return tuple(StoredTablet(*row) for row in rows)


def get_tablet(conn: Connection, actor_id: int) -> StoredTablet:
    """One app user; raise NotFound."""
    row = conn.execute(_tablets().where(actor.c.id == actor_id)).first()
    if row is None:
        raise NotFound
    return StoredTablet(*row)


_KEY = (
    select(
        actor.c.id,
        actor.c.display_name,
        app_user.c.project_id,
        app_user.c.last_used_at,
        app_user.c.revoked_at,
        *GRANT,
    )
    .join(app_user, app_user.c.actor_id == actor.c.id)
    .outerjoin(
        assignment,
        (assignment.c.actor_id == actor.c.id) & in_force(bindparam("day", type_=Date)),
    )
    .where(app_user.c.token_digest == bindparam("token_digest"))
    .order_by(assignment.c.id)
)
"""Built once: every request of a tablet asks this."""


def find_key(conn: Connection, token_digest: str, *, on: date) -> TabletKey | None:
    """The app user of a token with its grants on this day, in one query; None for no token."""
    rows = conn.execute(_KEY, {"day": on, "token_digest": token_digest}).all()
    if not rows:
        return None
    id_, name, project_id, last_used_at, revoked_at, *_ = rows[0]
    held = tuple(Grant(*row[5:]) for row in rows if row.role is not None)
    return TabletKey(id_, name, project_id, last_used_at, revoked_at, held)


def add_tablet(
    conn: Connection,
    *,
    name: str,
    project_id: int,
    token_digest: str,
    token_sealed: bytes,
    now: datetime,
    by: int | None,
    kind: str = APP_USER,
) -> int:
    """Create an app user, or a public link, and return its id."""
    actor_id = add_actor(conn, kind, name, now=now, by=by)
    conn.execute(
        insert(app_user).values(
            actor_id=actor_id,
            project_id=project_id,
            token_digest=token_digest,
            token_sealed=token_sealed,
        )
    )
    return actor_id


def revoke(conn: Connection, actor_id: int, *, now: datetime) -> bool:
    """Make the token void from the next request on; false when it was already."""
    done = conn.execute(
        update(app_user)
        .where(app_user.c.actor_id == actor_id, app_user.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    return done.rowcount > 0


def note_use(conn: Connection, actor_id: int, *, now: datetime) -> None:
    """Note when the tablet was last heard of."""
    conn.execute(
        update(app_user)
        .where(
            app_user.c.actor_id == actor_id,
            or_(app_user.c.last_used_at.is_(None), app_user.c.last_used_at < now),
        )
        .values(last_used_at=now)
    )


def count_sent(conn: Connection, actor_ids: Iterable[int]) -> Mapping[int, int]:
    """How many instances each of these has sent, edits included."""
    rows = conn.execute(
        select(submission_version.c.submitter_id, func.count())
        .where(submission_version.c.submitter_id.in_(tuple(actor_ids)))
        .group_by(submission_version.c.submitter_id)
    )
    return dict(rows.all())


def count_by_project(conn: Connection, units: Iterable[str] | None) -> Mapping[int, int]:
    """How many app users each project has, deleted ones left out; in `units` if given."""
    query = (
        select(app_user.c.project_id, func.count())
        .join(actor, actor.c.id == app_user.c.actor_id)
        .where(actor.c.deleted_at.is_(None), actor.c.kind == APP_USER)
        .group_by(app_user.c.project_id)
    )
    if units is not None:
        there = select(assignment.c.actor_id).where(within(assignment.c.unit_code, units))
        query = query.where(app_user.c.actor_id.in_(there))
    return dict(conn.execute(query).all())
