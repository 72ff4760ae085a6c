"""R-21 业务量统计表: records of the nineteen businesses in five systems (domain.md 1.2, S16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import places
from server.core.errors import NotFound
from server.core.registers import REGISTERS
from server.core.registers.databases import BUSINESSES
from server.reports.model import Report, ReportColumn, ReportLine, Shape
from server.store import officers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.core.types import UnitCode
    from server.services import Services

NUMBER = "R-21"
TITLE = ("19项基本业务工作量", "Workload of the nineteen businesses")
OF_KIND = {
    "dibao_urban": "A1",
    "dibao_rural": "A2",
    "tekun": "A3",
    "medical": "A4",
    "temp": "A5",
    "low_income": "A2",
    "rigid": "A2",
    "youfu": "B1",
    "old80": "D1",
    "orphan": "D2",
    "disab_life": "D2",
    "disab_care": "D2",
}
"""The business of a kind of assistance, where a register holds several."""

COLUMNS = (
    ReportColumn("system", "体系（岗位）", "System (post)", Shape.TEXT),
    ReportColumn("code", "代码", "Code", Shape.TEXT),
    ReportColumn("running", "在册记录", "Records in force"),
    ReportColumn("year", "本年办理", "Done this year"),
    ReportColumn("registers", "台账", "Registers", Shape.TEXT),
)


def report(services: Services, unit: UnitCode, *, day: date, now: datetime) -> Report:
    """A line for each business; raise NotFound for an unknown unit."""
    tree = places.tree(services)
    if unit not in tree:
        raise NotFound
    running = dict.fromkeys(BUSINESSES, 0)
    done = dict.fromkeys(BUSINESSES, 0)
    with services.store.read() as conn:
        for register in REGISTERS:
            for code, n in _counted(conn, register, unit, day):
                (running if register.lasts else done)[code] += n
    lines = tuple(
        ReportLine(
            business.zh,
            business.en,
            {
                "system": business.system,
                "code": code,
                "running": running[code],
                "year": done[code],
                "registers": "、".join(r.zh for r in REGISTERS if code in r.businesses),
            },
        )
        for code, business in BUSINESSES.items()
    )
    return Report(
        number=NUMBER,
        title=TITLE,
        unit=unit,
        unit_name=tree.get(unit).name,
        day=day,
        made_at=now,
        head=("业务", "Business"),
        columns=COLUMNS,
        lines=lines,
        total={"running": sum(running.values()), "year": sum(done.values())},
    )


def _counted(
    conn: Connection, register: Register, unit: UnitCode, day: date
) -> Iterator[tuple[str, int]]:
    """Records by business: of the register, or of their kind where it has several.

    Of what lasts those in force are counted, of what happens those of the year so far.
    """
    if not register.businesses:
        return
    first = register.businesses[0]
    if not register.lasts:
        new_year = day.replace(month=1, day=1)
        yield first, officers.happened(conn, register.name, unit, new_year, day)
        return
    by = "kind" if len(register.businesses) > 1 and "kind" in register.by_name else None
    for kind, n in officers.register_counts(conn, register.name, unit, day, by=by).items():
        code = OF_KIND.get(kind, first)
        yield code if code in register.businesses else first, n
