"""A form on paper: every question under the number it has on the page, with room to write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from server.console.views.labels import own_unit, spoken
from server.core.numbering import numbers
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from server.core.schema import Field, FormSchema

MOST_CHOICES: Final = 40
"""Longer lists are written in words."""

ROWS: Final = 6
"""Empty rows of what is asked of several people or houses."""

WIDE: Final = frozenset({"multiline", "draw", "signature"})


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """One question; `kind` is ``choice``, ``many``, ``date``, ``photo``, ``place`` or ``text``."""

    number: str
    label: str
    hint: str
    kind: str
    unit: str
    choices: tuple[str, ...]
    is_required: bool
    when: bool
    is_wide: bool


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A group under its number; with `rows` its questions are asked of each of several."""

    number: str
    title: str
    rows: int
    questions: tuple[PaperQuestion, ...]


KINDS: Final[Mapping[FieldType, str]] = {
    FieldType.SELECT_ONE: "choice",
    FieldType.SELECT_MULTIPLE: "many",
    FieldType.DATE: "date",
    FieldType.DATETIME: "date",
    FieldType.BINARY: "photo",
    FieldType.GEOPOINT: "place",
}


def parts(schema: FormSchema, language: str) -> tuple[PaperPart, ...]:
    """The whole form, part by part in its order."""
    known = numbers(schema.fields)
    return tuple(_parts(schema, schema.fields, known, language, None))


def _parts(
    schema: FormSchema,
    fields: Iterable[Field],
    known: Mapping[str, str],
    language: str,
    above: Field | None,
) -> Iterator[PaperPart]:
    """The questions directly below `above`, then what lies deeper."""
    asked = [field for field in fields if field.path in known]
    own = tuple(_question(schema, f, known, language) for f in asked if not f.is_structure)
    if own:
        is_repeat = above is not None and above.type is FieldType.REPEAT
        yield PaperPart(
            number=known[above.path] if above else "",
            title=spoken(above.label, language) if above else "",
            rows=ROWS if is_repeat else 0,
            questions=own,
        )
    for field in asked:
        if field.is_structure:
            yield from _parts(schema, field.children, known, language, field)


def _question(
    schema: FormSchema, field: Field, known: Mapping[str, str], language: str
) -> PaperQuestion:
    offered = schema.choices.get(field.choices or "", ())
    is_short = len(offered) <= MOST_CHOICES
    kind = KINDS.get(field.type, "text")
    return PaperQuestion(
        number=known[field.path],
        label=spoken(field.label, language) or field.name,
        hint=spoken(field.hint, language),
        kind=kind if is_short or kind not in {"choice", "many"} else "text",
        unit=own_unit(field.unit or "", language),
        choices=tuple(spoken(each.label, language) for each in offered) if is_short else (),
        is_required=bool(field.required and field.required != "false()"),
        when=bool(field.relevant),
        is_wide=not WIDE.isdisjoint(field.appearance.split()),
    )
