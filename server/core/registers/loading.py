"""What an accepted submission brings into registers, form by form.

To load another form: a function from `Sent` to rows, and its line in `LOADERS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from server.core import answers as read_answer
from server.core.appraisal import appraisal_of
from server.core.case import HOUSE_DAMAGE, VISIT_FOLLOWUP
from server.core.damage import damage_of
from server.core.days import local_date
from server.core.errors import NotLoadable
from server.core.registers.appraisal import APPRAISAL, APPRAISAL_CASE
from server.core.registers.disaster import DAMAGED_HOUSE
from server.core.registers.disaster import HOUSE_DAMAGE as DAMAGE
from server.core.registers.fields import FieldType
from server.core.registers.petition import PETITION
from server.core.registers.reading import Unfit, read
from server.core.registers.register import UNIT
from server.core.registers.village import VILLAGE_PROFILE
from server.core.registers.visit import VISIT
from server.core.registers.writing import text_of
from server.core.visit import visit_of
from server.core.workdays import WEEKENDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from server.core.answers import Answers
    from server.core.damage import DamageAnswers, House
    from server.core.registers.fields import RegisterField
    from server.core.registers.register import Register
    from server.core.types import UnitCode

CHECK_DAYS = 10
"""Working days in which an objection is checked (rule O-02)."""


@dataclass(frozen=True, slots=True)
class KnownHousehold:
    """The household a submission is about, as the store knows it."""

    hh_no: str
    head_name: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An accepted submission: its typed answers and what the server knows about it."""

    submission_id: int
    unit: UnitCode
    submitter: str
    answers: Answers
    household: KnownHousehold | None = None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One record to write; `link` is the column filled with the first row's running number."""

    register: Register
    values: dict[str, object]
    link: str = ""


def visits(sent: Sent) -> Iterator[LoadRow]:
    """A visit; one that met nobody is kept as an attempt (forms.md 3.2)."""
    visit = visit_of(sent.answers)
    due = read_answer.day(read_answer.group(sent.answers, "who"), "v_due")
    on_time = None
    if due is not None and visit.visit_date is not None and visit.is_completed:
        on_time = visit.visit_date <= due
    yield LoadRow(
        VISIT,
        {
            **_by_name(VISIT, sent),
            "hh_no": sent.household.hh_no if sent.household else visit.hh_no,
            "visit_date": visit.visit_date,
            "visitor": sent.submitter,
            "completed": visit.is_completed,
            "due_date": due,
            "on_time": on_time,
        },
    )


def damages(sent: Sent) -> Iterator[LoadRow]:
    """A household's damage, and one row for each of its buildings (domain.md 3.4)."""
    damage = damage_of(sent.answers)
    head_id = damage.head.identity.number if damage.head else ""
    known = sent.household
    yield LoadRow(
        DAMAGE,
        {
            **_by_name(DAMAGE, sent),
            **_rooms(damage),
            "damage_no": None,
            "event_no": damage.event_id,
            "hh_no": known.hh_no if known else None,
            "head_name": damage.head_name or (known.head_name if known else None),
            "head_id": head_id,
            "houses": len(damage.houses),
        },
    )
    for house in damage.houses:
        yield LoadRow(DAMAGED_HOUSE, _house(damage, house, sent), link="damage_no")


def _rooms(damage: DamageAnswers) -> dict[str, object]:
    """Rooms by grade, of which dwelling rooms: kitchens and sheds count in the former only."""
    counts: dict[str, object] = {}
    for name, grade in (("col", "collapsed"), ("sev", "severe"), ("min", "minor")):
        rooms = [(getattr(house, grade) or 0, house.is_dwelling) for house in damage.houses]
        counts[f"{name}_rooms"] = sum(number for number, _ in rooms)
        counts[f"{name}_res_rooms"] = sum(number for number, lived_in in rooms if lived_in)
    return counts


def _house(damage: DamageAnswers, house: House, sent: Sent) -> dict[str, object]:
    pictures = (*house.whole_views[:1], *house.part_views[:2])
    names = ("photo_whole", "photo_part1", "photo_part2")
    return {
        "unit": sent.unit,
        "damage_no": None,
        "seq": house.position,
        "damage_date": damage.damage_date,
        "use": house.use,
        "structure": house.structure,
        "built_year": house.year,
        "storeys": house.storeys,
        "rooms": house.rooms,
        "area_m2": house.area_m2,
        "collapsed": house.collapsed,
        "severe": house.severe,
        "minor": house.minor,
        "signs": house.signs,
        **{n: _file(sent, name) for n, name in zip(names, pictures, strict=False)},
    }


