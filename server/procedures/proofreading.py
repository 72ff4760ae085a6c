"""Proofreading by two: a blind second entry, the comparison, and a third person's choice (5.4)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.answers import form_reader
from server.core.desk.people import May
from server.core.double_entry import Entry, EntryPair
from server.core.errors import ActRefused, NotFound
from server.core.instance import read_answers, read_envelope
from server.core.procedures.proofreading import Quality, asked, is_drawn, values
from server.core.schema import FieldType
from server.core.types import UnitCode
from server.scope import area_of
from server.store import records, second_entries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.desk.people import Asker
    from server.core.procedures.proofreading import Asked
    from server.services import Services
    from server.store.named import Named
    from server.store.records import AnyRow

SHOWN = 100
FIRST, SECOND = "first", "second"


@dataclass(frozen=True, slots=True)
class Task:
    """A record that waits for its second entry."""

    submission_id: int
    form: Mapping[str, str]
    village: str
    title: str
    first_name: str
    received_at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A record entered twice; `state` is passed, differs or settled."""

    id: int
    submission_id: int
    first_name: str
    second_name: str
    at: datetime
    compared: int
    differing: int
    state: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """What is to be done in an area, what was done, and how people fare."""

    waiting: tuple[Task, ...]
    done: tuple[Compared, ...]
    quality: tuple[Quality, ...]


def tasks(services: Services, who: Asker, *, now: datetime) -> Tasks:
    """Records drawn for proofreading, and those done; raise NotAllowed."""
    del now
    units = area_of(who, May.REVIEW)
    tree = places.tree(services)
    with services.store.read() as conn:
        rows = second_entries.waiting(conn, units)
        done = second_entries.of_area(conn, units)
        drawn = [row for row in rows if _is_chosen(row)][:SHOWN]
        titles = {row.current_id: _titles(services, conn, row) for row in drawn}
    return Tasks(
        waiting=tuple(
            Task(
                submission_id=row.id,
                form=titles[row.current_id],
                village=tree.get(UnitCode(row.unit_code)).name
                if UnitCode(row.unit_code) in tree
                else "",
                title=row.title,
                first_name=row.submitter_name,
                received_at=row.received_at,
                is_own=row.submitter_id == who.id,
            )
            for row in drawn
        ),
        done=tuple(_compared(row) for row in done[:SHOWN]),
        quality=quality(done),
    )


def _is_chosen(row: AnyRow) -> bool:
    """What a reviewer has set aside, and the share drawn at random."""
    return row.state == "proofreading" or row.is_held or is_drawn(row.instance_id)


def _titles(services: Services, conn: Connection, row: AnyRow) -> Mapping[str, str]:
    version = records.version(conn, row.county, row.current_id)
    if version.version_id is None:
        return {"zh": row.form_id}
    return form_reader(services, version.version_id).titles


def _compared(row: Named) -> Compared:
    return Compared(
        row["id"],
        row["submission_id"],
        row["first_name"],
        row["second_name"],
        row["at"],
        row["compared"],
        len(row["differing"]),
        row["state"],
    )


def quality(rows: Sequence[Named]) -> tuple[Quality, ...]:
    """Wrong fields per person: a difference counts against whose value was not taken."""
    compared: dict[str, int] = defaultdict(int)
    wrong: dict[str, int] = defaultdict(int)
    for row in rows:
        for name in (row["first_name"], row["second_name"]):
            compared[name] += row["compared"]
        for choice in (row["choices"] or {}).values():
            loser = row["second_name"] if choice == FIRST else row["first_name"]
            wrong[loser] += 1
    found = [Quality(name, compared[name], wrong[name]) for name in compared]
    return tuple(sorted(found, key=_worst_first))


