"""Reporting upwards: the figures of an area frozen under a number, in three stages.

The figures are those of the villages below, never typed.  A first report goes with whatever has
come, unreviewed reports marked; verified figures go only when all below are verified, nothing
waits, and what the house checks say has been explained (domain.md 3.5, 3.6; D-11, D-20).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import orjson
from sqlalchemy.exc import IntegrityError

from server.core import disaster_totals as sums
from server.core.area import level_of
from server.core.desk.people import Post
from server.core.disaster_report import Stage
from server.core.errors import (
    FallNeedsReason,
    NotAllowed,
    NothingToReport,
    NotVerifiedBelow,
    ReportedMeanwhile,
    UnexpectedValue,
)
from server.core.types import Level
from server.disasters import rolls
from server.store import audit
from server.store import disasters as rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.disasters.rolls import EventPage
    from server.services import Services
    from server.store.disasters import Return

ISSUERS = {
    Level.TOWNSHIP: frozenset({Post.TOWNSHIP_CLERK, Post.TOWNSHIP_HEAD}),
    Level.COUNTY: frozenset({Post.COUNTY_AUDIT, Post.EMERGENCY}),
    Level.CITY: frozenset({Post.CITY, Post.EMERGENCY}),
}
"""Which posts report for a unit of which level: each for its own office."""

LEAST_NOTE = 4


def may_issue(who: Asker, unit: UnitCode) -> bool:
    """Whether the asker reports for this unit: its own office's, not one below."""
    return who.post in ISSUERS.get(level_of(unit), ()) and unit in {u.code for u in who.units}


def issue(
    services: Services,
    who: Asker,
    event_id: str,
    *,
    unit: UnitCode,
    stage: str,
    note: str,
    now: datetime,
) -> Return:
    """Report the figures of a unit as they stand.

    Raise what `rolls.page` raises, NotAllowed for another office's figures, NothingToReport,
    FallNeedsReason, NotVerifiedBelow, ReportedMeanwhile, UnexpectedValue for an unknown stage.
    """
    if stage not in set(Stage):
        raise UnexpectedValue(field="stage", reason="1, 2, 3")
    if not may_issue(who, unit):
        raise NotAllowed
    page = rolls.page(services, who, event_id, unit=unit, now=now)
    _require_fit(page, Stage(stage), note)
    try:
        services.store.write(lambda conn: _keep(conn, who, page, stage, note, now=now))
    except IntegrityError as error:
        raise ReportedMeanwhile from error
    with services.store.read() as conn:
        return rows.returns(conn, [page.event.event_id], [unit])[-1]


def _require_fit(page: EventPage, stage: Stage, note: str) -> None:
    if not page.totals.villages:
        raise NothingToReport
    own = own_returns(page)
    falls = sums.fallen(page.totals.figures, own[-1].figures) if own else ()
    if falls and len(note.strip()) < LEAST_NOTE:
        raise FallNeedsReason(names="、".join(falls), which=", ".join(falls))
    if stage is Stage.VERIFIED:
        waiting = not_ready(page)
        if waiting:
            raise NotVerifiedBelow(
                zh="；".join(zh for zh, _ in waiting), which="; ".join(en for _, en in waiting)
            )
        if page.differences and len(note.strip()) < LEAST_NOTE:
            raise NotVerifiedBelow(
                zh=f"{len(page.differences)} 项与逐户核查不一致，请核对或写明原因",
                which=f"{len(page.differences)} figures differ from the house checks: say why",
            )


def own_returns(page: EventPage) -> tuple[Return, ...]:
    """What the page's own office reported so far."""
    return tuple(each for each in page.returns if each.unit == page.unit.code)


def not_ready(page: EventPage) -> tuple[tuple[str, str], ...]:
    """Why verified figures cannot go up yet, in Chinese and English."""
    found: list[tuple[str, str]] = []
    named = page.names

    def add(units: Iterable[UnitCode], zh: str, en: str) -> None:
        codes = list(units)
        if codes:
            some = [named.get(code, code) for code in codes[:5]]
            more = f"等 {len(codes)} 个" if len(codes) > len(some) else ""
            found.append((f"{zh}：{'、'.join(some)}{more}", f"{en}: {', '.join(some)}"))

    totals = page.totals
    if level_of(page.unit.code) is Level.TOWNSHIP:
        add(totals.unverified, "还不是核报", "not verified yet")
        add(totals.unreviewed, "还没审核", "not reviewed yet")
        add(
            (line.unit.code for line in page.lines if line.open_checks),
            "有未审的住房核查",
            "checks open",
        )
    else:
        behind = [
            line.unit.name
            for line in page.lines
            if line.returned is None or line.returned.stage != Stage.VERIFIED
        ]
        if behind:
            names = "、".join(behind[:5])
            found.append((f"下级还没核报：{names}", f"not verified below: {', '.join(behind[:5])}"))
    return tuple(found)


def _keep(
    conn: Connection, who: Asker, page: EventPage, stage: str, note: str, *, now: datetime
) -> int:
    seq = len(own_returns(page)) + 1
    late = 0
    if seq == 1 and page.due_at is not None and now > page.due_at:
        late = int((now - page.due_at).total_seconds() // 60)
    totals = page.totals
    figures = {name: str(figure) for name, figure in totals.figures.items()}
    villages = list(totals.villages)
    told = {"event": page.event.event_id, "unit": page.unit.code, "stage": stage, "seq": seq}
    frozen = orjson.dumps(told | {"figures": figures, "villages": villages}, option=SORTED)
    ref = rows.add_return(
        conn,
        event_id=page.event.event_id,
        unit_code=page.unit.code,
        stage=stage,
        seq=seq,
        figures=figures,
        villages=villages,
        missing=list(totals.missing),
        unreviewed=list(totals.unreviewed),
        note=note.strip(),
        late_by_min=late,
        fingerprint=hashlib.sha256(frozen).hexdigest(),
        actor_id=who.id,
        issued_at=now,
    )
    audit.note(
        conn, "disaster.report", at=now, by=who.id, subject=page.event.event_id, details=told
    )
    return ref


SORTED = orjson.OPT_SORT_KEYS
