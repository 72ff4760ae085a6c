"""One household's file: who lives there, what they have, and where every value came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels, mapfigure, times
from server.console.views.answers import tells_of_household
from server.console.views.pictures import question_of
from server.console.views.queue import form_short
from server.console.views.values import EMPTY, Kind, Shown, Teller
from server.core.area import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from server.console.views.mapfigure import MapFigure
    from server.core.desk.register import (
        Change,
        HouseholdFile,
        HouseholdVersion,
        HouseholdVisit,
        MemberFile,
        Source,
        Valued,
    )
    from server.core.schema import Field, FormSchema
    from server.core.types import State

GROUPS = (
    ("ident", ("group_no", "address", "hukou_type", "reside_status", "phone")),
    (
        "economy",
        (
            "income_pc_month",
            "std_month",
            "inc_wage",
            "inc_business",
            "inc_property",
            "inc_transfer",
            "exp_rigid",
        ),
    ),
    (
        "assets",
        (
            "house_structure",
            "house_rooms",
            "house_area",
            "house_danger",
            "water",
            "land_mu",
            "large_livestock",
            "small_livestock",
            "asset_items",
        ),
    ),
    (
        "benefit",
        ("hh_benefit", "dibao_class", "dibao_persons", "hardship_cause", "needs", "remark"),
    ),
)
"""Which questions stand in which panel, in reading order."""

MEMBER_COLUMNS = (
    "m_name",
    "m_relation",
    "m_sex",
    "m_age",
    "m_id_number",
    "m_education",
    "m_health",
    "m_disability_type",
    "m_disability_grade",
    "m_labour",
    "m_employ",
    "m_benefit",
)
QUIET_IN_TABLE = "m_id_number"
PHOTOS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where a value came from: the day, the form, the person, and the submission to open."""

    day: str
    short: str
    form: str
    who: str
    submission: int | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its source."""

    name: str
    label: str
    full_label: str
    shown: Shown
    source: SourceLine


@dataclass(frozen=True, slots=True)
class FactGroup:
    """The values of one panel; `name` chooses the heading."""

    name: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class MemberColumn:
    """One column of the members' table."""

    name: str
    label: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One person, the cells in the order of the columns."""

    person_id: str
    name: str
    id_masked: str
    cells: tuple[Shown, ...]
    source: SourceLine | None
    is_present: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One changed value in words."""

    label: str
    member: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One version of the household, newest first."""

    number: int
    day: str
    source: SourceLine
    changes: tuple[ChangeLine, ...]
    more: int


@dataclass(frozen=True, slots=True)
class VisitLine:
    """One submission about the household."""

    id: int
    day: str
    form: str
    state: State
    who: str
    errors: int
    warnings: int
    infos: int


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """One photograph on the page."""

    submission: int
    name: str
    caption: str


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """Everything the household template prints."""

    hh_no: str
    head: str
    status: str
    version: int
    place: str
    group: str
    waiting: int
    groups: tuple[FactGroup, ...]
    phone_masked: str
    columns: tuple[MemberColumn, ...]
    members: tuple[MemberRow, ...]
    figure: MapFigure | None
    located: SourceLine | None
    accuracy_m: int | None
    history: tuple[HistoryLine, ...]
    visits: tuple[VisitLine, ...]
    photos: tuple[PhotoLine, ...]
    photo_count: int

    @property
    def present(self) -> int:
        """How many live there now."""
        return sum(member.is_present for member in self.members)


CHANGES_SHOWN = 8
FIRST = 1


def page(file: HouseholdFile, *, now: datetime, language: str) -> HouseholdPage:
    """Build the page of `file` in the reader's language."""
    teller = Teller(file.schema, file.lists, language)
    questions = by_name(file.schema)
    columns = _columns(file.members, questions, language)
    return HouseholdPage(
        hh_no=file.hh_no,
        head=file.head,
        status=file.status,
        version=file.version,
        place=" ".join(short_name(unit.name) for unit in file.place[-2:]),
        group=file.group,
        waiting=sum(visit.state in ("to_review", "to_audit") for visit in file.visits),
        groups=_groups(file, teller, questions, language),
        phone_masked=file.phone_masked,
        columns=columns,
        members=tuple(
            _member(member, columns, teller, questions, language) for member in file.members
        ),
        figure=_figure(file),
        located=_source(file.point_source, language) if file.point_source else None,
        accuracy_m=_accuracy(file),
        history=tuple(
            _version(version, teller, questions, language)
            for version in sorted(file.versions, key=lambda each: -each.number)
        ),
        visits=tuple(_visit(visit, now, language) for visit in file.visits),
        photos=tuple(_photos(file, language)),
        photo_count=len(file.photos),
    )


