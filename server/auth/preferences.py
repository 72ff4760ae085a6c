"""Preferences that a person's programs keep here, for the site and for projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from server.core.errors import NotFound, TooLarge, UnexpectedValue
from server.store import forms, preferences
from server.store.preferences import SITE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.caller import Caller
    from server.services import Services

__all__ = ["SITE", "all_of", "forget", "keep"]

LONGEST_NAME = 200
LARGEST = 10_000
"""Bytes of one value."""

MOST = 500


def all_of(services: Services, who: Caller) -> Mapping[int, Mapping[str, Any]]:
    """The caller's preferences by project; those of the site under `SITE`."""
    with services.store.read() as conn:
        return preferences.preferences(conn, who.id)


def keep(
    services: Services, who: Caller, name: str, value: object, *, project_id: int = SITE
) -> None:
    """Remember a value; raise NotFound, UnexpectedValue, TooLarge."""
    if not 0 < len(name) <= LONGEST_NAME:
        raise UnexpectedValue(field="propertyName", reason=f"up to {LONGEST_NAME} characters")
    if len(orjson.dumps(value)) > LARGEST:
        raise TooLarge(limit_mb=LARGEST / 1_000_000)

    def work(conn: Connection) -> None:
        if project_id != SITE and forms.find_project(conn, project_id) is None:
            raise NotFound
        if preferences.count(conn, who.id) >= MOST:
            raise UnexpectedValue(field="propertyName", reason=f"more than {MOST} are kept")
        preferences.put(conn, who.id, project_id, name, value)

    services.store.write(work)


def forget(services: Services, who: Caller, name: str, *, project_id: int = SITE) -> None:
    """Forget one; raise NotFound."""

    def work(conn: Connection) -> None:
        if not preferences.remove(conn, who.id, project_id, name):
            raise NotFound

    services.store.write(work)
