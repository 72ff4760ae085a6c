"""The people of a household as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import labels
from server.console.views.facts import SourceLine, source_line
from server.console.views.values import Kind, Shown, Teller

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.core.desk.register import MemberFile
    from server.core.schema import Field

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


def columns(
    members: Sequence[MemberFile], questions: Mapping[str, Field], language: str
) -> tuple[MemberColumn, ...]:
    """Questions that at least one member answers, and the identity number."""
    told = (name for name in MEMBER_COLUMNS if name in questions)
    return tuple(
        MemberColumn(name, labels.short(questions[name], language), name == "m_age")
        for name in told
        if name == QUIET_IN_TABLE
        or any(_value(member, name) not in (None, "", ()) for member in members)
    )


def row(
    member: MemberFile,
    told: Sequence[MemberColumn],
    teller: Teller,
    questions: Mapping[str, Field],
    language: str,
) -> MemberRow:
    """One person, cells in the order of the columns `told`."""
    cells = tuple(
        Shown(member.id_masked, Kind.CODE, hidden=True)
        if column.name == QUIET_IN_TABLE and member.id_masked
        else teller.show(questions[column.name], _value(member, column.name))
        for column in told
    )
    newest = max((each.source for each in member.values.values()), key=lambda s: s.at, default=None)
    return MemberRow(
        person_id=member.person_id,
        name=str(_value(member, "m_name") or ""),
        id_masked=member.id_masked,
        cells=cells,
        source=source_line(newest, language) if newest else None,
        is_present=member.is_present,
    )


def _value(member: MemberFile, name: str) -> object:
    valued = member.values.get(name)
    return valued.value if valued else None
