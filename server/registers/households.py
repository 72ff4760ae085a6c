"""Finding households, and everything known of one."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from server import places
from server.answers import form_reader, known_forms
from server.answers.reading import choice_labels, typed_value
from server.core import idnumber
from server.core.case import HOUSEHOLD_SURVEY
from server.core.days import local_date
from server.core.desk.people import May
from server.core.desk.queue import Severities
from server.core.desk.record import Photo, Surroundings
from server.core.desk.register import (
    HouseholdFile,
    HouseholdList,
    HouseholdRow,
    HouseholdVisit,
    MemberFile,
    Source,
)
from server.core.errors import NotFound, ReasonNeeded, UnexpectedValue
from server.core.lifeevent import WORDS
from server.core.types import GeoPoint, State, UnitCode
from server.registers import living
from server.registers.provenance import walk
from server.scope import area_of
from server.store import audit, households, records, selections
from server.store.photos import facts_of
from server.store.snapshots import unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.desk.people import Asker
    from server.core.schema import FormSchema
    from server.registers.provenance import Trail
    from server.services import Services
    from server.store.households import AnyRow

WAITING = (State.RECEIVING, State.RECEIVED, State.TO_REVIEW, State.RETURNED, State.TO_AUDIT)
"""States of records about a household that nobody has done with."""

LISTED = ("house_danger", "hh_benefit", "hukou_type", "house_structure")
"""Questions a household list shows beside the name."""

MAP_HOUSEHOLDS = 400
SHOWN_PHOTOS = 12


def search(
    services: Services,
    who: Asker,
    *,
    unit: UnitCode | None = None,
    selection: int | None = None,
    after: str | None = None,
    limit: int = 50,
) -> HouseholdList:
    """All households of an area in order of village and number; `searching` finds one of them.

    With `selection` those the asker drew around on the map; raise NotFound when that is no more.
    """
    units = area_of(who, May.SEE_HOUSEHOLDS, unit)
    with services.store.read() as conn:
        if selection is not None and (
            selections.find(conn, who.id, selection, now=datetime.now(UTC)) is None
        ):
            raise NotFound
        rows, total = households.search(
            conn,
            units,
            text="",
            id_digest=None,
            selection=selection,
            after=_opened(after) if after else None,
            limit=limit + 1,
        )
    page = rows[:limit]
    return HouseholdList(
        rows=_rows(services, page),
        total=total,
        after=f"{page[-1].village}~{page[-1].hh_no}" if len(rows) > limit else None,
    )


def _rows(services: Services, page: Sequence[AnyRow]) -> tuple[HouseholdRow, ...]:
    """The lines of a page; an office that has not published the survey yet has none."""
    if not page:
        return ()
    reader = _reader(services)
    with services.store.read() as conn:
        waiting = records.waiting_about(conn, [row.entity_uuid for row in page], WAITING)
    return tuple(
        _row(services, reader, row, waiting.get(row.entity_uuid, (0, 0, 0, 0))) for row in page
    )


def _opened(cursor: str) -> tuple[str, str]:
    village, _, hh_no = cursor.partition("~")
    if not (village.isdecimal() and hh_no.isdecimal()):
        raise UnexpectedValue(field="after", reason="not a cursor of this list")
    return village, hh_no


def _row(
    services: Services, reader: FormReader, row: AnyRow, waiting: tuple[int, int, int, int]
) -> HouseholdRow:
    tree = places.tree(services)
    village = UnitCode(row.village)
    return HouseholdRow(
        hh_no=row.hh_no,
        head=row.head_name,
        village=tree.get(village).name if village in tree else "",
        group=row.group_no,
        members=row.member_count,
        values={"income_pc_month": row.income_pc_month}
        | {name: _typed(reader, name, row.doc[name]) for name in LISTED if name in row.doc},
        waiting=waiting[0],
        open=Severities(*waiting[1:]),
        last_visit_at=row.last_visit_at,
        loaded_at=row.updated_at,
    )


def words(services: Services) -> tuple[FormSchema, Mapping[str, Mapping[str, str]]]:
    """The newest home survey's questions and lists, which name the values of households."""
    reader = _reader(services)
    return reader.schema, choice_labels(services, reader)


def _reader(services: Services) -> FormReader:
    """The newest published home survey, whose labels name a household's values."""
    for form in known_forms(services).values():
        if form.form_id == HOUSEHOLD_SURVEY and form.current_id is not None:
            return form_reader(services, form.current_id)
    raise NotFound


