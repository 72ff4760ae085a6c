"""What a tablet may fill in: its villages, and forms assigned one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.auth.tablets import log, require_area, tablet
from server.core.errors import NotFound
from server.core.rights import APP_USER, Grant
from server.store import tablets as stored
from server.store import users

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.services import Services


def set_units(
    services: Services, who: Asker, tablet_id: int, units: tuple[UnitCode, ...], *, now: datetime
) -> None:
    """Let a tablet collect in these villages from today on, and in no other."""
    old = tablet(services, who, tablet_id)
    require_area(who, [*units, *(unit.code for unit in old.units)])
    for code in units:
        places.tree(services).get(code)

    def work(conn: Connection) -> None:
        project = stored.get_tablet(conn, tablet_id).project_id
        for unit in old.units:
            users.withdraw(conn, tablet_id, Grant(APP_USER, unit.code, project))
        users.assign(conn, tablet_id, [Grant(APP_USER, unit, project) for unit in units])
        log(conn, "units", tablet_id, who=who, now=now, details={"units": list(units)})

    services.store.write(work)


def allow_form(
    services: Services, who: Asker, tablet_id: int, form_pk: int, *, now: datetime
) -> None:
    """Show one form to a tablet, as the public API assigns them; twice changes nothing."""
    tablet(services, who, tablet_id)

    def work(conn: Connection) -> None:
        grant = Grant(APP_USER, None, stored.get_tablet(conn, tablet_id).project_id, form_pk)
        users.withdraw(conn, tablet_id, grant)
        users.assign(conn, tablet_id, [grant])
        log(conn, "form.allow", tablet_id, who=who, now=now, details={"form": form_pk})

    services.store.write(work)


def withdraw_form(
    services: Services, who: Asker, tablet_id: int, form_pk: int, *, now: datetime
) -> None:
    """Take a form assigned by `allow_form` away; raise NotFound when it was not."""
    tablet(services, who, tablet_id)

    def work(conn: Connection) -> None:
        project = stored.get_tablet(conn, tablet_id).project_id
        if not users.withdraw(conn, tablet_id, Grant(APP_USER, None, project, form_pk)):
            raise NotFound
        log(conn, "form.withdraw", tablet_id, who=who, now=now, details={"form": form_pk})

    services.store.write(work)
