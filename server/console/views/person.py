"""One person in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import facts, household, life
from server.console.views.values import Teller

if TYPE_CHECKING:
    from datetime import datetime

    from server.console.views.facts import FactGroup
    from server.console.views.household import HouseholdPage
    from server.console.views.life import ActLine, RecordLine
    from server.core.desk.life import PersonFile

GROUPS = (
    ("self", ("m_relation", "m_ethnic", "m_education", "m_marital")),
    (
        "labour",
        ("m_labour", "m_employ", "m_away_months", "m_school", "m_grad_year", "m_grad_job"),
    ),
    ("health", ("m_health", "m_disability_type", "m_disability_grade", "m_care_level")),
    ("benefit", ("m_benefit", "m_youfu")),
)
"""Which questions stand in which panel."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One value of the person that a version of the household changed."""

    day: str
    who: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the person's template prints."""

    id: int
    name: str
    sex: str
    age: int | None
    birth_date: str
    id_masked: str
    status: str
    status_date: str
    since: str
    village: str
    home: HouseholdPage
    groups: tuple[FactGroup, ...]
    acts: tuple[ActLine, ...]
    own: tuple[RecordLine, ...]
    of_home: tuple[RecordLine, ...]
    changes: tuple[ChangeLine, ...]
    alike: int


def page(file: PersonFile, *, now: datetime, language: str) -> PersonPage:
    """Build the page in the reader's language."""
    teller = Teller(file.home.schema, file.home.lists, language)
    home = household.page(file.home, now=now, language=language)
    records = [life.record(line, language) for line in file.records]
    return PersonPage(
        id=file.id,
        name=file.name,
        sex=life.SEXES.get(file.sex, {}).get(language, ""),
        age=file.age,
        birth_date=file.birth_date.isoformat() if file.birth_date else "",
        id_masked=file.member.id_masked,
        status=file.status,
        status_date=file.status_date.isoformat() if file.status_date else "",
        since=file.since.isoformat() if file.since else "",
        village=file.village,
        home=home,
        groups=tuple(_groups(file, teller, language)),
        acts=tuple(life.act(line, language) for line in file.acts),
        own=tuple(line for line in records if line.is_own),
        of_home=tuple(line for line in records if not line.is_own),
        changes=_changes(file.name, home),
        alike=file.alike,
    )


def _groups(file: PersonFile, teller: Teller, language: str) -> list[FactGroup]:
    questions = facts.by_name(file.home.schema)
    found = (
        facts.FactGroup(
            name, tuple(facts.told(names, file.member.values, teller, questions, language))
        )
        for name, names in GROUPS
    )
    return [group for group in found if group.facts]


def _changes(name: str, home: HouseholdPage) -> tuple[ChangeLine, ...]:
    """What later versions changed of this person, the newest first."""
    return tuple(
        ChangeLine(version.day, version.source.who, change.label, change.old, change.new)
        for version in home.history
        for change in version.changes
        if change.member == name
    )
