"""An office with bundled forms and rows of registers, for what rules ask of the store."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from server import ledger
from server.core.registers import BY_NAME
from server.core.registers.reading import read
from server.intake import Upload, receive
from server.publish.publishing import publish
from server.store import register_acts
from server.store.register_history import Act
from server.store.tables import metadata
from server.store.tables.households import household, person
from server.store.tables.submissions import issue, submission
from tests.builders.field import sender
from tests.builders.forms import compiled
from tests.builders.households import stored
from tests.builders.instances import DOOR, EVENT, HOUSEHOLD, START
from tests.builders.office import NOW
from tests.builders.people import id_number
from tests.builders.registers import raw

SENT_AT = START


def published(office, *form_ids):
    """Publish some of the bundled forms as they are."""
    for form_id in form_ids:
        publish(office, 1, compiled(form_id), by=None, now=NOW)


def sent(office, xml, *, at, by=None):
    """Send one instance without its files; the rules that fired on it, with their severity."""
    upload = Upload(project_id=1, sender=by or sender(), xml=xml, files=(), received_at=at)
    receipt = receive(office, upload)
    return said(office, receipt.instance_id)


def said(office, instance_id):
    """What rules said of a record's current version: rule -> severity."""
    with office.store.read() as conn:
        rows = conn.execute(
            select(issue.c.rule, issue.c.severity)
            .join(submission, submission.c.current_id == issue.c.version_id)
            .where(submission.c.instance_id == instance_id)
        )
        return dict(rows.all())


def decided(office, state, instance_id=None):
    """Let records have been decided, whatever else it would bring."""
    where = [] if instance_id is None else [submission.c.instance_id == instance_id]
    office.store.write(lambda c: c.execute(update(submission).where(*where).values(state=state)))


def row(office, name, /, *, source=None, **cells):
    """Write one record of a register, as typed; cells not named are the template's example."""
    register = BY_NAME[name]
    typed = {
        column.name: read(column, cell)
        for column in register.columns
        if (cell := raw(register, **cells).get(column.name)) is not None
    }
    act = Act(at=NOW, actor_id=None, submission_id=source)

    def work(conn):
        ledger.number_missing(conn, register, typed)
        columns = ledger.columns_of(register, typed, office.sealer)
        return register_acts.create(conn, register, columns, act)

    return office.store.write(work)


def home(office, number=1, *, people=(), uuid=HOUSEHOLD, **changes):
    """The household that surveys and visits of the builders are about, in the store.

    `people` are changes of its two persons, in order.
    """
    stored(office, number, **{"entity_uuid": uuid, "lat": DOOR.lat, "lon": DOOR.lon} | changes)

    def work(conn):
        for position, values in enumerate(people, 1):
            if not values:
                continue
            conn.execute(
                update(person).where(person.c.id == 10 * number + position).values(**values)
            )

    office.store.write(work)
    return uuid


def numbered(office, born, **values):
    """An identity number with the columns by which the store knows it."""
    digits = id_number(born, **values)
    return {
        "id_sealed": office.sealer.seal(digits),
        "id_digest": office.sealer.digest(digits),
        "id_last4": digits[-4:],
    }


def event(office, **cells):
    """The event of the builders, from the register."""
    given = {
        "unit": "620421000000",
        "event_no": EVENT,
        "disaster_type": "洪涝",
        "start_time": "2026-11-15 02:00",
        "found_time": "2026-11-15 02:00",
        "end_time": "",
        "state": "进行中",
        "nil_report_duty": "是",
    } | cells
    return row(office, "disaster_event", **given)


def hh_no(office, number=1):
    """The number of a stored household."""
    with office.store.read() as conn:
        return conn.execute(select(household.c.hh_no).where(household.c.id == number)).scalar_one()


KEPT = frozenset(
    {"admin_unit", "alembic_version", "project", "form", "form_version", "form_attachment"}
)


def emptied(office):
    """Take out everything that was sent or entered; forms and areas stay."""

    def work(conn):
        for table in reversed(metadata.sorted_tables):
            if table.name not in KEPT:
                conn.execute(delete(table))

    office.store.write(work)
