"""What the store answers before the rules run: plain data, so that rules need no database.

Every fact is empty by default, and an empty fact raises nothing.  Each says which question the
pipeline has to ask for it; all of them leave out what belongs to the submission itself and its
earlier versions.  Full identity and account numbers stay inside: no rule prints them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from server.core.household import PersonStatus
from server.core.standards import NO_STANDARDS, Standards

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from server.core.disaster_event import DisasterEvent
    from server.core.household import Member
    from server.core.types import GeoPoint, UnitCode
    from server.core.workdays import Calendar


@dataclass(frozen=True, slots=True)
class OtherVisit:
    """Another submission of the same sender: where and when it was filled in."""

    instance_id: str
    form_id: str
    start: datetime
    end: datetime
    device_id: str = ""
    position: GeoPoint | None = None
    household: str = ""


@dataclass(frozen=True, slots=True)
class RunningBenefit:
    """A benefit in the store (domain.md 2.4); `end_date` None while no end is decided."""

    kind: str
    end_date: date | None = None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the store; `household` is the entity uuid, `hh_no` what people read."""

    name: str
    household: str
    hh_no: str = ""
    id_number: str = ""
    birth_date: date | None = None
    status: PersonStatus = PersonStatus.ALIVE
    benefits: tuple[RunningBenefit, ...] = ()

    def is_same(self, member: Member) -> bool:
        """Whether a reported member is this person: by number, else by name and birth date.

        forms.md 3.1; only where both have a number does it decide, and a birth date that is not
        known speaks neither for nor against.
        """
        if self.id_number and member.id_number:
            return self.id_number == member.id_number
        if self.birth_date and member.birth_date and self.birth_date != member.birth_date:
            return False
        return self.name == member.name


@dataclass(frozen=True, slots=True)
class LastSurvey:
    """The household as it was last loaded; the income is yuan per head and year.

    `house_danger` and `reside_status` are the codes of the lists `danger` and `reside`.
    """

    survey_date: date
    members: tuple[KnownPerson, ...] = ()
    income_pc_year: Decimal | None = None
    house_danger: str = ""
    reside_status: str = ""


@dataclass(frozen=True, slots=True)
class PhotoTwin:
    """A stored photo like one of ours; `bits` counts differing hash bits, None for the same file.

    `household` is the entity uuid, empty when the other submission concerns none.
    """

    instance_id: str
    household: str = ""
    hh_no: str = ""
    bits: int | None = None


@dataclass(frozen=True, slots=True)
class VillageReport:
    """Another report of the same village on the same event; `figures` as in `DisasterReport`."""

    instance_id: str
    stage: str
    received_at: datetime
    seq: int | None = None
    cutoff: datetime | None = None
    is_accepted: bool = False
    figures: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Casualties:
    """Rows of the roster of the dead and missing (因灾死亡失踪人口一览表)."""

    dead: int
    missing: int


