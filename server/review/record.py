"""One submission with everything a reviewer decides by, in a fixed number of statements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server import places
from server.answers import form_reader
from server.answers.reading import choice_labels, typed_value
from server.core.changes import changes
from server.core.days import local_date
from server.core.desk.people import May
from server.core.desk.record import (
    Answered,
    Before,
    Flag,
    Happening,
    HitRate,
    Photo,
    Record,
    Replaced,
    Surroundings,
)
from server.core.errors import NotFound, VersionUnknown
from server.core.household import members_of
from server.core.instance import read_answers, read_envelope
from server.core.rewriting import plain
from server.core.schema import FieldType
from server.core.types import GeoPoint, Geotag, Issue, Severity, State, TagSource, UnitCode
from server.review.decisions import allowed_decisions, may_correct
from server.scope import area_of
from server.store import households, photos, records, rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.answers import Answers
    from server.core.desk.people import Asker
    from server.core.household import Member
    from server.core.types import AdminUnit
    from server.services import Services
    from server.store.records import AnyRow

MAP_HOUSEHOLDS = 400


def record(
    services: Services, who: Asker, submission_id: int, *, what: May = May.SEE_SUBMISSIONS
) -> Record:
    """The record; raise NotFound outside the asker's area, VersionUnknown when unreadable.

    `what` is the right that is used: a village sees its own records by another than an office.
    """
    units = area_of(who, what)
    with services.store.read() as conn:
        row = records.find(conn, units, submission_id)
        if row is None:
            raise NotFound
        version = records.version(conn, row.county, row.current_id)
        if version.version_id is None:
            raise VersionUnknown
        reader = form_reader(services, version.version_id)
        answers = _answers(reader, version.xml)
        known = _household(conn, row, version)
        persons = households.persons_of(conn, known.county, known.id) if known else ()
        tag = geotag_of(version.geotag)
        return Record(
            id=row.id,
            instance_id=row.instance_id,
            title=row.title or reader.titles.get("zh", row.form_id),
            schema=reader.schema,
            form_title=reader.titles,
            version=version.version,
            state=State(row.state),
            is_held=row.is_held,
            row_version=row.row_version,
            place=place_of(services, row.unit_code),
            group=row.group_no,
            hh_no=known.hh_no if known else None,
            collector=row.submitter_name,
            device=version.device_id,
            started_at=version.start_at,
            ended_at=version.end_at,
            received_at=version.received_at,
            answers=answers,
            lists=_with_households(choice_labels(services, reader), known),
            flags=flags_of(conn, row.county, row.current_id),
            tag=tag,
            point=point_of(version),
            photos=photos_of(conn, row.county, row.current_id),
            before=_before(services, reader, answers, known, persons),
            around=around(services, conn, row.unit_code, tag, known),
            history=tuple(_history(conn, row)),
            allowed=allowed_decisions(who, row),
            may_correct=may_correct(who, row),
            replaced=tuple(_replaced(conn, reader, row, version)),
        )


def _answers(reader: FormReader, xml: bytes) -> Answers:
    raw = read_answers(read_envelope(xml).root, reader.schema).values
    return reader.typed.read(raw).answers


def _replaced(
    conn: Connection, reader: FormReader, row: AnyRow, version: AnyRow
) -> Iterator[Replaced]:
    """What people answered otherwise in the version before; both are read as the later one is."""
    if not row.edits:
        return
    keys = [each.id for each in records.versions_of(conn, row.county, row.id)]
    at = keys.index(version.id)
    if at == 0:
        return
    old, new = (
        read_answers(read_envelope(xml).root, reader.schema).values
        for xml in (records.version(conn, row.county, keys[at - 1]).xml, version.xml)
    )
    for change in changes(old, new):
        field = reader.schema.by_path.get(plain(change.place))
        if field is not None and field.is_asked:
            before, now = (
                None if text is None else typed_value(reader, field, text)
                for text in (change.old, change.new)
            )
            yield Replaced(change.place, before, now)


def _household(conn: Connection, row: AnyRow, version: AnyRow) -> AnyRow | None:
    """The household this is about: the one it was loaded into, else the one it names."""
    if row.household_id is not None:
        return households.by_id(conn, row.county, row.household_id)
    if version.household_uuid:
        return households.by_entity(conn, row.county, version.household_uuid)
    return None


def _with_households(
    lists: Mapping[str, Mapping[str, str]], known: AnyRow | None
) -> Mapping[str, Mapping[str, str]]:
    """Lists of households are made per tablet; here only the one chosen has a label."""
    if known is None:
        return lists
    return {**lists, "households.csv": {known.entity_uuid: f"{known.head_name} {known.hh_no}"}}


def place_of(services: Services, unit_code: str) -> tuple[AdminUnit, ...]:
    """County, township, village of a record; empty while its place is unknown."""
    tree = places.tree(services)
    code = UnitCode(unit_code)
    return tree.lineage(code)[1:] if code in tree else ()


def point_of(version: AnyRow) -> GeoPoint | None:
    """Where the form was filled in."""
    if version.lat is None or version.lon is None:
        return None
    return GeoPoint(version.lat, version.lon, accuracy_m=version.accuracy_m)


def geotag_of(doc: Mapping[str, Any]) -> Geotag:
    """A geotag as it was stored."""
    return Geotag(**{**doc, "source": TagSource(doc["source"]), "assigned": tuple(doc["assigned"])})


def flags_of(conn: Connection, county: str, version_id: int) -> tuple[Flag, ...]:
    """Issues of a version, each with how often its rule was right before."""
    flags = [flag_of(row) for row in records.issues_of(conn, county, version_id)]
    rates = rulebook.outcomes_of(conn, county, sorted({flag.issue.rule for flag in flags}))
    return tuple(replace(f, hits=HitRate(*rates.get(f.issue.rule, (0, 0)))) for f in flags)


def flag_of(row: AnyRow) -> Flag:
    """A stored issue with its answer."""
    return Flag(
        id=row.id,
        issue=Issue(row.rule, Severity(row.severity), row.path, row.values),
        answered=Answered(row.state),
        note=row.note,
        by=row.decided_name,
        at=row.decided_at,
    )


def photos_of(conn: Connection, county: str, version_id: int) -> tuple[Photo, ...]:
    """Files of a version with what is known of the pictures among them."""
    return tuple(
        Photo(
            path=row.path,
            name=row.name,
            facts=None if row.facts is None else photos.facts_of(row.facts),
            has_arrived=row.digest is not None,
        )
        for row in records.files_with_facts(conn, county, version_id)
        if row.is_expected
    )


def around(
    services: Services, conn: Connection, unit_code: str, tag: Geotag, known: AnyRow | None
) -> Surroundings:
    """Outlines and points for the map: the village, its neighbours, where the fix lies."""
    gazetteer = places.gazetteer(services)
    wanted: dict[UnitCode, None] = {}
    for code in (UnitCode(unit_code), tag.claimed, tag.located, tag.nearest):
        if code and code in gazetteer.tree:
            wanted.setdefault(code)
            wanted.update(dict.fromkeys(gazetteer.neighbours(code)))
    points = households.near(conn, unit_code, limit=MAP_HOUSEHOLDS)
    return Surroundings(
        units=tuple(gazetteer.tree.get(code) for code in wanted),
        registered=GeoPoint(known.lat, known.lon)
        if known is not None and known.lat is not None
        else None,
        households=tuple(
            GeoPoint(p.lat, p.lon) for p in points if known is None or p.id != known.id
        ),
    )


def _before(
    services: Services,
    reader: FormReader,
    answers: Answers,
    known: AnyRow | None,
    persons: Sequence[AnyRow],
) -> Before | None:
    """What the store held for the same household, under the paths of this submission."""
    if known is None:
        return None
    values = dict(_typed_doc(reader, known.doc))
    left = list(persons)
    for member in members_of(answers):
        same = next((row for row in left if _same_person(services, row, member)), None)
        if same is not None:
            left.remove(same)
            values |= _typed_row(reader, member.path, same.doc)
    return Before(
        on=local_date(known.updated_at),
        version=known.version,
        values=values,
        missing=tuple(row.name for row in left if row.status == "alive"),
    )


def _same_person(services: Services, row: AnyRow, member: Member) -> bool:
    if member.id_number and row.id_digest:
        return bool(services.sealer.digest(member.id_number) == row.id_digest)
    return bool(row.name == member.name and row.birth_date == member.birth_date)


def _typed_doc(reader: FormReader, doc: Mapping[str, str]) -> Iterator[tuple[str, object]]:
    """Values of the household's own questions by path."""
    for field in reader.schema.walk():
        if not field.is_structure and field.name in doc and "/member/" not in field.path:
            yield field.path, typed_value(reader, field, doc[field.name])


