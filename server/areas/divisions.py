"""A division list (CSV) read into units; what is wrong with a row is a finding, never a stop."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from server.areas import sentences as say
from server.areas.tables import read_rows
from server.core.area import (
    AreaTree,
    UnitKind,
    kind_by_number,
    level_of,
    parent_of,
    prefix,
    short_name,
    unit_code,
)
from server.core.errors import BadUnitCode, SuccessionCircle
from server.core.types import AdminUnit, Level, Severity, UnitCode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.areas.tables import Row
    from server.core.finding import Finding

URBAN_RURAL = frozenset({"111", "112", "121", "122", "123", "210", "220"})
"""国函〔2008〕60号, as in domain.md 2.1."""
LONGEST_NAME = 80
ROUNDED = re.compile(r"[0-9.]+[Ee]\+?[0-9]+")
KEPT = (
    "urban_rural_code",
    "valid_from",
    "valid_to",
    "successor_code",
    "centre",
    "outline",
    "outline_is_synthetic",
)
NOTHING_KNOWN = AreaTree.of(())


@dataclass(frozen=True, slots=True)
class Divisions:
    """Units that can be loaded, by code, and what to tell the owner of the list."""

    units: tuple[AdminUnit, ...]
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether a row was left out."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def read_divisions(content: bytes, known: AreaTree = NOTHING_KNOWN) -> Divisions:
    """Read a division list with the columns `code` and `name` at least.

    Level, parent and kind may be given and are compared with the code, which decides (domain.md
    2.1).  A parent or successor may stand in the list or among the units already `known`.  What
    the list has no column for stays as it is known, centre and outline among it.
    Raise TooLarge or DivisionsUnreadable when the file is no such table.
    """
    findings: list[Finding] = []
    rows = _rows_by_code(content, findings)
    units = {
        code: _keeping(_unit(code, row, findings), row, known.by_code.get(code))
        for code, row in rows.items()
    }
    _drop_orphans(units, rows, known, findings)
    _check_successors(units, rows, known, findings)
    findings.extend(_same_names(units, rows))
    return Divisions(
        tuple(units[code] for code in sorted(units)),
        tuple(sorted(findings, key=lambda finding: finding.row or 0)),
    )


def _rows_by_code(content: bytes, findings: list[Finding]) -> dict[UnitCode, Row]:
    rows: dict[UnitCode, Row] = {}
    for row in read_rows(content, needed=("code", "name")):
        code = _code(row, findings)
        if code is None:
            continue
        if not row.get("name"):
            findings.append(say.NAME_MISSING.at(row.number, "name", code=code))
        elif len(row.get("name")) > LONGEST_NAME or not row.get("name").isprintable():
            findings.append(say.BAD_NAME.at(row.number, "name", code=code, limit=LONGEST_NAME))
        elif code in rows:
            first = rows[code].number
            findings.append(say.DUPLICATE.at(row.number, "code", code=code, first=first))
        else:
            rows[code] = row
    return rows


def _code(row: Row, findings: list[Finding]) -> UnitCode | None:
    text = row.get("code")
    if ROUNDED.fullmatch(text):
        findings.append(say.CODE_ROUNDED.at(row.number, "code", code=text))
        return None
    try:
        return unit_code(text)
    except BadUnitCode as err:
        zh, en = err.sentence("zh"), err.sentence("en")
        findings.append(say.BAD_CODE.at(row.number, "code", zh=zh, en=en))
        return None


def _unit(code: UnitCode, row: Row, findings: list[Finding]) -> AdminUnit:
    findings.extend(_disagreements(code, row))
    start, end = _day(row, "valid_from", findings), _day(row, "valid_to", findings)
    if start and end and end < start:
        findings.append(say.ENDS_BEFORE_IT_BEGINS.at(row.number, "valid_to", code=code))
        start = end = None
    return AdminUnit(
        code=code,
        name=row.get("name"),
        level=level_of(code),
        unit_kind=_kind(code, row, findings),
        parent_code=parent_of(code),
        urban_rural_code=_urban_rural(code, row, findings),
        valid_from=start,
        valid_to=end,
        successor_code=_successor(row, findings),
    )


def _keeping(unit: AdminUnit, row: Row, old: AdminUnit | None) -> AdminUnit:
    if old is None:
        return unit
    silent = [column for column in KEPT if column not in row.values]
    kept: dict[str, Any] = {column: getattr(old, column) for column in silent}
    return replace(unit, **kept)


def _disagreements(code: UnitCode, row: Row) -> Iterator[Finding]:
    """What the list says of level and parent, against what the code says."""
    level, parent = row.get("level"), row.get("parent_code")
    if level and level != level_of(code):
        values = {"code": code, "level": level, "derived": level_of(code).value}
        yield say.LEVEL_DISAGREES.at(row.number, "level", **values)
    derived = parent_of(code)
    if parent and derived and parent != derived:
        values = {"code": code, "parent": parent, "derived": derived}
        yield say.PARENT_DISAGREES.at(row.number, "parent_code", **values)


def _kind(code: UnitCode, row: Row, findings: list[Finding]) -> str:
    given, name = row.get("unit_kind"), row.get("name")
    derived = kind_by_number(code, name)
    if not given:
        return derived or ""
    if given not in list(UnitKind):
        findings.append(say.KIND_UNKNOWN.at(row.number, "unit_kind", code=code, kind=given))
        return derived or ""
    if derived is not None and given != derived:
        values = {"code": code, "name": name, "kind": given, "derived": derived.value}
        findings.append(say.KIND_DISAGREES.at(row.number, "unit_kind", **values))
    return given


def _urban_rural(code: UnitCode, row: Row, findings: list[Finding]) -> str | None:
    value = row.get("urban_rural_code")
    if not value or value in URBAN_RURAL:
        return value or None
    column = "urban_rural_code"
    findings.append(say.URBAN_RURAL_UNKNOWN.at(row.number, column, code=code, value=value))
    return None


def _day(row: Row, column: str, findings: list[Finding]) -> date | None:
    value = row.get(column)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        code = row.get("code")
        findings.append(say.BAD_DATE.at(row.number, column, code=code, value=value))
        return None


def _successor(row: Row, findings: list[Finding]) -> UnitCode | None:
    value = row.get("successor_code")
    if not value:
        return None
    try:
        return unit_code(value)
    except BadUnitCode:
        values = {"code": row.get("code"), "successor": value}
        findings.append(say.SUCCESSOR_MISSING.at(row.number, "successor_code", **values))
        return None


def _drop_orphans(
    units: dict[UnitCode, AdminUnit],
    rows: dict[UnitCode, Row],
    known: AreaTree,
    findings: list[Finding],
) -> None:
    """Widest units first, so that what lies below a dropped unit is dropped too."""
    for code in sorted(units, key=lambda code: (len(prefix(code)), code)):
        unit = units[code]
        parent = unit.parent_code
        if parent is None or parent in units or parent in known:
            continue
        values = {"code": code, "name": unit.name, "parent": parent}
        findings.append(say.PARENT_MISSING.at(rows[code].number, "parent_code", **values))
        del units[code]


def _check_successors(
    units: dict[UnitCode, AdminUnit],
    rows: dict[UnitCode, Row],
    known: AreaTree,
    findings: list[Finding],
) -> None:
    tree = AreaTree.of([*known.by_code.values(), *units.values()])
    for code, unit in units.items():
        heir = unit.successor_code
        if heir is None:
            continue
        row = rows[code].number
        if heir not in tree:
            values = {"code": code, "successor": heir}
            findings.append(say.SUCCESSOR_MISSING.at(row, "successor_code", **values))
        elif _runs_in_a_circle(tree, code):
            findings.append(say.SUCCESSOR_CIRCLE.at(row, "successor_code", code=code))
            units[code] = replace(unit, successor_code=None)


def _runs_in_a_circle(tree: AreaTree, code: UnitCode) -> bool:
    try:
        tree.current(code)
    except SuccessionCircle:
        return True
    return False


def _same_names(units: dict[UnitCode, AdminUnit], rows: dict[UnitCode, Row]) -> Iterator[Finding]:
    """Villages of one name in one county: common, and a trap for whoever types names."""
    first: dict[tuple[UnitCode, str], UnitCode] = {}
    for code in sorted(units):
        unit = units[code]
        if unit.level is not Level.VILLAGE:
            continue
        county = UnitCode(code[:6].ljust(12, "0"))
        other = first.setdefault((county, short_name(unit.name)), code)
        if other != code:
            where, level = ("乡镇", "township") if other[:9] == code[:9] else ("县区", "county")
            values = {"code": code, "other": other, "name": unit.name, "where": where}
            yield say.SAME_NAME.at(rows[code].number, "name", level=level, **values)
