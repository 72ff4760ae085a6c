"""A case: everything a rule may look at, with the readings that several rules share.

A reading is None when an earlier rule has found its source wrong, so that one cause raises one
issue: "a rule whose inputs are missing because an earlier rule fired does not fire"
(domain.md 4.7).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from server.core import answers as read
from server.core.appraisal import Appraisal, appraisal_of
from server.core.area import CODE
from server.core.benefit import Assisted, assisted_of
from server.core.damage import DamageAnswers, damage_of
from server.core.days import LOCAL, local_date
from server.core.disaster_report import DisasterReport, report_of
from server.core.facts import NOTHING_KNOWN, Facts
from server.core.geotag import in_city_frame
from server.core.household import HouseholdAnswers, Member, household_of
from server.core.limits import Limits
from server.core.objection import ObjectionAnswers, objection_of
from server.core.profile import VillageProfile, profile_of
from server.core.types import GeoPoint, Geotag, PhotoFacts, TagSource, UnitCode
from server.core.visit import VisitAnswers, visit_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from server.core.answers import Answers

HOUSEHOLD_SURVEY = "household_survey"
VISIT_FOLLOWUP = "visit_followup"
HOUSE_DAMAGE = "house_damage"
DISASTER_REPORT = "disaster_report"
VILLAGE_PROFILE = "village_profile"
DIBAO_APPRAISAL = "dibao_appraisal"
OBJECTION = "objection"

GPS = {
    HOUSEHOLD_SURVEY: ("ident", "gps"),
    VISIT_FOLLOWUP: ("who", "gps"),
    HOUSE_DAMAGE: ("hh", "gps"),
    VILLAGE_PROFILE: ("base", "gps"),
    DIBAO_APPRAISAL: ("meeting", "gps"),
}
"""Group and question of the position, by form: these forms are filled in on site (forms.md 3)."""

UNTAGGED = Geotag(unit=None, source=TagSource.NONE)
DEFAULT_LIMITS = Limits()


class ProblemKind(StrEnum):
    """What the form's own logic says against an answer."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    POINT = "point"
    TRACE = "trace"
    CHOICE = "choice"
    SHAPE = "shape"
    REQUIRED = "required"
    CONSTRAINT = "constraint"
    CALCULATE = "calculate"
    RELEVANT = "relevant"


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One answer the form version itself would not take (rule W-05, decision D6).

    `seen` is the answer verbatim, or empty; `message` holds the form's own sentence by language.
    """

    path: str
    kind: ProblemKind
    seen: str = ""
    message: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MissingFile:
    """A file the answers name and that has not arrived; `path` is its question."""

    path: str
    name: str
    required: bool = False


class Span(NamedTuple):
    """From the opening of the form to its end, both aware, in the zone of the device."""

    start: datetime
    end: datetime

    @property
    def seconds(self) -> float:
        """How long the form was open."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One submission with what is known around it.  Build it with `case_of`.

    `answers` are typed, with the nesting of the form; `is_read` is false when they could not be
    read (unknown version, encrypted): then only the receipt is judged.  `photos` holds the
    photographs that have arrived by the path of their question, without signatures and drawings.
    `active_s` is the active time from the audit file (`core.audit`), None without one.  `is_typed`
    holds for what was filled in on a page: how long that took and a place set by hand mean nothing.
    """

    form_id: str
    version: str
    received_at: datetime
    answers: Answers = field(default_factory=dict)
    is_read: bool = True
    instance_id: str = ""
    user: str = ""
    user_name: str = ""
    device_id: str = ""
    start: datetime | None = None
    end: datetime | None = None
    today: date | None = None
    village: UnitCode | None = None
    gps: GeoPoint | None = None
    gps_path: str = ""
    start_point: GeoPoint | None = None
    tag: Geotag = UNTAGGED
    photos: Mapping[str, PhotoFacts] = field(default_factory=dict)
    missing_files: tuple[MissingFile, ...] = ()
    form_problems: tuple[FormProblem, ...] = ()
    active_s: float | None = None
    is_typed: bool = False
    members: tuple[Member, ...] = ()
    household: HouseholdAnswers | None = None
    visit: VisitAnswers | None = None
    damage: DamageAnswers | None = None
    report: DisasterReport | None = None
    profile: VillageProfile | None = None
    appraisal: Appraisal | None = None
    objection: ObjectionAnswers | None = None
    assisted: Assisted | None = None
    facts: Facts = NOTHING_KNOWN
    limits: Limits = DEFAULT_LIMITS

    @property
    def started(self) -> datetime | None:
        """When the form was opened; None when the device's date is wrong (W-19)."""
        return None if self.start is None or self.device_date_is_wrong else self.start

    @property
    def device_date_is_wrong(self) -> bool:
        """Whether `start` lies before the first year or after the day of receipt (W-19)."""
        if self.start is None:
            return False
        ahead = self.start - self.received_at
        if ahead > timedelta(days=self.limits.clock_future_days):
            return True
        return self.start.astimezone(LOCAL).year < self.limits.first_year

    @property
    def span(self) -> Span | None:
        """When the form was filled in; None when start or end are wrong (W-10, W-19)."""
        start = self.started
        if start is None or self.end is None or self.end < start:
            return None
        return Span(start, self.end)

    @property
    def survey_date(self) -> date:
        """The day ages are counted on: `today`, or the day of receipt when that is no day to go by.

        A date from a wrong clock (W-19) would raise an age rule for every member.
        """
        received = local_date(self.received_at)
        if self.today is None or self.device_date_is_wrong:
            return received
        return min(self.today, received)

    @property
    def as_of(self) -> date:
        """The day clocks are read on: that of receipt."""
        return local_date(self.received_at)

    @property
    def position(self) -> GeoPoint | None:
        """The position on site; None when it is no place in the city (S-01, S-02, S-03, S-08)."""
        here = self.gps
        return here if here is not None and in_city_frame(here, self.limits) else None

    @property
    def household_uuid(self) -> str:
        """Entity of the household this is about; empty when there is none."""
        about = self.household or self.visit or self.damage
        return about.entity_uuid if about else ""


