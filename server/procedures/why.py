"""“Why am I (not) on the list?”: everything that led to where a household stands, on one page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server import families, places, thresholds
from server.core.benefit import RURAL, URBAN, URBAN_HUKOU, Application, BenefitCase
from server.core.days import local_date
from server.core.desk.people import May
from server.core.errors import NotFound
from server.core.facts import Facts
from server.core.procedures.states import LISTS, RECEIVING, State
from server.core.procedures.why import NOT_APPLIED, Standing, conclusion
from server.core.publicity import ListState
from server.core.rules.records import examine_benefit
from server.core.types import UnitCode
from server.procedures import applications, objections
from server.scope import area_of
from server.store import audit, procedures, records

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, Issue
    from server.families import Family
    from server.procedures.applications import ApplicationFile
    from server.services import Services
    from server.store.households import AnyRow
    from server.store.named import Named

MOST = 8


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told of a household; `would` are the rules' findings if it applied for Dibao now."""

    hh_no: str
    head: str
    place: tuple[AdminUnit, ...]
    sentences: tuple[str, ...]
    files: tuple[ApplicationFile, ...]
    would: tuple[Issue, ...]
    benefits: Sequence[Named]
    visits: Sequence[Named]
    petitions: Sequence[Named]
    forms: Sequence[AnyRow]


def answer(services: Services, who: Asker, hh_no: str, *, now: datetime) -> Answer:
    """The answer for one household; raise NotAllowed, or NotFound outside the area."""
    units = area_of(who, May.PROCEDURES)
    day = local_date(now)
    with services.store.read() as conn:
        family = families.family(conn, hh_no, units, day)
        if family is None:
            raise NotFound
        village = (UnitCode(family.row.village),)
        rows = procedures.records(
            conn, "application", village, order=("-apply_date", "-id"), limit=MOST, hh_no=hh_no
        )
        visits = procedures.records(
            conn, "visit", village, order=("-visit_date",), limit=MOST, hh_no=hh_no
        )
        about = procedures.petitions(
            conn,
            family.row.county,
            list_nos=(),
            names={hh_no, family.row.head_name, *(row["application_no"] for row in rows)},
        )
        forms = _forms(conn, family.row)
        would = () if rows else _would(services, family, now)
    files = tuple(applications.file(services, who, r["record_id"], now=now) for r in rows)
    services.store.soon(
        lambda conn: audit.note(conn, "household.why", at=now, by=who.id, subject=hh_no)
    )
    told = tuple(_told(services, file, who.language) for file in files)
    language = "en" if who.language.startswith("en") else "zh"
    return Answer(
        hh_no=hh_no,
        head=family.row.head_name,
        place=places.tree(services).lineage(village[0])[1:],
        sentences=told or (NOT_APPLIED[language],),
        files=files,
        would=would,
        benefits=family.benefits,
        visits=visits,
        petitions=[row for row in about if row["unit_code"] == village[0]],
        forms=forms,
    )


def _forms(conn: Connection, row: AnyRow) -> Sequence[AnyRow]:
    """Submissions about the household, newest first."""
    found = {each.id: each for each in records.of_household(conn, row.county, row.id)}
    for each in records.about_entity(conn, row.county, row.entity_uuid):
        found.setdefault(each.id, each)
    return sorted(found.values(), key=lambda each: each.received_at, reverse=True)[: 2 * MOST]


def _would(services: Services, family: Family, now: datetime) -> tuple[Issue, ...]:
    """What the rules say if the household applied for Dibao today."""
    household = families.assisted(family, None, services.sealer)
    kind = URBAN if household.hukou_type == URBAN_HUKOU else RURAL
    village, day = UnitCode(family.row.village), local_date(now)
    case = BenefitCase(
        replace(household, application=Application(kind)),
        survey_date=day,
        village=village,
        facts=Facts(standards=thresholds.standards_of(services, village)),
        limits=thresholds.limits_on(services, village, day),
    )
    return examine_benefit(case)


def _told(services: Services, file: ApplicationFile, language: str) -> str:
    listed = _listed(services, file)
    row = file.row
    return conclusion(
        Standing(
            number=row["application_no"],
            state=file.state,
            due=row["due_date"],
            list_no=listed["list_no"] if listed else "",
            list_ends=listed["end_date"] if listed else None,
            is_paused=any(objections.is_open(each) for each in file.petitions),
            reason=_reason(file),
            benefit_since=file.benefit["start_date"]
            if file.benefit and file.state in RECEIVING
            else None,
        ),
        language,
    )


def _reason(file: ApplicationFile) -> str:
    """Why it ended as it did: the note of the act that ended it."""
    if file.state not in {State.REFUSED, State.WITHDRAWN, State.STOPPED}:
        return ""
    last = next((act for act in file.acts if act["to_state"] == file.state), None)
    return str(last["note"]) if last else str(file.row["decision_reason"] or "")


def _listed(services: Services, file: ApplicationFile) -> Named | None:
    """The list the application hangs on today."""
    if file.state not in LISTS:
        return None
    numbers = {item["list_no"] for item in file.items}
    with services.store.read() as conn:
        for number in numbers:
            row = procedures.by_number(conn, "publicity_list", number, file.row["county"])
            is_hanging = row is not None and row["state"] in {ListState.POSTED, ListState.PAUSED}
            if row is not None and is_hanging and int(row["round"]) == LISTS[file.state]:
                return row
    return None
