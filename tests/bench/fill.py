"""Filling the store without waiting for a hundred thousand answers: rows as the intake makes them.

Each survey is read and turned into rows by the intake's own functions and stored in large
transactions; what they skip is asking for facts and running the rules.  Its household and persons
are stored as well, so that later questions meet tables of a real size.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import insert

from server.answers import form_reader, known_forms
from server.core.rights import APP_USER, Grant, Sender
from server.intake.reading import envelope_of, read_by
from server.intake.rows import rows_of
from server.intake.upload import Upload
from server.store import counters
from server.store.ids import new_id
from server.store.tables.households import household, person
from server.store.tables.submissions import issue, submission, submission_version

AT_ONCE = 500


def fill(services, city, numbers):
    """Store the surveys with these numbers and their households."""
    form = known_forms(services)[1, "household_survey"]
    reader = form_reader(services, form.current_id)
    numbers = list(numbers)
    for start in range(0, len(numbers), AT_ONCE):
        rows = [
            _rows(services, city, form, reader, number)
            for number in numbers[start : start + AT_ONCE]
        ]
        services.store.write(lambda conn, rows=rows: _store(conn, rows))


def _rows(services, city, form, reader, number):
    village = city.surveys.villages[city.surveys.tablet_of(number)]
    tablet = city.surveys.tablet_of(number) + 2
    grants = (Grant(APP_USER, village.code, 1),)
    sender = Sender(tablet, village.code, is_app_user=True, grants=grants, project_id=1)
    now = datetime.now(UTC)
    upload = Upload(project_id=1, sender=sender, xml=city.surveys.xml(number), received_at=now)
    reading = read_by(
        services,
        envelope_of(upload.xml),
        reader,
        received_at=now,
        sender_id=sender.id,
        sender_name=sender.name,
        units=sender.units,
    )
    rows = rows_of(upload, reading, form, version_id=form.current_id, issues=())
    return rows, reading, services.sealer


def _store(conn, batch):
    conn.execute(insert(submission), [rows.record for rows, _, _ in batch])
    conn.execute(insert(submission_version), [rows.version for rows, _, _ in batch])
    found = [row for rows, _, _ in batch for row in rows.issues]
    if found:
        conn.execute(insert(issue), found)
    homes = [_household(rows, reading) for rows, reading, _ in batch]
    conn.execute(insert(household), homes)
    people = [
        row
        for home, (_, reading, sealer) in zip(homes, batch, strict=True)
        for row in _persons(home, reading, sealer)
    ]
    conn.execute(insert(person), people)
    _count(conn, batch, people)


def _count(conn, batch, people):
    states = Counter((rows.record["unit_code"], rows.record["state"]) for rows, _, _ in batch)
    changes = {(unit, f"{counters.STATE}{state}"): n for (unit, state), n in states.items()}
    for (unit, _), n in states.items():
        changes[unit, counters.HOUSEHOLDS] = n
    for unit, n in Counter(row["village"] for row in people).items():
        changes[unit, counters.PERSONS] = n
    counters.count(conn, changes)


def _household(rows, reading):
    record, answers = rows.record, reading.case.household
    now = record["received_at"]
    return {
        "county": record["county"],
        "id": new_id(),
        "entity_uuid": reading.household_uuid,
        "hh_no": f"{record['unit_code']}{answers.hh_no[-4:]}",
        "village": record["unit_code"],
        "township": record["township"],
        "head_name": reading.title,
        "phone": answers.phone,
        "member_count": len(reading.case.members),
        "doc": {},
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }


def _persons(home, reading, sealer):
    return [
        {
            "county": home["county"],
            "id": new_id(),
            "household_id": home["id"],
            "position": place,
            "village": home["village"],
            "name": each.name,
            "birth_date": each.birth_date,
            "id_digest": sealer.digest(each.id_number),
            "doc": {},
            "updated_at": home["updated_at"],
        }
        for place, each in enumerate(reading.case.members, start=1)
    ]


def checksum(city):
    """What tells two runs apart: the same surveys, the same figure."""
    return hashlib.sha256(city.surveys.xml(1)).hexdigest()[:12]
