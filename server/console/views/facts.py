"""Values of a household with where each came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels, times
from server.console.views.values import Kind, Shown, Teller

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from server.core.desk.register import HouseholdFile, Source, Valued
    from server.core.schema import Field, FormSchema

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


def groups(
    file: HouseholdFile, teller: Teller, questions: Mapping[str, Field], language: str
) -> tuple[FactGroup, ...]:
    """The panels that have something in them."""
    found = (
        FactGroup(group, tuple(told(names, file.values, teller, questions, language)))
        for group, names in GROUPS
    )
    return tuple(group for group in found if group.facts)


def told(
    names: Sequence[str],
    values: Mapping[str, Valued],
    teller: Teller,
    questions: Mapping[str, Field],
    language: str,
) -> Iterator[Fact]:
    """Those of the named values that are there, with their sources."""
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
                source_line(valued.source, language),
            )


def by_name(schema: FormSchema) -> Mapping[str, Field]:
    """Questions of a form by their name, whatever group they stand in."""
    return {field.name: field for field in schema.walk()}


def source_line(source: Source, language: str) -> SourceLine:
    """A source as a page shows it."""
    return SourceLine(
        times.iso_day(source.at),
        times.short_day(source.at),
        labels.plain(labels.spoken(source.form_title, language)),
        source.who,
        source.submission,
    )
