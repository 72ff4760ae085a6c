"""Pages of what is decided by a share: batches of clean records, samples of the county."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.console.views.queue import form_short, title_of
from server.core.area import is_within, short_name
from server.core.types import Level

if TYPE_CHECKING:
    from server.core.desk.people import Asker
    from server.core.types import AdminUnit, State, UnitCode
    from server.review.audits import Draw, Drawn
    from server.review.batches import Batch, Item
    from server.services import Services


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a sample."""

    id: int
    title: str
    form: str
    place: str
    result: str
    note: str = ""
    who: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class BatchPage:
    """A batch: its sample, and how many lie in each village."""

    id: int
    state: str
    total: int
    percent: int
    left: int
    undecided: int
    failed: int
    accepted: int
    skipped: int
    undone: int
    sample: tuple[Line, ...]
    villages: tuple[tuple[str, int], ...]

    @property
    def is_ready(self) -> bool:
        """Whether the rest may be accepted now."""
        return self.state == "open" and not self.undecided and not self.failed


def batch(services: Services, found: Batch, *, language: str) -> BatchPage:
    """The page of a batch."""
    return BatchPage(
        id=found.id,
        state=found.state,
        total=len(found.items),
        percent=found.percent,
        left=found.left,
        undecided=found.undecided,
        failed=found.failed,
        accepted=found.count("accepted"),
        skipped=found.count("skipped"),
        undone=found.count("undone"),
        sample=tuple(_item(services, item, language) for item in found.sample),
        villages=tuple(
            (_village(services, unit), n) for unit, n in sorted(found.by_village.items())
        ),
    )


def _item(services: Services, item: Item, language: str) -> Line:
    return Line(
        id=item.id,
        title=title_of(item.form_id, item.title, _village(services, item.unit)),
        form=form_short(item.form_id, {}, language),
        place=_village(services, item.unit),
        result=item.decision,
    )


def _village(services: Services, code: UnitCode) -> str:
    tree = places.tree(services)
    return short_name(tree.get(code).name) if code in tree else code


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A draw of the county."""

    draw: Draw
    lines: tuple[Line, ...]
    first: int | None


def draw(services: Services, found: Draw, *, language: str) -> DrawPage:
    """The page of a draw; `first` is where looking goes on."""
    lines = tuple(_drawn(services, item, language) for item in found.items)
    return DrawPage(found, lines, next((line.id for line in lines if not line.result), None))


def _drawn(services: Services, item: Drawn, language: str) -> Line:
    return Line(
        id=item.id,
        title=title_of(item.form_id, item.title, _village(services, item.unit)),
        form=form_short(item.form_id, {}, language),
        place=_village(services, item.unit),
        result=item.result,
        note=item.note,
        who=item.reviewer,
        state=item.state,
    )


def townships(services: Services, who: Asker) -> tuple[AdminUnit, ...]:
    """Townships inside the asker's area, by code."""
    tree = places.tree(services)
    return tuple(
        unit
        for code, unit in sorted(tree.by_code.items())
        if unit.level is Level.TOWNSHIP and any(is_within(code, own.code) for own in who.units)
    )
