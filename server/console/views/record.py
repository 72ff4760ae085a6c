"""The review page of one submission: head, flags, answers, evidence, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import editing, flags, mapfigure, pictures, reasons, times
from server.console.views.answers import PLACE, UNEDITED, Reader, Section
from server.console.views.compare import Marks
from server.console.views.labels import plain, spoken
from server.console.views.queue import title_of
from server.console.views.timeline import TimelineEntry, timeline
from server.console.views.values import Teller
from server.core.answers import rows, text
from server.core.area import short_name
from server.core.desk.record import Decision
from server.core.rewriting import plain as unplaced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from server.console.views.editing import EditBox, ReplacedLine
    from server.console.views.flags import FlagCard
    from server.console.views.mapfigure import MapFigure
    from server.console.views.pictures import Picture
    from server.console.views.reasons import Reason
    from server.core.desk.record import Record
    from server.core.types import AdminUnit, State, TagSource

HOUSEHOLD_FORMS = frozenset({"household_survey", "visit_followup", "house_damage"})
EVENTS_SHOWN = 6
FLAGS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Choices:
    """How the reader wants the page: language, which flag open, all answers or the telling ones."""

    language: str
    now: datetime
    flag: int | None = None
    everything: bool = False
    return_for: frozenset[str] = frozenset()
    edit: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """What the geotag found, for the line under the map.

    `how` is a TagSource; names are short village names or empty; metres are rounded.
    """

    how: TagSource
    located: str
    claimed: str
    nearest: str
    outside_m: int | None
    near_boundary: bool
    shifted: bool
    accuracy_m: int | None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Everything the record template prints."""

    id: int
    instance_id: str
    title: str
    is_household: bool
    state: State
    is_held: bool
    form: str
    version: str
    tag: str
    township: str
    village: str
    group: str
    hh_no: str | None
    collector: str
    device: str
    received: str
    started: str | None
    took: str | None
    row_version: int
    flags: tuple[FlagCard, ...]
    blocked: int
    sections: tuple[Section, ...]
    compared_on: str | None
    missing_members: tuple[str, ...]
    everything: bool
    pictures: tuple[Picture, ...]
    figure: MapFigure | None
    position: Position
    timeline: tuple[TimelineEntry, ...]
    earlier: int
    reasons: tuple[Reason, ...]
    allowed: frozenset[Decision]
    may_correct: bool
    edit: EditBox | None
    edit_path: str
    replaced: tuple[ReplacedLine, ...]

    @property
    def flags_shown(self) -> tuple[FlagCard, ...]:
        """The flags that stand above the answers: a handful, the open one among them."""
        near = self.flags[:FLAGS_SHOWN]
        current = tuple(card for card in self.flags[FLAGS_SHOWN:] if card.is_current)
        return near + current

    @property
    def flags_folded(self) -> tuple[FlagCard, ...]:
        """The flags behind one line."""
        return tuple(card for card in self.flags[FLAGS_SHOWN:] if not card.is_current)

    @property
    def answered(self) -> int:
        """How many of the flags that need it have an answer."""
        return sum(card.css != "i" and not card.is_open for card in self.flags)

    @property
    def to_answer(self) -> int:
        """How many flags need an answer, answered ones included."""
        return sum(card.css != "i" for card in self.flags)

    @property
    def can_approve(self) -> bool:
        """Whether the button is live."""
        return Decision.APPROVE in self.allowed and not self.blocked

    @property
    def is_open(self) -> bool:
        """Whether this reviewer may decide anything here."""
        return bool(self.allowed)