def _typed(reader: FormReader, name: str, text: str) -> object:
    field = next((f for f in reader.schema.walk() if f.name == name), None)
    return text if field is None else typed_value(reader, field, text)


def household(
    services: Services, who: Asker, hh_no: str, *, on: date | None = None
) -> HouseholdFile:
    """One household with members, history and sources; raise NotFound outside the area.

    With `on` it is shown as it was known at the end of that day.
    """
    units = area_of(who, May.SEE_HOUSEHOLDS)
    reader = _reader(services)
    fields = {field.name: field for field in reader.schema.walk()}

    def typed(name: str, text: str) -> object:
        return typed_value(reader, fields[name], text) if name in fields else text

    with services.store.read() as conn:
        row = households.by_number(conn, hh_no, units)
        if row is None:
            raise NotFound
        persons = households.persons_of(conn, row.county, row.id)
        versions = households.versions_of(conn, row.county, row.id)
        present = row
        if on is not None:
            versions = [each for each in versions if local_date(each.at) <= on]
            row, persons = _as_known(row, versions)
        about = _about(conn, row)
        sources = _sources(services, conn, versions)
        trail = walk(versions, sources, typed)
        shown = _photos(conn, about)
        near = households.near(conn, row.village, limit=MAP_HOUSEHOLDS)
        acts = living.lines(conn, who, row.county, row.id, on=on)
        told = living.records(conn, who, row)
        goes_on, origin = living.relatives(conn, present, units)
        alike = living.waiting(conn, row.county, [row.id, *(each.id for each in persons)], units)
    services.store.soon(lambda conn: _note_reading(conn, who, hh_no))
    last = trail.versions[-1].source if trail.versions else None
    return HouseholdFile(
        hh_no=row.hh_no,
        head=row.head_name,
        status=row.status,
        version=row.version,
        place=places.tree(services).lineage(UnitCode(row.village))[1:],
        group=row.group_no,
        schema=reader.schema,
        lists=choice_labels(services, reader),
        values={name: v for name, v in trail.household.items() if name != "phone"},
        phone_masked=masked_phone(row.phone),
        members=tuple(
            _member(services, person, trail) for person in persons if person.status != "merged"
        ),
        point=None if row.lat is None else GeoPoint(row.lat, row.lon, accuracy_m=row.accuracy_m),
        point_source=trail.household["gps"].source if "gps" in trail.household else last,
        around=_around(services, row, near),
        versions=tuple(reversed(trail.versions)),
        visits=tuple(_visit(services, each) for each in about),
        photos=shown,
        asked=_asked(services, about),
        acts=acts,
        records=told,
        goes_on=goes_on,
        origin=origin,
        alike=alike,
        on=on,
        row_version=present.version,
    )


def _as_known(row: AnyRow, versions: Sequence[AnyRow]) -> tuple[Any, Sequence[Any]]:
    """Household and persons in the last of the versions; raise NotFound before the first."""
    if not versions:
        raise NotFound
    rows = unpacked(versions[-1].snapshot)
    missing = dict.fromkeys(row._fields)
    return (
        SimpleNamespace(**missing | dict(rows.household)),
        [SimpleNamespace(**{"status": "alive"} | dict(each)) for each in rows.persons],
    )


def _note_reading(conn: Connection, who: Asker, hh_no: str) -> None:
    """Reading a household is logged: an insider's curiosity leaves a trace (safety.md 3)."""
    audit.note(conn, "household.read", at=datetime.now(UTC), by=who.id, subject=hh_no)


def _about(conn: Connection, row: AnyRow) -> Sequence[AnyRow]:
    """Submissions about the household: those it was loaded from, and those that name it."""
    found = {each.id: each for each in records.of_household(conn, row.county, row.id)}
    for each in records.about_entity(conn, row.county, row.entity_uuid):
        found.setdefault(each.id, each)
    return sorted(found.values(), key=lambda each: each.received_at, reverse=True)


def _sources(
    services: Services, conn: Connection, versions: Sequence[AnyRow]
) -> Mapping[int, Source]:
    found = {}
    for version in versions:
        titles: Mapping[str, str] = _of_act(version.reason)
        who = version.actor_name
        if version.submission_id is not None:
            record = records.by_key(conn, version.county, version.submission_id)
            titles = _titles(services, record)
            who = record.submitter_name
        found[version.id] = Source(version.at, who, version.submission_id, titles)
    return found


