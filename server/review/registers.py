"""Loading accepted submissions of other forms than the home survey into their registers.

One transaction with the decision.  A submission loaded again, because it was edited, takes back
what it brought before; its running numbers stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server import ledger
from server.core.days import local_date
from server.core.errors import LoadStands, NothingToUndo, VillageUnknown
from server.core.instance import read_answers, read_envelope
from server.core.registers.fields import FieldType
from server.core.registers.loading import LOADERS, KnownHousehold, Sent, fitted
from server.core.registers.visit import VISIT
from server.core.types import UnitCode
from server.population import visits
from server.population.changing import Deed
from server.population.heirs import in_force
from server.review.visits import note_visits
from server.store import households, register_acts, registers
from server.store.register_history import Act
from server.store.register_undo import undo_submission

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.answers import Answers
    from server.core.desk.people import Asker
    from server.core.registers.loading import LoadRow
    from server.secrets import Sealer
    from server.store.records import AnyRow


@dataclass(frozen=True, slots=True)
class RegisterLoad:
    """A submission read and ready to be loaded into registers."""

    form_id: str
    county: str
    submission_id: int
    unit: UnitCode
    submitter: str
    entity_uuid: str
    answers: Answers
    has_dibao: bool = False

    def load(self, conn: Connection, who: Asker, sealer: Sealer, *, now: datetime) -> int | None:
        """Write the rows (see `load`)."""
        return load(conn, self, who, sealer, now=now)


def prepare(record: AnyRow, version: AnyRow, reader: FormReader) -> RegisterLoad:
    """Read a submission for loading; nothing is written."""
    raw = read_answers(read_envelope(version.xml).root, reader.schema).values
    return RegisterLoad(
        form_id=record.form_id,
        county=record.county,
        submission_id=record.id,
        unit=UnitCode(record.unit_code),
        submitter=record.submitter_name,
        entity_uuid=version.household_uuid,
        answers=reader.typed.read(raw).answers,
    )


def load(
    conn: Connection, ready: RegisterLoad, who: Asker, sealer: Sealer, *, now: datetime
) -> int | None:
    """Write the rows; return the key of the household they are about, if one is known.

    The first row has the running number by which the others refer to it.
    Raise VillageUnknown, NotLoadable, RecordExists, LoadStands.
    """
    if ready.unit[9:] in {"", "000"}:
        raise VillageUnknown
    household = in_force(conn, households.by_entity(conn, ready.county, ready.entity_uuid))
    rows = list(LOADERS[ready.form_id](_sent(ready, household)))
    act = Act(at=now, actor_id=who.id, actor_name=who.name, submission_id=ready.submission_id)
    numbers = _numbers(conn, rows[0], ready)
    _take_back(conn, ready.county, ready.submission_id, act)
    first = {**fitted(rows[0]), **numbers}
    _write(conn, rows[0], first, sealer, act=act)
    for row in rows[1:]:
        _write(conn, row, {**fitted(row), row.link: first[row.link]}, sealer, act=act)
    if household is not None and rows[0].register is VISIT:
        note_visits(conn, household, now=now)
        visits.record(conn, household, ready.answers, _deed(ready, act))
    return None if household is None else int(household.id)


def _deed(ready: RegisterLoad, act: Act) -> Deed:
    """What a visit tells of people's lives, as an act of the reviewer who accepts it."""
    return Deed(
        kind="",
        on_date=local_date(act.at),
        at=act.at,
        actor_id=act.actor_id,
        actor_name=act.actor_name,
        submission_id=ready.submission_id,
    )


def _sent(ready: RegisterLoad, household: AnyRow | None) -> Sent:
    known = KnownHousehold(household.hh_no, household.head_name) if household is not None else None
    return Sent(ready.submission_id, ready.unit, ready.submitter, ready.answers, known)


def _numbers(conn: Connection, row: LoadRow, ready: RegisterLoad) -> dict[str, object]:
    """Running numbers the submission was given when it was loaded before."""
    before = registers.last_by(
        conn, row.register, ready.county, source_submission_id=ready.submission_id
    )
    if before is None:
        return {}
    return {f.name: before[f.name] for f in row.register.fields if f.type is FieldType.NUMBER}


def _write(
    conn: Connection, row: LoadRow, values: dict[str, Any], sealer: Sealer, *, act: Act
) -> None:
    ledger.number_missing(conn, row.register, values)
    columns = ledger.columns_of(row.register, values, sealer)
    register_acts.create(conn, row.register, columns, act)


def unload(conn: Connection, record: AnyRow, who: Asker, *, now: datetime) -> None:
    """Take back what a submission brought; raise LoadStands when it was changed by hand since."""
    visit = registers.last_by(conn, VISIT, record.county, source_submission_id=record.id)
    act = Act(at=now, actor_id=who.id, actor_name=who.name)
    _take_back(conn, record.county, record.id, act)
    if visit is not None:
        household = households.by_number(conn, visit["hh_no"], (UnitCode(visit["unit_code"]),))
        if household is not None:
            note_visits(conn, household, now=now)


def _take_back(conn: Connection, county: str, submission_id: int, act: Act) -> None:
    try:
        visits.take_back(conn, county, submission_id, at=act.at, name=act.actor_name)
        undo_submission(conn, county, submission_id, act)
    except NothingToUndo as error:
        raise LoadStands from error
