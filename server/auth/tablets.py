"""Tablets: app users with a token, the villages they collect in, and the code to scan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.auth.collect import settings_text
from server.auth.grants import covers, named_units
from server.auth.login import plain_name
from server.auth.tokens import new_token
from server.core.desk.office import Tablet, TabletCode
from server.core.desk.people import May
from server.core.errors import MissingParameter, NotAllowed, NotFound
from server.core.rights import APP_USER, Grant
from server.store import audit, forms, users
from server.store import tablets as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, UnitCode
    from server.services import Services
    from server.store.tablets import StoredTablet


def tablets(
    services: Services,
    who: Asker,
    *,
    unit: UnitCode | None = None,
    project_id: int | None = None,
) -> tuple[Tablet, ...]:
    """Tablets with a village in the asker's area (and in `unit`), oldest first, revoked too.

    Tablets without any village are the administrator's.
    """
    require_manager(who)
    with services.store.read() as conn:
        found = stored.tablets(conn, project_id=project_id)
        codes = _unit_codes(conn, [tablet.id for tablet in found])
        sent = stored.count_sent(conn, [tablet.id for tablet in found])
    seen = [_told(services, tablet, codes, sent) for tablet in found]
    scope = who.units if unit is None else named_units(services, [unit])
    return tuple(t for t in seen if _is_seen(who, t) and (unit is None or _touches(t, scope)))


def create_tablet(
    services: Services,
    who: Asker,
    *,
    name: str,
    units: tuple[UnitCode, ...],
    now: datetime,
    project_id: int | None = None,
) -> Tablet:
    """A new tablet for these villages; without `project_id` in the oldest project.

    Raise MissingParameter without a name, UnitNotFound, NotAllowed outside the asker's area or
    without any village (only the administrator may), NotFound for an unknown project.
    """
    require_manager(who)
    named = plain_name(name)
    if not named:
        raise MissingParameter(field="name")
    tree = places.tree(services)
    for code in units:
        tree.get(code)
    require_area(who, units)
    token = new_token()

    def work(conn: Connection) -> int:
        project = _project(conn, project_id)
        tablet_id = stored.add_tablet(
            conn,
            name=named,
            project_id=project,
            token_digest=services.sealer.digest(token),
            token_sealed=services.sealer.seal(token),
            now=now,
            by=who.id or None,
        )
        users.assign(conn, tablet_id, [Grant(APP_USER, unit, project) for unit in units])
        log(
            conn,
            "create",
            tablet_id,
            who=who,
            now=now,
            details={"units": list(units), "project": project},
        )
        return tablet_id

    return tablet(services, who, services.store.write(work))


def tablet(services: Services, who: Asker, tablet_id: int) -> Tablet:
    """One tablet; raise NotFound when it is not in the asker's area."""
    require_manager(who)
    with services.store.read() as conn:
        found = stored.get_tablet(conn, tablet_id)
        codes = _unit_codes(conn, [tablet_id])
        sent = stored.count_sent(conn, [tablet_id])
    seen = _told(services, found, codes, sent)
    if not _is_seen(who, seen):
        raise NotFound
    return seen


def revoke_tablet(services: Services, who: Asker, tablet_id: int, *, now: datetime) -> None:
    """Make a tablet's token void from its next request on; doing it again changes nothing."""
    require_area(who, [unit.code for unit in tablet(services, who, tablet_id).units])

    def work(conn: Connection) -> None:
        if stored.revoke(conn, tablet_id, now=now):
            log(conn, "revoke", tablet_id, who=who, now=now)

    services.store.write(work)


def tablet_code(services: Services, who: Asker, tablet_id: int, *, now: datetime) -> TabletCode:
    """What a tablet scans; raise NotFound for a revoked one.  That it was shown is logged."""
    shown = tablet(services, who, tablet_id)
    require_area(who, [unit.code for unit in shown.units])
    with services.store.read() as conn:
        found = stored.get_tablet(conn, tablet_id)
    if found.revoked_at is not None:
        raise NotFound
    services.store.write(lambda conn: log(conn, "code", tablet_id, who=who, now=now))
    url = tablet_url(services, found)
    return TabletCode(shown, _settings(url, found), url)


def _settings(url: str, found: StoredTablet) -> str:
    return settings_text(
        url, project=found.project_name, tablet=found.name, is_training=found.is_training
    )


def tablet_url(services: Services, found: StoredTablet) -> str:
    """The server URL of a tablet: all it needs to know, so it is a secret."""
    token = services.sealer.open(found.token_sealed)
    base = services.settings.public_url.rstrip("/")
    return f"{base}/v1/key/{token}/projects/{found.project_id}"


def require_manager(who: Asker) -> None:
    """Raise NotAllowed unless the asker manages tablets anywhere."""
    if May.MANAGE_TABLETS not in who.may:
        raise NotAllowed


def require_area(who: Asker, codes: Iterable[UnitCode]) -> None:
    """Raise NotAllowed unless all units lie in the asker's area; none is for administrators."""
    codes = tuple(codes)
    if May.MANAGE_USERS in who.may:
        return
    if not codes or not all(covers(who.units, code) for code in codes):
        raise NotAllowed


def _is_seen(who: Asker, seen: Tablet) -> bool:
    return May.MANAGE_USERS in who.may or _touches(seen, who.units)


def _touches(seen: Tablet, scope: Iterable[AdminUnit]) -> bool:
    scope = tuple(scope)
    return any(covers(scope, unit.code) for unit in seen.units)


def _project(conn: Connection, project_id: int | None) -> int:
    if project_id is None:
        oldest = next(iter(forms.projects(conn)), None)
    else:
        oldest = forms.find_project(conn, project_id)
    if oldest is None:
        raise NotFound
    return oldest.id


def _unit_codes(conn: Connection, ids: Iterable[int]) -> Mapping[int, tuple[UnitCode, ...]]:
    """Units each tablet is assigned to."""
    return {
        tablet_id: tuple(held.grant.unit for held in entries if held.grant.unit is not None)
        for tablet_id, entries in users.assignments(conn, ids).items()
    }


def _told(
    services: Services,
    found: StoredTablet,
    codes: Mapping[int, tuple[UnitCode, ...]],
    sent: Mapping[int, int],
) -> Tablet:
    return Tablet(
        id=found.id,
        name=found.name,
        units=named_units(services, codes.get(found.id, ())),
        created_at=found.created_at,
        last_seen_at=found.last_used_at,
        submissions=sent.get(found.id, 0),
        is_revoked=found.revoked_at is not None,
        is_training=found.is_training,
    )


def log(
    conn: Connection,
    what: str,
    tablet_id: int,
    *,
    who: Asker,
    now: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write down what was done to a tablet."""
    audit.note(
        conn,
        f"app_user.{what}",
        at=now,
        by=who.id or None,
        subject=f"app_user {tablet_id}",
        details=details,
    )
