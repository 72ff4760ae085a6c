"""Reports given out: frozen with a number and a fingerprint; what changed later is a difference."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from server.core.desk.people import May
from server.core.errors import NotFound
from server.reports.catalogue import report_for
from server.reports.model import Check, Report, ReportColumn, ReportLine, Shape
from server.scope import area_of
from server.store import audit, reports
from server.store.clauses import significant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from server.core.desk.people import Asker
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.reports import FrozenRow

LISTED = 100


@dataclass(frozen=True, slots=True)
class Frozen:
    """A report as it was given out."""

    number: str
    report: Report
    fingerprint: str
    note: str
    replaces: str | None
    by_name: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Compared:
    """A frozen report and the same one computed now; `changed` are cells (line, column)."""

    frozen: Frozen
    now: Report
    changed: frozenset[tuple[str, str]]
    now_cells: Mapping[tuple[str, str], object]


def freeze(
    services: Services,
    who: Asker,
    number: str,
    unit: UnitCode,
    *,
    day: date,
    note: str,
    replaces: str | None = None,
    now: datetime,
) -> Frozen:
    """Give a report out under a number of its own: ``BY-{unit}-{report}-{day}-{nn}``.

    Raise what `report_for` raises, NotFound when `replaces` is not one of the area.
    """
    made = report_for(services, who, number, unit, day=day, now=now)
    if replaces is not None:
        one(services, who, replaces)
    stem = f"BY-{significant(unit)}-{number.replace('-', '')}-{made.day:%Y%m%d}-"
    content = _content(made)
    fingerprint = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def work(conn: Connection) -> str:
        given = f"{stem}{reports.count_like(conn, stem) + 1:02d}"
        reports.add(
            conn,
            number=given,
            report=number,
            unit_code=unit,
            day=made.day,
            content=content,
            fingerprint=fingerprint,
            note=note.strip(),
            replaces=replaces,
            actor_id=who.id,
            made_at=now,
        )
        audit.note(conn, "report.freeze", at=now, by=who.id, subject=given)
        return given

    return one(services, who, services.store.write(work))


def one(services: Services, who: Asker, number: str) -> Frozen:
    """A frozen report of one's area; raise NotFound, NotAllowed."""
    with services.store.read() as conn:
        row = reports.find(conn, number)
    if row is None:
        raise NotFound
    area_of(who, May.SEE_REPORTS, row.unit)
    return _frozen(row)


def listed(services: Services, who: Asker) -> tuple[Frozen, ...]:
    """The newest frozen reports of one's area; raise NotAllowed."""
    units = area_of(who, May.SEE_REPORTS)
    with services.store.read() as conn:
        return tuple(_frozen(row) for row in reports.of_units(conn, units, limit=LISTED))


def compared(services: Services, who: Asker, number: str, *, now: datetime) -> Compared:
    """A frozen report beside what the records say today; raise as `one`."""
    frozen = one(services, who, number)
    before = frozen.report
    today = report_for(services, who, before.number, before.unit, day=before.day, now=now)
    old, new = _cells(before), _cells(today)
    changed = {key for key in {*old, *new} if _plain(old.get(key)) != _plain(new.get(key))}
    return Compared(frozen, today, frozenset(changed), new)


def _cells(report: Report) -> dict[tuple[str, str], object]:
    """Every cell by line and column; those of the total have no line."""
    found: dict[tuple[str, str], object] = {
        (line.code or line.zh, column.name): line.cells.get(column.name)
        for line in report.lines
        for column in report.columns
    }
    return found | {("", name): value for name, value in report.total.items()}


def _plain(value: object) -> object:
    return str(Decimal(str(value)).normalize()) if isinstance(value, int | Decimal) else value


def _content(report: Report) -> dict[str, Any]:
    """A report as JSON holds it; the moment it was computed is no part of what it says."""
    kept = asdict(replace(report, made_at=datetime.min))  # noqa: DTZ901  # dropped right below
    del kept["made_at"]
    kept["day"] = report.day.isoformat()
    kept["lines"] = [{**line, "cells": _written(line["cells"])} for line in kept["lines"]]
    kept["total"] = _written(kept["total"])
    return kept


def _written(cells: Mapping[str, object]) -> dict[str, object]:
    return {k: {"d": str(v)} if isinstance(v, Decimal) else v for k, v in cells.items()}


def _read(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {k: Decimal(v["d"]) if isinstance(v, dict) else v for k, v in cells.items()}


def _frozen(row: FrozenRow) -> Frozen:
    kept = row.content
    report = Report(
        number=kept["number"],
        title=tuple(kept["title"]),
        unit=row.unit,
        unit_name=kept["unit_name"],
        day=row.day,
        made_at=row.made_at,
        head=tuple(kept["head"]),
        columns=tuple(
            ReportColumn(c["name"], c["zh"], c["en"], Shape(c["shape"])) for c in kept["columns"]
        ),
        lines=tuple(
            ReportLine(
                line["zh"], line["en"], _read(line["cells"]), line["code"], opens=line["opens"]
            )
            for line in kept["lines"]
        ),
        total=_read(kept["total"]),
        checks=tuple(Check(c["zh"], c["en"], c["holds"]) for c in kept["checks"]),
        period=tuple(kept["period"]),
    )
    return Frozen(
        number=row.number,
        report=report,
        fingerprint=row.fingerprint,
        note=row.note,
        replaces=row.replaces,
        by_name=row.by_name,
        made_at=row.made_at,
    )