def page(record: Record, choices: Choices) -> RecordPage:
    """Build the page of `record` in the reader's language."""
    language = choices.language
    cards = flags.cards(
        record.flags,
        record.schema,
        language,
        rows=_names(record.answers),
        current=choices.flag,
    )
    marks = flags.marks(record.flags)
    moment = pictures.Moment(record.started_at, record.ended_at, record.point)
    shots = pictures.pictures(record.photos, record.schema, moment, language, marks)
    return RecordPage(
        id=record.id,
        instance_id=record.instance_id,
        title=title_of(record.schema.form_id, record.title, _named(record.place, "village")),
        is_household=record.schema.form_id in HOUSEHOLD_FORMS,
        state=record.state,
        is_held=record.is_held,
        form=spoken(record.form_title, language) or record.schema.title,
        version=record.version,
        tag=_tag(record, language),
        township=_named(record.place, "township"),
        village=_named(record.place, "village"),
        group=record.group,
        hh_no=record.hh_no,
        collector=record.collector,
        device=record.device,
        received=times.sentence_moment(record.received_at, language),
        started=times.stamp(record.started_at) if record.started_at else None,
        took=_took(record, language),
        row_version=record.row_version,
        flags=cards,
        blocked=flags.unanswered(cards),
        sections=_reader(record, choices, marks).sections(record.answers),
        compared_on=record.before.on.isoformat() if record.before else None,
        missing_members=record.before.missing if record.before else (),
        everything=choices.everything,
        pictures=shots,
        figure=_figure(record),
        position=_position(record),
        timeline=timeline(record.history, record.schema, language)[:EVENTS_SHOWN],
        earlier=max(0, len(record.history) - EVENTS_SHOWN),
        reasons=reasons.reasons(cards, language, choices.return_for),
        allowed=record.allowed,
        may_correct=record.may_correct,
        edit=_box(record, choices),
        edit_path=_first_path(record, cards) if record.may_correct else "",
        replaced=_replaced(record, language),
    )


def _box(record: Record, choices: Choices) -> EditBox | None:
    if not (choices.edit and record.may_correct):
        return None
    teller = Teller(record.schema, record.lists, choices.language)
    return editing.box(teller, record.answers, choices.edit, _names(record.answers))


def _first_path(record: Record, cards: Sequence[FlagCard]) -> str:
    """What the key opens: the answer the open issue is about, else the first that is asked."""
    pointed = [card.path for card in cards if card.is_current]
    pointed += [card.path for card in cards if card.is_open]
    asked = [
        path
        for path in pointed
        if (field := record.schema.by_path.get(unplaced(path))) is not None
        and field.is_asked
        and field.type not in UNEDITED
    ]
    asked += [
        field.path
        for field in record.schema.walk()
        if field.is_asked
        and field.type not in UNEDITED
        and field.name not in PLACE
        and editing.value_at(record.answers, field.path) is not None
    ]
    return next(iter(asked), "")


def _replaced(record: Record, language: str) -> tuple[ReplacedLine, ...]:
    teller = Teller(record.schema, record.lists, language)
    names = _names(record.answers)
    return tuple(
        editing.replaced_line(teller, each.path, each.old, each.new, names)
        for each in record.replaced
    )


def _reader(record: Record, choices: Choices, marks: dict[str, str]) -> Reader:
    before = record.before.values if record.before else None
    teller = Teller(record.schema, record.lists, choices.language)
    return Reader(teller, Marks(marks, before), everything=choices.everything)


def _names(answers: Mapping[str, object]) -> dict[str, str]:
    """The people of a household by the path of their row."""
    members = rows(answers, "member")
    return {
        f"/member[{number}]": name
        for number, member in enumerate(members, start=1)
        if (name := text(member, "m_name"))
    }


def _tag(record: Record, language: str) -> str:
    """What else tells two submissions of one form apart: the round of a damage check."""
    question = record.schema.by_path.get("/event/check_round")
    event = record.answers.get("event")
    if question is None or not isinstance(event, dict) or not event.get("check_round"):
        return ""
    teller = Teller(record.schema, record.lists, language)
    return plain(str(teller.show(question, event["check_round"])))


def _named(place: Sequence[AdminUnit], level: str) -> str:
    return next((short_name(unit.name) for unit in place if unit.level == level), "")


def _took(record: Record, language: str) -> str | None:
    if record.started_at is None or record.ended_at is None:
        return None
    return times.span(record.ended_at - record.started_at, language)


def _figure(record: Record) -> MapFigure | None:
    shots = [photo.facts.position for photo in record.photos if photo.facts]
    return mapfigure.draw(
        record.around.units,
        own=record.tag.unit,
        point=record.point,
        registered=record.around.registered,
        photos=[place for place in shots if place],
        households=record.around.households,
    )


def _position(record: Record) -> Position:
    tag = record.tag
    names = {unit.code: short_name(unit.name) for unit in (*record.around.units, *record.place)}
    accuracy = record.point.accuracy_m if record.point else None
    return Position(
        how=tag.source,
        located=names.get(tag.located, "") if tag.located else "",
        claimed=names.get(tag.claimed, "") if tag.claimed else "",
        nearest=names.get(tag.nearest, "") if tag.nearest else "",
        outside_m=None if tag.outside_m is None else round(tag.outside_m),
        near_boundary=tag.near_boundary,
        shifted=tag.gcj02_shifted,
        accuracy_m=None if accuracy is None else round(accuracy),
    )
