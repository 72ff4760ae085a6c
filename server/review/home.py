"""The desk of a unit: what waits, how old it is, and the same for the units below it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import orjson

from server import __version__, places
from server.core.area import prefix
from server.core.days import LOCAL
from server.core.desk.people import May
from server.core.desk.queue import CollectorDay, Health, Home, UnitWork, Work
from server.core.errors import NotAllowed, NotFound
from server.core.review import AUDITABLE
from server.core.types import Level, State, UnitCode
from server.review.queue import day
from server.scope import area_of
from server.store import counters, progress, quarantine

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit
    from server.services import Services

LATE_DAYS = 3
"""A returned record that has not come back after this long is late."""

SILENT_DAYS = 7
"""A tablet that was not seen for this long is silent."""

NOTHING_WAITS = progress.Backlog(0, None)

WORKING = (May.SEE_SUBMISSIONS, May.SEE_COUNTS)


def home(services: Services, who: Asker, *, unit: UnitCode | None = None, now: datetime) -> Home:
    """Counters of a unit inside the asker's area and of its children."""
    what = next((each for each in WORKING if each in who.may), None)
    if what is None:
        raise NotAllowed
    code = unit if unit is not None else _first(who)
    area_of(who, what, code)
    tree = places.tree(services)
    own = tree.get(code)
    children = tree.children(code)
    midnight = datetime.combine(now.astimezone(LOCAL).date(), time(), LOCAL).astimezone(UTC)
    with services.store.read() as conn:
        sums = _sums(conn, own, children)
        fresh = progress.freshness(
            conn, (code,), midnight=midnight, late_before=now - timedelta(days=LATE_DAYS)
        )
        collectors = (
            progress.collectors(conn, (code,), midnight=midnight, week=now - timedelta(days=7))
            if own.level in {Level.TOWNSHIP, Level.VILLAGE} and May.SEE_SUBMISSIONS in who.may
            else ()
        )
        aside = quarantine.total(conn, (code,))
        waiting = _backlog(conn, own, children)
    return Home(
        path=tree.lineage(code),
        own=UnitWork(own, _work(sums.get(prefix(code), {}), fresh, aside=aside)),
        children=tuple(
            UnitWork(child, _child_work(sums.get(prefix(child.code), {}), waiting, child))
            for child in children
        ),
        collectors=tuple(
            CollectorDay(
                name=row.submitter_name,
                village=tree.get(UnitCode(row.unit_code)).name
                if UnitCode(row.unit_code) in tree
                else "",
                today=int(row.today),
                week=int(row.week),
                last_at=row.last_at,
            )
            for row in collectors
        ),
        day=day(services, who, now=now),
    )


def _first(who: Asker) -> UnitCode:
    if not who.units:
        raise NotFound
    return who.units[0].code


def _sums(
    conn: Connection, own: AdminUnit, children: tuple[AdminUnit, ...]
) -> Mapping[str, Mapping[str, int]]:
    """Counters of the unit and of each child, by significant digits of the code."""
    sums = {prefix(own.code): counters.totals(conn, (own.code,))}
    if children:
        digits = len(prefix(children[0].code))
        sums |= counters.totals_by_prefix(conn, (own.code,), digits)
    return sums


def _backlog(
    conn: Connection, own: AdminUnit, children: tuple[AdminUnit, ...]
) -> Mapping[str, progress.Backlog]:
    """What waits in each child, by significant digits of its code."""
    if not children:
        return {}
    return progress.backlog_by_prefix(conn, (own.code,), len(prefix(children[0].code)))


def _child_work(
    counts: Mapping[str, int], waiting: Mapping[str, progress.Backlog], child: AdminUnit
) -> Work:
    here = waiting.get(prefix(child.code), NOTHING_WAITS)
    return replace(_work(counts, None), flagged=here.flagged, oldest_to_review_at=here.oldest_at)


def _work(counts: Mapping[str, int], fresh: progress.Freshness | None, *, aside: int = 0) -> Work:
    def state(name: State) -> int:
        return counts.get(f"{counters.STATE}{name}", 0)

    return Work(
        to_review=state(State.TO_REVIEW),
        flagged=fresh.flagged if fresh else None,
        to_audit=state(State.TO_AUDIT),
        returned=state(State.RETURNED),
        quarantined=state(State.QUARANTINED) + aside,
        received_today=fresh.today if fresh else None,
        loaded=sum(state(each) for each in AUDITABLE),
        households=counts.get(counters.HOUSEHOLDS, 0),
        oldest_to_review_at=fresh.oldest_to_review_at if fresh else None,
        oldest_returned_at=fresh.oldest_returned_at if fresh else None,
        returned_late=fresh.returned_late if fresh else 0,
        last_received_at=fresh.last_received_at if fresh else None,
    )


def health(services: Services, who: Asker, *, now: datetime) -> Health:
    """State of the installation for the person who looks after it; raise NotAllowed for others."""
    if May.SEE_HEALTH not in who.may:
        raise NotAllowed
    disk = shutil.disk_usage(services.settings.data_dir)
    with services.store.read() as conn:
        tablets, silent = progress.tablets(conn, silent_before=now - timedelta(days=SILENT_DAYS))
        database = progress.database_bytes(conn)
    media = services.settings.media_dir
    return Health(
        version=__version__,
        started_at=services.started_at,
        disk_free_bytes=disk.free,
        disk_total_bytes=disk.total,
        database_bytes=database,
        media_bytes=sum(f.stat().st_size for f in media.rglob("*") if f.is_file())
        if media.exists()
        else 0,
        last_backup_at=_last_backup(services),
        tablets=tablets,
        tablets_silent=silent,
    )


def _last_backup(services: Services) -> datetime | None:
    """When the last backup was made and read back; None before the first."""
    note = services.settings.data_dir / "last-backup.json"
    return datetime.fromisoformat(orjson.loads(note.read_bytes())["at"]) if note.exists() else None
