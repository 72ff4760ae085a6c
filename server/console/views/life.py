"""Events and decisions in words, and pairs beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels, times
from server.core.household import HEAD
from server.core.lifeevent import WORDS
from server.core.likeness import told
from server.core.registers import BY_NAME
from server.core.registers.lists import CHANGES
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from server.console.views.values import Teller
    from server.core.desk.acts import LifeLine, RegisterLine
    from server.core.desk.life import Pair, PairLine
    from server.core.registers.fields import Choice
    from server.core.schema import Field, FormSchema

SEXES = {"1": {"zh": "男", "en": "Male"}, "2": {"zh": "女", "en": "Female"}}
OWN_LABELS = {"m_birth_date": {"zh": "出生日期", "en": "Birth date"}}


@dataclass(frozen=True, slots=True)
class ActLine:
    """One event or decision in words."""

    id: int
    kind: str
    day: str
    title: str
    text: str
    who: str
    told: str
    note: str
    submission: int | None
    undone: str
    may_undo: bool


def act(line: LifeLine, language: str) -> ActLine:
    """An act in the reader's language."""
    zh, en = WORDS.get(line.kind, (line.kind, line.kind))
    undone = ""
    if line.undone_at is not None:
        undone = f"{times.iso_day(line.undone_at)} {line.undone_by}".strip()
    return ActLine(
        id=line.id,
        kind=line.kind,
        day=line.on_date.isoformat(),
        title=zh if language == "zh" else en,
        text=_text(line.details, language),
        who=line.who,
        told=times.iso_day(line.at),
        note=line.note,
        submission=line.submission,
        undone=undone,
        may_undo=line.may_undo,
    )


def _text(details: Mapping[str, object], language: str) -> str:
    """Names and numbers of an act as one line."""
    parts: list[str] = []
    if details.get("name"):
        parts.append(str(details["name"]))
    names = details.get("names") or details.get("joined")
    if isinstance(names, list) and names:
        parts.append(joined((str(each) for each in names), language))
    if details.get("goes"):
        parts.append(f"{details['goes']} → {details.get('stays', '')}")
    if details.get("from") and details.get("to"):
        parts.append(f"{details['from']} → {details['to']}")
    codes = details.get("changes")
    if isinstance(codes, list):
        parts.append(joined((_word(CHANGES, str(code), language) for code in codes), language))
    if details.get("text"):
        parts.append(str(details["text"]))
    reasons = details.get("reasons")
    if isinstance(reasons, str):
        parts.append(told(tuple(reasons.split()), language))
    return " · ".join(parts)


def _word(choices: Iterable[Choice], value: str, language: str) -> str:
    for choice in choices:
        if choice.value == value:
            return choice.zh if language == "zh" else choice.en
    return value


def joined(words: Iterable[str], language: str) -> str:
    """Words as a list of the language."""
    return ("、" if language == "zh" else ", ").join(words)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record of a register: its title, days, and what matters most of it."""

    register: str
    record_id: int
    title: str
    text: str
    since: str
    until: str
    is_own: bool


def record(line: RegisterLine, language: str) -> RecordLine:
    """A register's record in the reader's language."""
    register = BY_NAME[line.register]
    words = []
    for name, value in line.values.items():
        column = register.by_name.get(name)
        if value in (None, "") or column is None:
            continue
        words.append(_word(column.choices, str(value), language))
    return RecordLine(
        register=line.register,
        record_id=line.record_id,
        title=line.zh if language == "zh" else line.en,
        text=" · ".join(words),
        since=line.since.isoformat() if line.since else "",
        until=line.until.isoformat() if line.until else "",
        is_own=line.is_own,
    )


@dataclass(frozen=True, slots=True)
class PairRow:
    """One pair of the list."""

    line: PairLine
    score: int
    reasons: str
    found: str
    decided: str


def pair_row(line: PairLine, *, now: datetime, language: str) -> PairRow:
    """A pair with its reasons in words."""
    decided = ""
    if line.decided_at is not None:
        decided = f"{times.near(line.decided_at, now, language)} {line.decided_by}"
    return PairRow(
        line,
        line.score,
        told(line.reasons, language),
        times.near(line.found_at, now, language),
        decided,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One value of both sides; `differs` when both are there and unequal."""

    name: str
    label: str
    a: str
    b: str
    differs: bool


def compared(
    pair: Pair, teller: Teller, questions: Mapping[str, Field], language: str
) -> tuple[Compared, ...]:
    """Values that at least one side has, what differs marked."""
    found = []
    for name, one in pair.a.values.items():
        other = pair.b.values.get(name, "")
        if not one and not other:
            continue
        question = questions.get(name)
        found.append(
            Compared(
                name=name,
                label=_label(name, question, language),
                a=_shown(name, one, teller, question, language),
                b=_shown(name, other, teller, question, language),
                differs=bool(one and other and one != other),
            )
        )
    return tuple(found)


def _label(name: str, question: Field | None, language: str) -> str:
    if name in OWN_LABELS:
        return OWN_LABELS[name][language]
    return labels.short(question, language) if question else name


def _shown(name: str, value: str, teller: Teller, question: Field | None, language: str) -> str:
    if not value:
        return "—"
    if name == "m_sex":
        return SEXES.get(value, {}).get(language, value)
    if question is None or name == "m_birth_date":
        return value
    is_many = question.type is FieldType.SELECT_MULTIPLE
    codes = tuple(value.split()) if is_many else value
    return teller.plain(question, codes)


EVENTS = ("death", "move_out", "move_in", "birth", "marriage", "divorce", "split", "join")
"""What staff may write down, in the order of the page."""


def event_choices(language: str) -> tuple[tuple[str, str], ...]:
    """Events with their words."""
    place = 0 if language == "zh" else 1
    return tuple((kind, WORDS[kind][place]) for kind in EVENTS)


def relations(schema: FormSchema, language: str) -> tuple[tuple[str, str], ...]:
    """Relations to the head as the form words them, the head left out."""
    question = next((each for each in schema.walk() if each.name == "m_relation"), None)
    listed = schema.choices.get(question.choices or "", ()) if question else ()
    return tuple(
        (each.name, labels.plain(labels.spoken(each.label, language)))
        for each in listed
        if each.name != HEAD
    )
