"""Fields of a form for a second entry, and both entries side by side, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console import wording
from server.console.views.times import stamp
from server.core.schema import FieldType
from server.core.schema.nouns import text_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.answers import FormReader
    from server.core.procedures.proofreading import Asked
    from server.procedures.proofreading import Comparison, EntryForm

KINDS = {FieldType.INT: "number", FieldType.DECIMAL: "number", FieldType.DATE: "date"}

__all__ = ["Line", "Widget", "groups", "lines", "stamp", "title"]


@dataclass(frozen=True, slots=True)
class Widget:
    """One input; `options` are offered where the form has a list."""

    path: str
    label: str
    kind: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One field that differs, both values in words."""

    path: str
    label: str
    first: str
    second: str
    choice: str


def title(texts: Mapping[str, str]) -> str:
    """A form's title in the reader's language."""
    return text_in(texts, wording.language())


def _label(asked: Asked, language: str) -> str:
    return text_in(asked.field.label, language) or asked.field.name


def _options(asked: Asked, reader: FormReader, language: str) -> tuple[tuple[str, str], ...]:
    offered = reader.schema.choices.get(asked.field.choices or "", ())
    return tuple((each.name, text_in(each.label, language)) for each in offered)


def groups(form: EntryForm, language: str) -> list[tuple[str, list[Widget]]]:
    """Inputs by row of a repeat: the record itself under an empty heading, then row by row."""
    found: dict[str, list[Widget]] = {}
    for asked in form.fields:
        options = _options(asked, form.reader, language)
        kind = "select" if options else KINDS.get(asked.field.type, "text")
        widget = Widget(asked.path, _label(asked, language), kind, options)
        heading = "".join(f"{at}" for at in asked.positions[:1])
        found.setdefault(heading, []).append(widget)
    return sorted(found.items(), key=_place)


def _place(group: tuple[str, list[Widget]]) -> int:
    return int(group[0] or 0)


def lines(page: Comparison, language: str) -> list[Line]:
    """What differs, with words for codes and the row it stands in."""
    told = []
    for each in page.differences:
        words = dict(_options(each.asked, page.reader, language))
        row = f" {each.asked.positions[0]}" if each.asked.positions else ""
        told.append(
            Line(
                each.asked.path,
                f"{_label(each.asked, language)}{row}",
                words.get(each.first, each.first),
                words.get(each.second, each.second),
                each.choice,
            )
        )
    return told