def _of_act(kind: str) -> Mapping[str, str]:
    """What an act is called that made a version; nothing for a correction by hand."""
    if kind not in WORDS:
        return {}
    zh, en = WORDS[kind]
    return {"zh": zh, "en": en}


def _titles(services: Services, record: AnyRow) -> Mapping[str, str]:
    form = known_forms(services).get((record.project_id, record.form_id))
    if form is None or form.current_id is None:
        return {"zh": record.form_id}
    return form_reader(services, form.current_id).titles


def _member(services: Services, person: AnyRow, trail: Trail) -> MemberFile:
    return MemberFile(
        person_id=str(person.id),
        status=person.status,
        id_masked=_masked_id(services, person),
        values=trail.members.get(person.id, {}),
        is_present=person.status == "alive",
    )


def _masked_id(services: Services, person: AnyRow) -> str:
    """First six, eight stars, last four; the whole only for a reason (domain.md 5.7)."""
    return idnumber.masked(services.sealer.open(person.id_sealed)) if person.id_sealed else ""


def masked_phone(phone: str) -> str:
    """First three and last two digits (domain.md 5.7).

    >>> masked_phone("13912345612")
    '139******12'
    """
    return f"{phone[:3]}{'*' * max(len(phone) - 5, 0)}{phone[-2:]}" if phone else ""


def _visit(services: Services, record: AnyRow) -> HouseholdVisit:
    return HouseholdVisit(
        id=record.id,
        form_id=record.form_id,
        form_title=_titles(services, record),
        state=State(record.state),
        who=record.submitter_name,
        received_at=record.received_at,
        open=Severities(record.errors, record.warnings, record.infos),
    )


def _asked(services: Services, about: Sequence[AnyRow]) -> dict[int, FormSchema]:
    """The form of each record, whose questions name its photos."""
    current = {form.id: form.current_id for form in known_forms(services).values()}
    versions = {record.id: current.get(record.form_pk) for record in about}
    return {
        record: form_reader(services, version).schema
        for record, version in versions.items()
        if version is not None
    }


def _photos(conn: Connection, about: Sequence[AnyRow]) -> tuple[tuple[int, Photo], ...]:
    shown: list[tuple[int, Photo]] = []
    for record in about:
        for photo in _pictures(conn, record):
            shown.append((record.id, photo))
            if len(shown) == SHOWN_PHOTOS:
                return tuple(shown)
    return tuple(shown)


def _pictures(conn: Connection, record: AnyRow) -> Iterator[Photo]:
    for row in records.files_with_facts(conn, record.county, record.current_id):
        if row.facts is not None and row.facts["is_image"]:
            yield Photo(path=row.path, name=row.name, facts=facts_of(row.facts))


def _around(services: Services, row: AnyRow, near: Sequence[AnyRow]) -> Surroundings:
    gazetteer = places.gazetteer(services)
    code = UnitCode(row.village)
    codes = (code, *gazetteer.neighbours(code)) if code in gazetteer.tree else ()
    return Surroundings(
        units=tuple(gazetteer.tree.get(each) for each in codes),
        registered=None if row.lat is None else GeoPoint(row.lat, row.lon),
        households=tuple(GeoPoint(p.lat, p.lon) for p in near if p.id != row.id),
    )


def reveal(
    services: Services,
    who: Asker,
    hh_no: str,
    person_id: str | None,
    field: str,
    *,
    purpose: str,
    now: datetime,
) -> str:
    """A full identity number or phone, for a purpose that is written down with it.

    Raise ReasonNeeded without one, NotAllowed for posts that may not, NotFound otherwise.
    """
    if not purpose.strip():
        raise ReasonNeeded
    units = area_of(who, May.REVEAL)

    def work(conn: Connection) -> str:
        row = households.by_number(conn, hh_no, units)
        if row is None:
            raise NotFound
        value = _secret(services, conn, row, person_id, field)
        audit.note(
            conn,
            "household.reveal",
            at=now,
            by=who.id,
            subject=hh_no,
            details={"person": person_id or "", "field": field},
            notes=purpose.strip(),
        )
        return value

    return services.store.write(work)


def _secret(
    services: Services, conn: Connection, row: AnyRow, person_id: str | None, field: str
) -> str:
    if field == "phone" and person_id is None:
        return str(row.phone)
    for person in households.persons_of(conn, row.county, row.id):
        if field == "id_number" and str(person.id) == person_id and person.id_sealed:
            return services.sealer.open(person.id_sealed)
    raise NotFound