def _typed_row(reader: FormReader, path: str, doc: Mapping[str, str]) -> dict[str, object]:
    """Values of one member's questions, under the member's path here."""
    repeat = reader.schema.by_name.get("member")
    fields = repeat.children if repeat is not None and repeat.type is FieldType.REPEAT else ()
    return {
        f"{path}/{field.name}": typed_value(reader, field, doc[field.name])
        for field in fields
        if field.name in doc
    }


def _history(conn: Connection, row: AnyRow) -> Iterator[Happening]:
    """Arrivals of every version and what people did, oldest first."""
    actions = records.actions_of(conn, row.county, row.id)
    made_here = {(action.details or {}).get("version") for action in actions}
    lines = []
    for number, version in enumerate(records.versions_of(conn, row.county, row.id), 1):
        if str(version.id) in made_here:  # told by what somebody did
            continue
        if version.start_at is not None:
            lines.append(Happening(version.start_at, "started", row.submitter_name))
        kind = "received" if number == 1 else "edited"
        lines.append(
            Happening(
                version.received_at, kind, row.submitter_name, detail={"version": str(number)}
            )
        )
    lines += [_happening(action) for action in actions]
    lines += [
        Happening(flag.at, "answered", flag.by, flag.note, {"rule": flag.issue.rule})
        for flag in map(flag_of, records.issues_of(conn, row.county, row.current_id))
        if flag.at is not None
    ]
    return iter(sorted(lines, key=lambda line: line.at))


def _happening(action: AnyRow) -> Happening:
    details = action.details or {}
    reasons = "；".join(details.get("reasons", ()))
    happening = Happening(
        action.at,
        action.kind,
        action.actor_name,
        "；".join(filter(None, (reasons, action.note))),
        _places(details),
    )
    return (
        replace(happening, detail={**happening.detail, "undone": "1"})
        if action.is_undone
        else happening
    )


def _places(details: Mapping[str, Any]) -> dict[str, str]:
    """The question an act is about; of several the first."""
    paths = [details.get("path"), *details.get("fields", ())]
    return next(({"path": path} for path in paths if path), {})
