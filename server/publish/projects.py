"""Projects: what forms and tablets belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.errors import NotFound
from server.store import forms

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.services import Services


def ensure(services: Services, name: str, *, now: datetime) -> int:
    """The oldest project, made under `name` if there is none; an office has one."""

    def work(conn: Connection) -> int:
        known = forms.projects(conn)
        return known[0].id if known else forms.add_project(conn, name, now=now)

    return services.store.write(work)


def oldest(services: Services) -> int:
    """The oldest project; raise NotFound before `init`."""
    with services.store.read() as conn:
        known = forms.projects(conn)
    if not known:
        raise NotFound
    return known[0].id