@dataclass(frozen=True, slots=True)
class OtherDamage:
    """Another assessment after the same event.

    `household` is the entity uuid; of a household that is not in the list `head_id` is known.
    """

    instance_id: str
    household: str = ""
    hh_no: str = ""
    head_name: str = ""
    head_id: str = ""
    check_round: str = ""
    position: GeoPoint | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The answers of the store, by the rule that asks."""

    instance_conflicts: bool = False
    """W-01: the form has this instance id stored with other bytes (the unique constraint says)."""

    version_is_unknown: bool = False
    """W-02: no published form of the project has this id and version."""

    writable_units: frozenset[UnitCode] | None = None
    """W-03: units of any level the sender may write to on the day of receipt, from the
    assignments; None for a sender the question does not apply to."""

    entity_base: int | None = None
    """W-06: `baseVersion` of the submission's entity, resolved against the offline branch."""

    entity_current: int | None = None
    """W-06: version of that household in the entity list now."""

    other_visits: tuple[OtherVisit, ...] = ()
    """W-16, W-17, S-09: all submissions of the sender whose `start` lies within a day of ours,
    whatever the form; index on (sender, start)."""

    persons_by_id: Mapping[str, tuple[KnownPerson, ...]] = field(default_factory=dict)
    """P-10: by eighteen-place number, everybody of the store with a number of this submission;
    one look-up by keyed hash for all members."""

    namesakes: tuple[KnownPerson, ...] = ()
    """P-11: persons of the village with the name and birth date of a member."""

    phone_households: int = 0
    """P-25: how many other households give the same telephone number (the counter by phone)."""

    accounts_elsewhere: Mapping[str, str] = field(default_factory=dict)
    """P-27: bank account of a member -> `hh_no` of another household that has it."""

    hh_no_taken: bool = False
    """H-09: `hh_no` belongs to a household with another entity uuid."""

    last_survey: LastSurvey | None = None
    """D-38, H-11, H-14, P-16: the household as last loaded, with members and their benefits.  Leave
    out members whose death or move a loaded visit has reported: that is the reason H-11 asks."""

    county_income_pc_year: Decimal | None = None
    """H-15: the county's average disposable income per head in yuan, valid on the survey date."""

    registered_position: GeoPoint | None = None
    """S-10: position of the household's registered house."""

    photo_twins: Mapping[str, tuple[PhotoTwin, ...]] = field(default_factory=dict)
    """F-05: by SHA-256 of our photo, stored photos with the same digest, or with a perceptual
    hash at most `Limits.photo_hash_bits` away."""

    event: DisasterEvent | None = None
    """D-10, D-18, D-19, D-22, D-23, D-32: the event the answers name, from the register of
    events."""

    village_reports: tuple[VillageReport, ...] | None = None
    """D-10 to D-12, D-19, D-23: the other reports of the village on the event, in the order of
    receipt; those returned or rejected do not stand and are left out.  None while not asked:
    that there is no other one says something too."""

    house_checks: Mapping[str, int] = field(default_factory=dict)
    """D-20, for stage 核报 only: the six dwelling figures (`disaster_report.DWELLINGS`), zeros
    included, summed over the latest `house_damage` of each household of the village and event.
    Rooms count by grade; a household counts once, at its worst dwelling grade (domain.md 3.3)."""

    casualties: Casualties | None = None
    """D-21, for stage 核报 only: rows of the village in the event's roster, zeros included."""

    village_population: int | None = None
    """D-13: registered population in the village's latest accepted profile, else as counted."""

    village_farmland_mu: Decimal | None = None
    """D-14: farmland in the village's latest accepted profile, in mu."""

    other_damages: tuple[OtherDamage, ...] = ()
    """D-33: assessments after the same event of the same household, or within
    `Limits.same_house_m` of ours; returned and rejected ones are left out."""

    profile_of_year: str = ""
    """G-01: instance id of another accepted profile of this village and year."""

    village_register: Mapping[str, int] = field(default_factory=dict)
    """G-03: persons of the village in the store by question: population, age60 (on the last day
    of the year), labour (capacity 1 and 2), disabled, graduates (without work)."""

    application_surveys: Mapping[str, date] = field(default_factory=dict)
    """A-06: by application put to the vote, the day of its home survey."""

    list_end_date: date | None = None
    """O-01: last day of the list objected to, pauses counted in; else the tablet's is taken."""

    village_assistants: frozenset[str] = frozenset()
    """O-03: names of those assigned to the village as assistants on the day of the check."""

    concerned_names: frozenset[str] = frozenset()
    """O-03: names of the members of the household objected to."""

    calendar: Calendar | None = None
    """O-02: holidays and worked weekends as announced; None where none were entered."""

    standards: Standards = NO_STANDARDS
    """B-04, B-17: standards of the county that are or were in force."""

    last_checked: date | None = None
    """B-15: day of the last completed visit to the household or loaded survey of it, whichever
    came later.  Not asked for a survey, which is a check itself."""


NOTHING_KNOWN = Facts()
