"""What rules want to know beforehand, asked in a fixed number of bounded statements."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from server.core.facts import KnownPerson, LastSurvey, OtherVisit, RunningBenefit
from server.core.household import NO_BENEFIT, PersonStatus
from server.core.types import GeoPoint
from server.store import benefit_facts
from server.store.tables.entities import household_entry
from server.store.tables.forms import form
from server.store.tables.households import household, person
from server.store.tables.submissions import submission_version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

# Every statement here is built once: it is run for each submission that arrives, and building one
# costs five times as much as running it.

VISITS_BEFORE = 40
VISITS_AFTER = 10
"""More than a day of one person's work; a bound, so that the question costs the same for ever."""

AROUND = timedelta(days=1)
MANY = 50
"""What is more than this is counted as this."""

_AT = submission_version.c.start_at
_VISIT = (
    select(
        submission_version.c.instance_id,
        form.c.form_id,
        submission_version.c.start_at,
        submission_version.c.end_at,
        submission_version.c.device_id,
        submission_version.c.lat,
        submission_version.c.lon,
        submission_version.c.accuracy_m,
        submission_version.c.household_uuid,
    )
    .join(form, form.c.id == submission_version.c.form_pk)
    .where(
        submission_version.c.submitter_id == bindparam("sender"),
        submission_version.c.instance_id != bindparam("instance"),
    )
)
_BEFORE = (
    _VISIT.where(bindparam("start") >= _AT, bindparam("earliest") < _AT)
    .order_by(_AT.desc())
    .limit(VISITS_BEFORE)
)
_AFTER = (
    _VISIT.where(bindparam("start") < _AT, bindparam("latest") > _AT)
    .order_by(_AT)
    .limit(VISITS_AFTER)
)


def other_visits(
    conn: Connection, sender_id: int, start: datetime, *, instance_id: str
) -> tuple[OtherVisit, ...]:
    """Submissions of the sender within a day of `start`, oldest first (W-16, W-17, S-09)."""
    mine = {"sender": sender_id, "instance": instance_id, "start": start}
    before = conn.execute(_BEFORE, {**mine, "earliest": start - AROUND}).all()
    after = conn.execute(_AFTER, {**mine, "latest": start + AROUND}).all()
    return tuple(
        OtherVisit(
            instance_id=row.instance_id,
            form_id=row.form_id,
            start=row.start_at,
            end=row.end_at or row.start_at,
            device_id=row.device_id,
            position=_point(row.lat, row.lon, row.accuracy_m),
            household=row.household_uuid,
        )
        for row in (*reversed(before), *after)
    )


def _point(lat: float | None, lon: float | None, accuracy_m: float | None) -> GeoPoint | None:
    return None if lat is None or lon is None else GeoPoint(lat, lon, accuracy_m=accuracy_m)