def profiles(sent: Sent) -> Iterator[LoadRow]:
    """The profile of a village for one year."""
    yield LoadRow(VILLAGE_PROFILE, _by_name(VILLAGE_PROFILE, sent))


def appraisals(sent: Sent) -> Iterator[LoadRow]:
    """A meeting, and one row for each application it voted on."""
    meeting = appraisal_of(sent.answers)
    yield LoadRow(
        APPRAISAL,
        {
            **_by_name(APPRAISAL, sent),
            "appraisal_no": None,
            "case_count": len(meeting.applicants),
            "passed_count": sum(each.passed is True for each in meeting.applicants),
        },
    )
    for each in meeting.applicants:
        yield LoadRow(
            APPRAISAL_CASE,
            {
                "unit": sent.unit,
                "appraisal_no": None,
                "application_no": each.application,
                "meeting_date": meeting.meeting_date,
                "head_name": each.head_name,
                "relative": each.is_relative,
                "relative_who": each.relative_who,
                "agree": each.agree,
                "oppose": each.oppose,
                "abstain": each.abstain,
                "passed": each.passed,
                "class_suggest": each.class_suggest,
                "persons_suggest": each.persons_suggest,
                "reason": each.reason,
            },
            link="appraisal_no",
        )


def petitions(sent: Sent) -> Iterator[LoadRow]:
    """An objection, letter or visit with its check, as far as it has gone."""
    received = read_answer.moment(read_answer.group(sent.answers, "recv"), "recv_time")
    checked = read_answer.yes(read_answer.group(sent.answers, "check"), "checked")
    values = _by_name(PETITION, sent)
    recv = read_answer.group(sent.answers, "recv")
    state = "received"
    if checked:
        state = "answered" if values.get("reply_date") else "checking"
    yield LoadRow(
        PETITION,
        {
            **values,
            "case_no": None,
            "list_no": read_answer.text(recv, "list_id"),
            "item": read_answer.text(recv, "item_id"),
            "state": state,
            "deadline": WEEKENDS.after(local_date(received), CHECK_DAYS) if received else None,
        },
    )


LOADERS: Mapping[str, Callable[[Sent], Iterator[LoadRow]]] = {
    VISIT_FOLLOWUP: visits,
    HOUSE_DAMAGE: damages,
    "village_profile": profiles,
    "dibao_appraisal": appraisals,
    "objection": petitions,
}


def _by_name(register: Register, sent: Sent) -> dict[str, object]:
    """Columns that have the name of a question, and the unit."""
    found = dict(_leaves(sent.answers))
    values: dict[str, object] = {UNIT.name: sent.unit}
    for column in register.fields:
        answer = found.get(column.name)
        is_file = column.type is FieldType.FILE and answer
        values[column.name] = _file(sent, str(answer)) if is_file else answer
    return values


def _leaves(answers: Answers) -> Iterator[tuple[str, object]]:
    """Answers by question name; repeats are left out."""
    for name, answer in answers.items():
        if isinstance(answer, Mapping):
            yield from _leaves(answer)
        elif not isinstance(answer, list):
            yield name, answer


def _file(sent: Sent, name: str) -> str:
    return f"{sent.submission_id}/{name}"


def fitted(row: LoadRow) -> dict[str, object]:
    """The row's values as its columns take them; texts are cut, amounts rounded.

    Raise NotLoadable naming the columns that are missing or do not fit.
    """
    wrong: list[RegisterField] = []
    values: dict[str, object] = {}
    for column in row.register.columns:
        try:
            values[column.name] = read(column, _loose(column, row.values.get(column.name)))
        except Unfit:
            wrong.append(column)
            continue
        if column.required and values[column.name] is None and column.name != row.link:
            wrong.append(column)
    if wrong:
        raise NotLoadable(
            fields_zh="、".join(column.zh for column in wrong),
            fields_en=", ".join(column.en for column in wrong),
        )
    return values


def _loose(column: RegisterField, value: object) -> object:
    """A typed answer as `read` takes it."""
    if column.type in {FieldType.TEXT, FieldType.NOTE, FieldType.FILE, FieldType.RECORD}:
        return text_of(value)[: column.longest]
    if column.type is FieldType.DECIMAL and isinstance(value, int | Decimal):
        return Decimal(value).quantize(Decimal(1).scaleb(-column.places), ROUND_HALF_UP)
    return value