def case_of(
    answers: Answers,
    *,
    form_id: str,
    version: str,
    received_at: datetime,
    is_read: bool = True,
    instance_id: str = "",
    user: str = "",
    user_name: str = "",
    tag: Geotag = UNTAGGED,
    photos: Mapping[str, PhotoFacts] | None = None,
    missing_files: tuple[MissingFile, ...] = (),
    form_problems: tuple[FormProblem, ...] = (),
    active_s: float | None = None,
    is_typed: bool = False,
    facts: Facts = NOTHING_KNOWN,
    limits: Limits = DEFAULT_LIMITS,
) -> Case:
    """The case of one submission: metadata, position and nouns taken out of its typed answers."""
    gps_group, gps_question = GPS.get(form_id, ("", ""))
    household = household_of(answers) if form_id == HOUSEHOLD_SURVEY else None
    visit = visit_of(answers) if form_id == VISIT_FOLLOWUP else None
    damage = damage_of(answers) if form_id == HOUSE_DAMAGE else None
    return Case(
        form_id=form_id,
        version=version,
        received_at=received_at,
        answers=answers,
        is_read=is_read,
        instance_id=instance_id,
        user=user,
        user_name=user_name,
        device_id=read.text(answers, "deviceid"),
        start=read.moment(answers, "start"),
        end=read.moment(answers, "end"),
        today=read.day(answers, "today"),
        village=_village(answers),
        gps=read.point(read.group(answers, gps_group), gps_question),
        gps_path=f"/{gps_group}/{gps_question}" if gps_group else "",
        start_point=read.point(answers, "start_point"),
        tag=tag,
        photos=photos or {},
        missing_files=missing_files,
        form_problems=form_problems,
        active_s=active_s,
        is_typed=is_typed,
        members=_people(household, visit, damage),
        household=household,
        visit=visit,
        damage=damage,
        report=report_of(answers) if form_id == DISASTER_REPORT else None,
        profile=profile_of(answers) if form_id == VILLAGE_PROFILE else None,
        appraisal=appraisal_of(answers) if form_id == DIBAO_APPRAISAL else None,
        objection=objection_of(answers) if form_id == OBJECTION else None,
        assisted=assisted_of(household) if household else None,
        facts=facts,
        limits=limits,
    )


def _village(answers: Answers) -> UnitCode | None:
    """The village chosen; a text that is no code at all names none."""
    text = read.text(read.group(answers, "admin"), "village")
    return UnitCode(text) if CODE.fullmatch(text) else None


def _people(
    household: HouseholdAnswers | None, visit: VisitAnswers | None, damage: DamageAnswers | None
) -> tuple[Member, ...]:
    if household:
        return household.members
    one = visit.deceased if visit else damage.head if damage else None
    return (one,) if one else ()