def by_name(schema: FormSchema) -> Mapping[str, Field]:
    """Questions of a form by their name, whatever group they stand in."""
    return {field.name: field for field in schema.walk()}


def _groups(
    file: HouseholdFile, teller: Teller, questions: Mapping[str, Field], language: str
) -> tuple[FactGroup, ...]:
    found = (
        FactGroup(group, tuple(_facts(names, file.values, teller, questions, language)))
        for group, names in GROUPS
    )
    return tuple(group for group in found if group.facts)


def _facts(
    names: Sequence[str],
    values: Mapping[str, Valued],
    teller: Teller,
    questions: Mapping[str, Field],
    language: str,
) -> Iterable[Fact]:
    for name in names:
        question, valued = questions.get(name), values.get(name)
        if question is None or valued is None:
            continue
        shown = teller.show(question, valued.value)
        if shown.kind is not Kind.EMPTY:
            yield Fact(
                name,
                labels.short(question, language),
                labels.full(question, language),
                shown,
                _source(valued.source, language),
            )


def _columns(
    members: Sequence[MemberFile], questions: Mapping[str, Field], language: str
) -> tuple[MemberColumn, ...]:
    told = (name for name in MEMBER_COLUMNS if name in questions)
    return tuple(
        MemberColumn(name, labels.short(questions[name], language), name == "m_age")
        for name in told
        if name == QUIET_IN_TABLE
        or any(_value(member, name) not in (None, "", ()) for member in members)
    )


def _value(member: MemberFile, name: str) -> object:
    valued = member.values.get(name)
    return valued.value if valued else None


def _member(
    member: MemberFile,
    columns: Sequence[MemberColumn],
    teller: Teller,
    questions: Mapping[str, Field],
    language: str,
) -> MemberRow:
    cells = tuple(
        Shown(member.id_masked, Kind.CODE, hidden=True)
        if column.name == QUIET_IN_TABLE and member.id_masked
        else teller.show(questions[column.name], _value(member, column.name))
        for column in columns
    )
    newest = max((each.source for each in member.values.values()), key=lambda s: s.at, default=None)
    return MemberRow(
        person_id=member.person_id,
        name=str(_value(member, "m_name") or ""),
        id_masked=member.id_masked,
        cells=cells,
        source=_source(newest, language) if newest else None,
        is_present=member.is_present,
    )


def _source(source: Source, language: str) -> SourceLine:
    return SourceLine(
        times.iso_day(source.at),
        times.short_day(source.at),
        labels.plain(labels.spoken(source.form_title, language)),
        source.who,
        source.submission,
    )


def _figure(file: HouseholdFile) -> MapFigure | None:
    village = file.place[-1].code if file.place else None
    return mapfigure.draw(
        file.around.units,
        own=village,
        point=None,
        registered=file.point,
        households=file.around.households,
        width=400,
        height=190,
    )


def _accuracy(file: HouseholdFile) -> int | None:
    known = file.point.accuracy_m if file.point else None
    return None if known is None else round(known)


def _version(
    version: HouseholdVersion, teller: Teller, questions: Mapping[str, Field], language: str
) -> HistoryLine:
    told = [
        _change(change, teller, questions, language)
        for change in version.changes
        if change.name in questions and tells_of_household(questions[change.name])
    ]
    if version.number == FIRST:  # everything is new then
        told = []
    return HistoryLine(
        version.number,
        times.iso_day(version.source.at),
        _source(version.source, language),
        tuple(told[:CHANGES_SHOWN]),
        max(0, len(told) - CHANGES_SHOWN),
    )


def _change(
    change: Change, teller: Teller, questions: Mapping[str, Field], language: str
) -> ChangeLine:
    question = questions[change.name]
    return ChangeLine(
        labels.short(question, language),
        change.member,
        "" if change.old is None else teller.plain(question, change.old),
        EMPTY.text if change.new is None else teller.plain(question, change.new),
    )


def _visit(visit: HouseholdVisit, now: datetime, language: str) -> VisitLine:
    return VisitLine(
        visit.id,
        times.near(visit.received_at, now, language),
        form_short(visit.form_id, visit.form_title, language),
        visit.state,
        visit.who,
        visit.open.errors,
        visit.open.warnings,
        visit.open.infos,
    )


def _photos(file: HouseholdFile, language: str) -> Iterable[PhotoLine]:
    arrived = [(ref, photo) for ref, photo in file.photos if photo.facts and photo.facts.is_image]
    for ref, photo in arrived[:PHOTOS_SHOWN]:
        question = question_of(file.schema, photo.path)
        caption = labels.short(question, language) if question else photo.name
        yield PhotoLine(ref, photo.name, caption)
