"""What reports and assessments say of an event before anybody accepts them (D-10 to D-12, D-33)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from server.core.facts import OtherDamage, VillageReport
from server.core.types import GeoPoint, State
from server.store.tables.households import household
from server.store.tables.rulebook import event_filing
from server.store.tables.submissions import submission, submission_version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

ACCEPTED = frozenset(
    {State.ACCEPTED, State.TO_AUDIT, State.LOADED, State.CORRECTED, State.PUBLISHED}
)
STANDS_NOT = (State.RETURNED, State.REJECTED, State.QUARANTINED)
MANY = 400
"""More reports than a village sends on one event, more assessments than one spot has."""

DEGREES_PER_M = 1 / 90_000
"""Not less than a metre is in latitude or longitude anywhere in the country."""


def put(conn: Connection, filing: Mapping[str, Any]) -> None:
    """Keep what the newest version of a record says, in place of what the one before said."""
    conn.execute(_PUT[conn.dialect.name], [filing])


def _putting(dialect: Any) -> Any:  # noqa: ANN401  # the two dialects' inserts share no type
    row = dialect.insert(event_filing)
    keys = ("county", "submission_id")
    said = {c.name: row.excluded[c.name] for c in event_filing.c if c.name not in keys}
    return row.on_conflict_do_update(index_elements=keys, set_=said)


_PUT = {"postgresql": _putting(postgresql), "sqlite": _putting(sqlite)}

_OWN = select(submission_version.c.submission_id).where(
    submission_version.c.instance_id.in_(bindparam("own", expanding=True))
)
_OTHERS = (
    select(
        event_filing,
        submission.c.instance_id,
        submission.c.received_at,
        submission.c.state,
        submission.c.title,
    )
    .join(
        submission,
        (submission.c.county == event_filing.c.county)
        & (submission.c.id == event_filing.c.submission_id),
    )
    .where(
        event_filing.c.event_id == bindparam("event"),
        event_filing.c.village == bindparam("village"),
        event_filing.c.form_id == bindparam("form"),
        submission.c.deleted_at.is_(None),
        submission.c.is_training.is_(False),
        submission.c.state.not_in(STANDS_NOT),
        event_filing.c.submission_id.not_in(_OWN),
    )
)
_REPORTS = _OTHERS.order_by(submission.c.received_at.desc(), submission.c.id.desc()).limit(MANY)
_SAME_HOUSEHOLD = or_(
    and_(
        event_filing.c.household_uuid == bindparam("household"),
        event_filing.c.household_uuid != "",
    ),
    event_filing.c.head_digest == bindparam("head"),
)
_NEAR = and_(
    event_filing.c.lat.between(bindparam("south"), bindparam("north")),
    event_filing.c.lon.between(bindparam("west"), bindparam("east")),
)
_DAMAGES = (
    _OTHERS.add_columns(household.c.hh_no)
    .outerjoin(
        household,
        (household.c.county == event_filing.c.county)
        & (household.c.entity_uuid == event_filing.c.household_uuid),
    )
    .where(or_(_SAME_HOUSEHOLD, _NEAR))
    .order_by(submission.c.id)
    .limit(MANY)
)


def village_reports(
    conn: Connection, event_id: str, village: str, *, form_id: str, own: tuple[str, ...]
) -> tuple[VillageReport, ...]:
    """Reports of a village on an event that stand, in the order of receipt; `own` are left out."""
    asked = {"event": event_id, "village": village, "form": form_id, "own": own}
    rows = conn.execute(_REPORTS, asked).all()
    return tuple(
        VillageReport(
            instance_id=row.instance_id,
            stage=row.step,
            received_at=row.received_at,
            seq=row.seq,
            cutoff=row.cutoff,
            is_accepted=row.state in ACCEPTED,
            figures={name: Decimal(figure) for name, figure in (row.figures or {}).items()},
        )
        for row in reversed(rows)
    )


def other_damages(  # the household in two ways, and the place
    conn: Connection,
    event_id: str,
    village: str,
    *,
    form_id: str,
    own: tuple[str, ...],
    household_uuid: str,
    head: tuple[str, str | None],
    here: GeoPoint | None,
    within_m: float,
) -> tuple[OtherDamage, ...]:
    """Assessments after an event of a household, or within metres of `here` (D-33).

    `head` is the number of the head and its keyed digest.
    """
    around = within_m * DEGREES_PER_M
    number, digest = head
    rows = conn.execute(
        _DAMAGES,
        {
            "event": event_id,
            "village": village,
            "form": form_id,
            "own": own,
            "household": household_uuid,
            "head": digest,
            "south": None if here is None else here.lat - around,
            "north": None if here is None else here.lat + around,
            "west": None if here is None else here.lon - around,
            "east": None if here is None else here.lon + around,
        },
    )
    return tuple(
        OtherDamage(
            instance_id=row.instance_id,
            household=row.household_uuid,
            hh_no=row.hh_no or "",
            head_name=row.title,
            head_id=number if digest is not None and row.head_digest == digest else "",
            check_round=row.step,
            position=None if row.lat is None else GeoPoint(row.lat, row.lon),
        )
        for row in rows
    )
