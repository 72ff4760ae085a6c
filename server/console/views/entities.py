"""Entity lists as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import times
from server.core.entity_names import LABEL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from server.entities.datasets import FormName
    from server.entities.desk import Line, Page, Sheet
    from server.entities.listing import VersionView
    from server.store.entities import StoredEntity

OURS = {"zh": {"households": "民政对象户"}, "en": {"households": "Households"}}
SHOWN_COLUMNS = 6


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list."""

    name: str
    title: str
    is_ours: bool
    entities: int | None
    conflicts: int | None
    properties: int
    sources: str
    carriers: str


def lines(found: Sequence[Line], language: str) -> list[ListLine]:
    """The lists of a project."""
    return [
        ListLine(
            name=each.view.stored.name,
            title=OURS[language].get(each.view.stored.name, ""),
            is_ours=each.is_ours,
            entities=each.entities,
            conflicts=each.conflicts,
            properties=len(each.view.properties),
            sources=_named(each.view.source_forms, language),
            carriers=_named(each.view.linked_forms, language),
        )
        for each in found
    ]


def _named(forms: Sequence[FormName], language: str) -> str:
    joint = "、" if language == "zh" else ", "
    return joint.join(_title(each, language) for each in forms)


def _title(form: FormName, language: str) -> str:
    return form.titles.get(language) or form.titles.get("zh") or form.form_id


@dataclass(frozen=True, slots=True)
class EntityLine:
    """One entity of a list: its values in the order of the columns shown."""

    uuid: str
    label: str
    values: tuple[str, ...]
    version: int
    conflict: str | None
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list."""

    name: str
    title: str
    is_ours: bool
    may_change: bool
    approval_required: bool
    owner_only: bool
    properties: tuple[tuple[str, str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[EntityLine, ...]
    more: bool
    sources: str
    carriers: str


def page(found: Page, now: datetime, language: str) -> ListPage:
    """One list with its newest entities."""
    stored, properties = found.view.stored, found.view.properties
    columns = tuple(each.name for each in properties[:SHOWN_COLUMNS])
    return ListPage(
        name=stored.name,
        title=OURS[language].get(stored.name, ""),
        is_ours=found.is_ours,
        may_change=found.may_change,
        approval_required=stored.approval_required,
        owner_only=stored.owner_only,
        properties=tuple(
            (each.name, _named(each.forms, language), times.near(each.published_at, now, language))
            for each in properties
        ),
        columns=columns,
        rows=tuple(_line(each, columns, now, language) for each in found.rows),
        more=found.more,
        sources=_named(found.view.source_forms, language),
        carriers=_named(found.view.linked_forms, language),
    )


def _line(each: StoredEntity, columns: Sequence[str], now: datetime, language: str) -> EntityLine:
    return EntityLine(
        uuid=each.uuid,
        label=each.current.label,
        values=tuple(each.current.values.get(name, "") for name in columns),
        version=each.current.number,
        conflict=each.conflict,
        when=times.near(each.updated_at or each.created_at, now, language),
        by=each.creator_name,
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in one version: whether that version wrote it, and against whom."""

    value: str
    number: int
    is_written: bool
    is_clashing: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One property across the versions shown."""

    name: str
    cells: tuple[Cell, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One version."""

    number: int
    when: str
    by: str
    base: int | None
    conflict: str | None
    is_current: bool
    is_forced: bool
    changed: tuple[str, ...]
    instance_id: str


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One entity: in conflict, the versions that matter beside each other; and all of them."""

    list_name: str
    list_title: str
    uuid: str
    label: str
    number: int
    conflict: str | None
    may_change: bool
    beside: tuple[Column, ...]
    rows: tuple[Row, ...]
    versions: tuple[Column, ...]
    values: tuple[tuple[str, str], ...]


def sheet(found: Sheet, now: datetime, language: str) -> EntityPage:
    """One entity."""
    beside = found.relevant if found.entity.conflict else ()
    current = found.entity.current
    return EntityPage(
        list_name=found.dataset.name,
        list_title=OURS[language].get(found.dataset.name, ""),
        uuid=found.entity.uuid,
        label=current.label,
        number=current.number,
        conflict=found.entity.conflict,
        may_change=found.may_change,
        beside=tuple(_column(each, found.people, now, language) for each in beside),
        rows=tuple(_row(name, beside) for name in found.names),
        versions=tuple(
            _column(each, found.people, now, language) for each in reversed(found.versions)
        ),
        values=tuple((name, current.all_values.get(name, "")) for name in found.names),
    )


def _row(name: str, beside: Sequence[VersionView]) -> Row:
    cells = tuple(
        Cell(
            value=each.looked.version.all_values.get(name, ""),
            number=each.looked.version.number,
            is_written=name in each.looked.version.received,
            is_clashing=name in each.looked.version.conflicting,
            is_current=each.is_current,
        )
        for each in beside
    )
    return Row(name, cells, len({cell.value for cell in cells}) > 1)


def _column(each: VersionView, people: Mapping[int, str], now: datetime, language: str) -> Column:
    version = each.looked.version
    sent = each.written.source.get("submission", {})
    return Column(
        number=version.number,
        when=times.near(each.written.at, now, language),
        by=people.get(each.written.by, ""),
        base=version.base,
        conflict=version.conflict if not version.is_resolved else None,
        is_current=each.is_current,
        is_forced=version.is_forced,
        changed=tuple(name for name in each.looked.server_diff if name != LABEL)
        + (("label",) if LABEL in each.looked.server_diff else ()),
        instance_id=str(sent.get("instanceId", "")) if isinstance(sent, dict) else "",
    )
