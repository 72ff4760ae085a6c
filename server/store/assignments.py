"""Who holds which role of the public API where: in a project, in a form, on the whole site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from server.store.tables.forms import form
from server.store.tables.users import actor, assignment
from server.store.users import in_force

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection


@dataclass(frozen=True, slots=True)
class HeldRole:
    """One assignment; `form_id` is None for a role in the project or on the whole site."""

    actor_id: int
    role: str
    form_id: str | None


def in_project(conn: Connection, project_id: int, *, on: date) -> tuple[HeldRole, ...]:
    """Roles held for the project itself; the villages of its tablets are no roles."""
    return _held(
        conn,
        on,
        assignment.c.project_id == project_id,
        assignment.c.form_pk.is_(None),
        assignment.c.unit_code.is_(None),
    )


def in_forms(
    conn: Connection, project_id: int, *, on: date, form_pk: int | None = None
) -> tuple[HeldRole, ...]:
    """Roles held for forms of the project, or for one of them."""
    one = assignment.c.form_pk.is_not(None) if form_pk is None else assignment.c.form_pk == form_pk
    return _held(conn, on, assignment.c.project_id == project_id, one)


def on_site(conn: Connection, role: str, *, on: date) -> tuple[HeldRole, ...]:
    """Who holds this role everywhere."""
    return _held(
        conn,
        on,
        assignment.c.role == role,
        assignment.c.project_id.is_(None),
        assignment.c.unit_code.is_(None),
    )


def _held(conn: Connection, on: date, *where: ColumnElement[bool]) -> tuple[HeldRole, ...]:
    rows = conn.execute(
        select(assignment.c.actor_id, assignment.c.role, form.c.form_id)
        .join(actor, (actor.c.id == assignment.c.actor_id) & actor.c.deleted_at.is_(None))
        .outerjoin(form, form.c.id == assignment.c.form_pk)
        .where(*where, in_force(on))
        .order_by(assignment.c.id)
    )
    return tuple(HeldRole(*row) for row in rows)