_ELSEWHERE = (
    select(
        person.c.name,
        person.c.birth_date,
        person.c.status,
        person.c.id_digest,
        person.c.doc,
        household.c.entity_uuid,
        household.c.hh_no,
        household.c.benefits,
    )
    .join(
        household,
        (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
    )
    .where(household.c.entity_uuid != bindparam("own"), household.c.status == "active")
)
_BY_DIGEST = _ELSEWHERE.where(person.c.id_digest.in_(bindparam("digests", expanding=True)))
_NAMESAKES = _ELSEWHERE.where(
    person.c.name.in_(bindparam("names", expanding=True)),
    person.c.birth_date.in_(bindparam("births", expanding=True)),
    person.c.village == bindparam("village"),
).limit(MANY)


def persons_by_digest(
    conn: Connection, digests: Mapping[str, str], *, household_uuid: str
) -> dict[str, tuple[KnownPerson, ...]]:
    """Persons of other households by full number; `digests` maps keyed digest -> number (P-10)."""
    found: dict[str, tuple[KnownPerson, ...]] = {}
    for row in conn.execute(_BY_DIGEST, {"digests": list(digests), "own": household_uuid}):
        number = digests[row.id_digest]
        found[number] = (*found.get(number, ()), _known(row, number))
    return found


def namesakes(
    conn: Connection, village: str, people: Collection[tuple[str, date]], *, household_uuid: str
) -> tuple[KnownPerson, ...]:
    """Persons of the village's other households with a name and birth date of `people` (P-11)."""
    asked = {
        "names": sorted({name for name, _ in people}),
        "births": sorted({birth for _, birth in people}),
        "village": village,
        "own": household_uuid,
    }
    return tuple(_known(row, row.id_digest or "") for row in conn.execute(_NAMESAKES, asked))


def _known(row: Any, number: str) -> KnownPerson:  # noqa: ANN401  # a row of _ELSEWHERE
    return KnownPerson(
        name=row.name,
        household=row.entity_uuid,
        hh_no=row.hh_no,
        id_number=number,
        birth_date=row.birth_date,
        status=PersonStatus(row.status),
        benefits=_received(row),
    )


def _received(row: Any) -> tuple[RunningBenefit, ...]:  # noqa: ANN401  # a row of _ELSEWHERE
    """What the person, or the whole household, received when last surveyed."""
    kinds = {*row.benefits.split(), *str(row.doc.get("m_benefit", "")).split()}
    return tuple(RunningBenefit(kind) for kind in sorted(kinds - {NO_BENEFIT}))


_ACCOUNTS = (
    select(person.c.account_digest, household.c.hh_no)
    .join(
        household,
        (household.c.county == person.c.county) & (household.c.id == person.c.household_id),
    )
    .where(
        person.c.account_digest.in_(bindparam("digests", expanding=True)),
        household.c.entity_uuid != bindparam("own"),
        household.c.status == "active",
    )
)


def accounts_elsewhere(
    conn: Connection, digests: Mapping[str, str], *, household_uuid: str
) -> dict[str, str]:
    """By bank account, the number of another household that has it (P-27).

    `digests` maps keyed digest -> account: the accounts themselves are kept sealed.
    """
    rows = conn.execute(_ACCOUNTS, {"digests": list(digests), "own": household_uuid})
    return {digests[digest]: hh_no for digest, hh_no in rows}


_PHONES = select(func.count()).select_from(
    select(household.c.id)
    .where(household.c.phone == bindparam("phone"), household.c.entity_uuid != bindparam("own"))
    .limit(MANY)
    .subquery()
)
_OWNER = select(household.c.entity_uuid).where(
    household.c.county == bindparam("county"), household.c.hh_no == bindparam("hh_no")
)
_HOUSEHOLD = (
    select(
        household.c.county,
        household.c.id,
        household.c.entity_uuid,
        household.c.hh_no,
        func.coalesce(household_entry.c.loaded, household.c.version).label("listed"),
        household.c.income_pc_month,
        household.c.house_danger,
        household.c.doc,
        household.c.updated_at,
        household.c.lat,
        household.c.lon,
        household.c.accuracy_m,
    )
    .outerjoin(
        household_entry,
        (household_entry.c.county == household.c.county)
        & (household_entry.c.uuid == household.c.entity_uuid),
    )
    .where(household.c.county == bindparam("county"), household.c.entity_uuid == bindparam("uuid"))
)


def phone_households(conn: Connection, phone: str, *, household_uuid: str) -> int:
    """How many other households give this telephone number, counted up to a bound (P-25)."""
    return int(conn.execute(_PHONES, {"phone": phone, "own": household_uuid}).scalar_one())


def owner_of_number(conn: Connection, hh_no: str) -> str | None:
    """Entity of the household that has this number, or None (H-09)."""
    owner: str | None = conn.execute(_OWNER, {"county": hh_no[:6], "hh_no": hh_no}).scalar()
    return owner


def household_now(conn: Connection, county: str, household_uuid: str) -> Any | None:  # noqa: ANN401  # a row
    """What the store says of a household by its entity, or None (W-06, H-11, H-14, S-10)."""
    return conn.execute(_HOUSEHOLD, {"county": county, "uuid": household_uuid}).first()


_MEMBERS = select(
    person.c.id, person.c.name, person.c.birth_date, person.c.status, person.c.id_sealed
).where(person.c.county == bindparam("county"), person.c.household_id == bindparam("household"))


def last_survey(
    conn: Connection,
    row: Any,  # noqa: ANN401  # a row of household_now
    opened: Callable[[bytes], str],
    *,
    with_benefits: bool = False,
) -> LastSurvey:
    """What was loaded last for a household: members, income, house (D-38, H-11, H-14, P-16).

    `opened` unseals a number.  Benefits are asked for when somebody has died.
    """
    asked = {"county": row.county, "household": row.id}
    members = conn.execute(_MEMBERS, asked).all()
    benefits = benefit_facts.by_person(conn, row.county, row.hh_no) if with_benefits else {}
    monthly: Decimal | None = row.income_pc_month
    return LastSurvey(
        survey_date=survey_day(row.doc) or row.updated_at.date(),
        members=tuple(
            KnownPerson(
                name=each.name,
                household=row.entity_uuid,
                hh_no=row.hh_no,
                id_number=opened(each.id_sealed) if each.id_sealed else "",
                birth_date=each.birth_date,
                status=PersonStatus(each.status),
                benefits=benefits.get(str(each.id), ()),
            )
            for each in members
        ),
        income_pc_year=None if monthly is None else monthly * 12,
    )


def house_before(row: Any) -> LastSurvey:  # noqa: ANN401  # a row of household_now
    """The house as it was last surveyed, without its people (D-38)."""
    return LastSurvey(
        survey_date=survey_day(row.doc) or row.updated_at.date(),
        house_danger=row.house_danger,
        reside_status=str(row.doc.get("reside_status", "")),
    )


def survey_day(doc: Mapping[str, Any]) -> date | None:
    """The day a loaded survey was filled in; None where its document does not say."""
    try:
        return date.fromisoformat(str(doc.get("today", "")))
    except ValueError:
        return None


def position_of(row: Any) -> GeoPoint | None:  # noqa: ANN401  # a row of household_now
    """Where the household's registered house stands (S-10)."""
    return _point(row.lat, row.lon, row.accuracy_m)
