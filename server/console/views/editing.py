"""Boxes to correct answers in: one question with its kind of field and what it holds now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from server.console.views import labels
from server.console.views.flags import Places
from server.core.answers import NONE
from server.core.rewriting import plain
from server.core.types import GeoPoint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.console.views.values import Teller
    from server.core.schema import Field

KINDS = {
    "int": "number",
    "decimal": "number",
    "date": "date",
    "select_one": "choice",
    "select_multiple": "many",
    "binary": "photo",
    "geopoint": "place",
}
"""The field a question is answered in; a text where it is not named."""

PHOTOS = {"zh": ("原来的文件", "新文件"), "en": ("the file before", "a new file")}
"""What is said of a photograph that was taken anew: its name tells nothing."""

MOST_OPTIONS = 400
PREFIX = 9
"""Digits of a township: of long area lists only its own are offered."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class EditBox:
    """A question to correct; `value` is what the field holds at first, `now` what is shown."""

    path: str
    label: str
    kind: str
    value: str
    now: str
    unit: str
    options: tuple[Option, ...]
    hint: str = ""


def box(
    teller: Teller, answers: Mapping[str, object], path: str, rows: Mapping[str, str]
) -> EditBox | None:
    """The box of the question at a path with positions; None when nothing is asked there."""
    field = teller.schema.by_path.get(plain(path))
    if field is None or not field.is_asked:
        return None
    value = value_at(answers, path)
    options = _options(teller, field, value)
    kind = KINDS.get(field.type, "text")
    if kind in {"choice", "many"} and not options:
        kind = "text"
    shown = teller.show(field, value)
    return EditBox(
        path=path,
        label=Places(teller.schema, rows).where(path, teller.language)
        or labels.short(field, teller.language),
        kind=kind,
        value="" if shown.hidden else text_of(value),
        now=str(shown),
        unit=shown.unit or labels.own_unit(field.unit or "", teller.language),
        options=options,
        hint=labels.plain(labels.spoken(field.constraint_message, teller.language)),
    )


def value_at(answers: Mapping[str, object], path: str) -> object:
    """The typed value at a path with positions; None where there is none."""
    here: object = answers
    for step in path.strip("/").split("/"):
        name, _, position = step.partition("[")
        here = (here if isinstance(here, dict) else NONE).get(name)
        if isinstance(here, list):
            at = int(position.rstrip("]") or 1) - 1
            here = here[at] if 0 <= at < len(here) else None
    return here


def text_of(value: object) -> str:
    """A typed value as a form writes it."""
    match value:
        case None:
            return ""
        case tuple():
            return " ".join(str(each) for each in value)
        case datetime() | date():
            return value.isoformat()
        case GeoPoint():
            return f"{value.lat} {value.lon} {value.alt_m or 0} {value.accuracy_m or 0}"
        case _:
            return str(value)


def _options(teller: Teller, field: Field, value: object) -> tuple[Option, ...]:
    chosen = set(value) if isinstance(value, tuple) else {text_of(value)}
    if field.choice_file:
        offered = dict(teller.lists.get(field.choice_file, {}))
    else:
        listed = teller.schema.choices.get(field.choices or "", ())
        offered = {
            each.name: labels.plain(labels.spoken(each.label, teller.language)) for each in listed
        }
    if len(offered) > MOST_OPTIONS:
        near = {each[:PREFIX] for each in chosen}
        offered = {name: label for name, label in offered.items() if name[:PREFIX] in near}
    return tuple(Option(name, label, name in chosen) for name, label in offered.items())


@dataclass(frozen=True, slots=True)
class ReplacedLine:
    """What a new version changed, in words."""

    label: str
    old: str
    new: str


def replaced_line(
    teller: Teller, path: str, old: object, new: object, rows: Mapping[str, str]
) -> ReplacedLine:
    """One answer before and after."""
    field = teller.schema.by_path[plain(path)]
    label = Places(teller.schema, rows).where(path, teller.language)
    if field.type == "binary" and old and new:
        return ReplacedLine(label, *PHOTOS[teller.language])
    return ReplacedLine(label, teller.plain(field, old), teller.plain(field, new))
