"""A returned record as a task of its village: what to mend, in words that may stand on a tablet.

A tablet can be lost, so nothing here holds a full identity number, an account, an income or, of
the members, a name (forms.md 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from server.core.rewriting import plain
from server.core.schema.nouns import FieldType, text_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from server.core.instance import Answers
    from server.core.schema.nouns import Choice, Field, FormSchema

MARK = 0x6D7A_7461_736B_4000
"""First half of every task's id, a version 4 UUID as Collect demands: it says ``mztask``."""

VARIANT = 0x8000_0000_0000_0000
NUMBER = VARIANT - 1
LONG_NUMBER = re.compile(r"[0-9*]{6,}[0-9Xx*]*")
MONEY = re.compile(r"[0-9][0-9,.]*\s*(?=万?元|yuan|CNY)")
TAG = re.compile(r"<[^>]*>.*|\(.*|（.*", re.DOTALL)
PERSONAL = re.compile(
    r"id_number|id_norm|cert|account|phone|^inc_|^exp_|income|_name$|address|amount"
)
"""Questions whose present answer is never shown on a tablet's list."""

KINDS = {
    FieldType.INT: "number",
    FieldType.DECIMAL: "number",
    FieldType.DATE: "date",
    FieldType.GEOPOINT: "place",
    FieldType.BINARY: "photo",
    FieldType.SELECT_ONE: "choice",
    FieldType.SELECT_MULTIPLE: "many",
}
"""How the new answer is asked for; other questions are asked as text."""

MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class TaskField:
    """One marked question: `present` is empty where it may not be shown, or nothing was answered.

    `choices` are the values offered with their Chinese labels.
    """

    number: int
    path: str
    label: str
    kind: str
    present: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One returned record: where it belongs, why it came back and what to look at."""

    submission_id: int
    form_id: str
    form_title: str
    title: str
    village: str
    township: str
    group: str
    instance_name: str
    reason: str
    by: str
    returned_at: datetime
    row_version: int
    fields: tuple[TaskField, ...]

    @property
    def uuid(self) -> str:
        """The task's id on tablets, from which the record is found again."""
        return task_uuid(self.submission_id)


def task_uuid(submission_id: int) -> str:
    """The id tablets know the task of a record by.

    >>> task_uuid(7), submission_of(task_uuid(7)), submission_of("no id")
    ('6d7a7461-736b-4000-8000-000000000007', 7, None)
    """
    return str(UUID(int=MARK << 64 | VARIANT | submission_id))


def submission_of(uuid: str) -> int | None:
    """The record a task is about; None for what is no task's id."""
    try:
        number = UUID(uuid).int
    except ValueError:
        return None
    if number >> 64 != MARK:
        return None
    return number & NUMBER


def harmless(text: str, names: Sequence[str] = ()) -> str:
    """A reason without what must not lie on a tablet: long numbers, money, `names` of members.

    >>> harmless("王秀英 证号 620421195001011234 校验不符，人均 1,200.50 元", ("李守田", "王秀英"))
    '成员 2 证号 … 校验不符，人均 …元'
    """
    for number, name in enumerate(names, start=1):
        text = text.replace(name, f"成员 {number}") if name else text
    return MONEY.sub("…", LONG_NUMBER.sub("…", text))


def names_of(answers: Answers) -> tuple[str, ...]:
    """Names of the members of a household, as answered, in their order."""
    rows = answers.get("member")
    return tuple(
        text_at(row, "/m_name").strip() for row in (rows if isinstance(rows, list) else ())
    )


def label_of(schema: FormSchema, path: str, language: str = "zh") -> str:
    """What a question is called, with the row it stands in: ``家庭成员 2 身份证情况``."""
    field = schema.by_path.get(plain(path))
    if field is None:
        return path.rpartition("/")[2]
    rows = [
        f"{_short(schema.by_path[plain(above)], language)} {above[above.rindex('[') + 1 : -1]}"
        for above in _rows_above(path)
    ]
    return " ".join([*rows, _short(field, language)])


def _rows_above(path: str) -> list[str]:
    steps = path.strip("/").split("/")
    paths = ["/" + "/".join(steps[: n + 1]) for n in range(len(steps) - 1)]
    return [each for each in paths if each.endswith("]")]


def _short(field: Field, language: str) -> str:
    return TAG.sub("", text_in(field.label, language)).strip() or field.name


def fields_of(schema: FormSchema, answers: Answers, paths: Sequence[str]) -> tuple[TaskField, ...]:
    """The marked questions that the form asks, in the order marked, each once."""
    asked = [
        (path, field)
        for path in dict.fromkeys(paths)
        if (field := schema.by_path.get(plain(path))) is not None and field.is_asked
    ]
    return tuple(
        _field(schema, answers, number, path, field)
        for number, (path, field) in enumerate(asked[:MOST_FIELDS], start=1)
    )


def _field(schema: FormSchema, answers: Answers, number: int, path: str, field: Field) -> TaskField:
    offered = schema.choices.get(field.choices or "", ())
    kind = KINDS.get(field.type, "text")
    if kind in {"choice", "many"} and not offered:
        kind = "text"
    return TaskField(
        number=number,
        path=path,
        label=label_of(schema, path),
        kind=kind,
        present=_present(field, text_at(answers, path), offered),
        choices=tuple((choice.name, text_in(choice.label, "zh")) for choice in offered),
    )


def _present(field: Field, text: str, offered: Sequence[Choice]) -> str:
    if PERSONAL.search(field.name) or field.type in {FieldType.BINARY, FieldType.GEOPOINT}:
        return ""
    if field.type in {FieldType.SELECT_ONE, FieldType.SELECT_MULTIPLE}:
        labels = {choice.name: text_in(choice.label, "zh") for choice in offered}
        return "、".join(labels.get(each, each) for each in text.split())
    return text if field.type in {FieldType.INT, FieldType.DATE} else ""


def text_at(answers: Answers, path: str) -> str:
    """The raw text at a path with positions; empty when there is none."""
    here: object = answers
    for step in path.strip("/").split("/"):
        name, _, position = step.partition("[")
        here = here.get(name) if isinstance(here, dict) else None
        if isinstance(here, list):
            at = int(position.rstrip("]") or 1) - 1
            here = here[at] if at < len(here) else None
    return here if isinstance(here, str) else ""
