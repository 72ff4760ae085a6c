"""One household's file: who lives there, what they have, and where every value came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import facts, history, labels, life, mapfigure, members, times
from server.console.views.pictures import question_of
from server.console.views.queue import form_short
from server.console.views.values import Teller
from server.core.area import short_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from server.console.views.facts import FactGroup, SourceLine
    from server.console.views.history import HistoryLine
    from server.console.views.life import ActLine, RecordLine
    from server.console.views.mapfigure import MapFigure
    from server.console.views.members import MemberColumn, MemberRow
    from server.core.desk.register import (
        HouseholdFile,
        HouseholdVisit,
    )
    from server.core.types import State

PHOTOS_SHOWN = 6


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
    acts: tuple[ActLine, ...]
    records: tuple[RecordLine, ...]
    goes_on: str
    origin: str
    alike: int
    on: str

    @property
    def present(self) -> int:
        """How many live there now."""
        return sum(member.is_present for member in self.members)


def page(file: HouseholdFile, *, now: datetime, language: str) -> HouseholdPage:
    """Build the page of `file` in the reader's language."""
    teller = Teller(file.schema, file.lists, language)
    questions = facts.by_name(file.schema)
    columns = members.columns(file.members, questions, language)
    return HouseholdPage(
        hh_no=file.hh_no,
        head=file.head,
        status=file.status,
        version=file.version,
        place=" ".join(short_name(unit.name) for unit in file.place[-2:]),
        group=file.group,
        waiting=sum(visit.state in ("to_review", "to_audit") for visit in file.visits),
        groups=facts.groups(file, teller, questions, language),
        phone_masked=file.phone_masked,
        columns=columns,
        members=tuple(
            members.row(member, columns, teller, questions, language) for member in file.members
        ),
        figure=_figure(file),
        located=facts.source_line(file.point_source, language) if file.point_source else None,
        accuracy_m=_accuracy(file),
        history=tuple(
            history.line(version, teller, questions, language)
            for version in sorted(file.versions, key=lambda each: -each.number)
        ),
        visits=tuple(_visit(visit, now, language) for visit in file.visits),
        photos=tuple(_photos(file, language)),
        photo_count=len(file.photos),
        acts=tuple(life.act(line, language) for line in file.acts),
        records=tuple(life.record(line, language) for line in file.records),
        goes_on=file.goes_on,
        origin=file.origin,
        alike=file.alike,
        on=file.on.isoformat() if file.on else "",
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
        question = question_of(file.asked.get(ref, file.schema), photo.path)
        caption = labels.short(question, language) if question else photo.name
        yield PhotoLine(ref, photo.name, caption)