def _worst_first(one: Quality) -> tuple[float, str]:
    return -one.percent, one.name


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields to enter of one record, without the first entry; `pictures` are its photos."""

    submission_id: int
    title: Mapping[str, str]
    reader: FormReader
    fields: tuple[Asked, ...]
    pictures: tuple[str, ...]
    village: str


def entry_form(services: Services, who: Asker, submission_id: int) -> EntryForm:
    """What the second person fills in.

    Raise ActRefused for the first one (C-01) and when it was done, NotFound outside the area.
    """
    with services.store.read() as conn:
        record = _record(conn, who, submission_id)
        reader, raw = _read(services, conn, record)
        files = records.files_with_facts(conn, record.county, record.current_id)
    tree = places.tree(services)
    village = tree.by_code.get(UnitCode(record.unit_code))
    return EntryForm(
        submission_id=submission_id,
        title=reader.titles,
        reader=reader,
        fields=tuple(asked(reader.schema.fields, raw)),
        pictures=tuple(
            file.name for file in files if file.facts is not None and file.facts["is_image"]
        ),
        village=village.name if village else "",
    )


def _record(conn: Connection, who: Asker, submission_id: int) -> AnyRow:
    record = records.find(conn, area_of(who, May.REVIEW), submission_id)
    if record is None:
        raise NotFound
    if record.submitter_id == who.id:
        raise ActRefused(
            reason_zh="两次录入应为两个人（C-01）",
            reason_en="another person makes the second entry (C-01)",
        )
    if second_entries.of_submission(conn, submission_id) is not None:
        raise ActRefused(reason_zh="已经录入过第二次", reason_en="it was entered twice already")
    return record


def _read(
    services: Services, conn: Connection, record: AnyRow
) -> tuple[FormReader, Mapping[str, object]]:
    version = records.version(conn, record.county, record.current_id)
    if version.version_id is None:
        raise NotFound
    reader = form_reader(services, version.version_id)
    return reader, read_answers(read_envelope(version.xml).root, reader.schema).values


def enter(
    services: Services,
    who: Asker,
    submission_id: int,
    typed: Mapping[str, str],
    *,
    now: datetime,
) -> int:
    """Keep the second entry and compare it; return its key.  Raise as `entry_form`."""

    def work(conn: Connection) -> int:
        record = _record(conn, who, submission_id)
        reader, raw = _read(services, conn, record)
        first = values(reader.schema.fields, raw)
        second = {path: str(typed.get(path, ""))[:1_000] for path in first}
        pair = EntryPair(Entry(record.submitter_name, first), Entry(who.name, second))
        differing = pair.differing()
        return second_entries.add(
            conn,
            {
                "county": record.county,
                "submission_id": submission_id,
                "version_id": record.current_id,
                "unit_code": record.unit_code,
                "first_id": record.submitter_id,
                "first_name": record.submitter_name,
                "second_id": who.id,
                "second_name": who.name,
                "at": now,
                "sealed": services.sealer.seal(json.dumps(second, ensure_ascii=False)),
                "compared": pair.compared,
                "differing": differing,
                "state": "differs" if differing else "passed",
            },
        )

    return services.store.write(work)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs; `choice` is whose value was taken, empty while nobody chose."""

    asked: Asked
    first: str
    second: str
    choice: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both entries of a record where they differ."""

    row: Named
    title: Mapping[str, str]
    reader: FormReader
    differences: tuple[Difference, ...]
    pictures: tuple[str, ...]
    may_settle: bool


def comparison(services: Services, who: Asker, key: int) -> Comparison:
    """Both values side by side; raise NotFound outside the area.

    Who entered it sees the differences only once they are settled: the third person chooses
    unasked (5.4).
    """
    units = area_of(who, May.REVIEW)
    with services.store.read() as conn:
        row = second_entries.find(conn, units, key)
        if row is None:
            raise NotFound
        version = records.version(conn, row["county"], row["version_id"])
        files = records.files_with_facts(conn, row["county"], row["version_id"])
    if version.version_id is None:
        raise NotFound
    reader = form_reader(services, version.version_id)
    raw = read_answers(read_envelope(version.xml).root, reader.schema).values
    is_third = who.id not in {row["first_id"], row["second_id"]}
    by_path = {each.path: each for each in asked(reader.schema.fields, raw)}
    first = values(reader.schema.fields, raw)
    second = json.loads(services.sealer.open(row["sealed"]))
    shown = row["differing"] if is_third or row["state"] == "settled" else ()
    return Comparison(
        row=row,
        title=reader.titles,
        reader=reader,
        differences=tuple(
            Difference(
                by_path[path],
                first.get(path, ""),
                second.get(path, ""),
                (row["choices"] or {}).get(path, ""),
            )
            for path in shown
            if path in by_path
        ),
        pictures=tuple(
            file.name for file in files if file.facts is not None and file.facts["is_image"]
        ),
        may_settle=is_third and row["state"] == "differs",
    )


def settle(
    services: Services,
    who: Asker,
    key: int,
    choices: Mapping[str, str],
    *,
    reason: str,
    now: datetime,
) -> None:
    """A third person takes one value for each field, with a reason.

    Raise ActRefused when a field is left out, a reason is missing, or one of the two chooses.
    """
    units = area_of(who, May.REVIEW)

    def work(conn: Connection) -> None:
        row = second_entries.find(conn, units, key)
        if row is None:
            raise NotFound
        _refuse(row, who, choices, reason)
        second_entries.settle(
            conn,
            row,
            {
                "state": "settled",
                "choices": {path: choices[path] for path in row["differing"]},
                "arbiter_id": who.id,
                "arbiter_name": who.name,
                "settled_at": now,
                "reason": reason.strip()[:500],
            },
        )

    services.store.write(work)


def _refuse(row: Named, who: Asker, choices: Mapping[str, str], reason: str) -> None:
    if row["state"] != "differs":
        raise ActRefused(reason_zh="没有待裁定的差异", reason_en="nothing is to be settled")
    if who.id in {row["first_id"], row["second_id"]}:
        raise ActRefused(
            reason_zh="应由第三人裁定", reason_en="a third person settles the differences"
        )
    if any(choices.get(path) not in {FIRST, SECOND} for path in row["differing"]):
        raise ActRefused(reason_zh="每一处差异都要选", reason_en="choose for every field")
    if not reason.strip():
        raise ActRefused(reason_zh="要写明理由", reason_en="a reason is needed")


def is_choice(one: Asked) -> bool:
    """Whether the field is answered from a list of the form."""
    return one.field.type is FieldType.SELECT_ONE
