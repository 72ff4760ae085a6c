"""Lists made of the registers for each tablet: standards, events, applications, public lists.

Today's rows of its areas, without identity numbers, incomes or accounts (forms.md 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server import places
from server.core.days import local
from server.core.registers.disaster import DISASTER_EVENT
from server.core.registers.lists import BENEFIT_KINDS
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.core.area import AreaTree
    from server.core.rights import Sender
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.named import Named

    Cells = Sequence[object]

DIBAO = {"dibao_urban": ("urban", "城市低保"), "dibao_rural": ("rural", "农村低保")}
OPEN = ("open", "stable", "reopened")
"""States of an event for which damage is still reported."""

TO_APPRAISE = "appraisal"
POSTED = "posted"
ROUND_NAMES = {"1": "第一榜", "2": "第二榜", "3": "第三榜"}
KINDS = {each.value: each.zh for each in BENEFIT_KINDS}


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose list, on which day."""

    conn: Connection
    tree: AreaTree
    units: tuple[UnitCode, ...]
    day: date

    @property
    def above(self) -> tuple[UnitCode, ...]:
        """The units and all above them."""
        found = {
            u.code for each in self.units if each in self.tree for u in self.tree.lineage(each)
        }
        return tuple(sorted(found))


def table(
    services: Services, conn: Connection, sender: Sender, source: str, day: date
) -> tuple[Sequence[str], Iterable[Cells]]:
    """Header and rows of one of `LISTS`."""
    header, rows, _ = LISTS[source]
    return header, rows(Asked(conn, places.tree(services), sender.units, day))


def registers_of(source: str) -> Sequence[str]:
    """The registers that a list is made of."""
    return LISTS[source][2]


def _standards(asked: Asked) -> Iterator[Cells]:
    """The income lines in force: Dibao by county, the row without a class where there is one."""
    rows = procedures.records(
        asked.conn,
        "benefit_standard",
        asked.above,
        order=("unit_code", "kind", "valid_from"),
        kind=tuple(DIBAO),
    )
    newest: dict[tuple[str, str], Named] = {
        (row["unit_code"], row["kind"]): row
        for row in sorted(rows, key=lambda each: not each["class"])
        if row["unit_code"] in asked.above and _holds(row, asked.day)
    }
    for (county, kind), row in newest.items():
        short, name = DIBAO[kind]
        year = row["valid_from"].year
        label = f"{asked.tree.get(row['unit_code']).name}{name}{year}年"
        yield f"{county}-{short}-{year}", label, county, short, year, row["amount"]


def _holds(row: Named, day: date) -> bool:
    return bool(row["valid_from"] <= day and (row["valid_to"] is None or day <= row["valid_to"]))


def _events(asked: Asked) -> Iterator[Cells]:
    """Open events that touch the sender's areas: theirs, and those of the units above."""
    inside = procedures.records(asked.conn, DISASTER_EVENT.name, asked.units, state=OPEN)
    wider = procedures.records(asked.conn, DISASTER_EVENT.name, asked.above, state=OPEN)
    found = {row["record_id"]: row for row in inside}
    found |= {row["record_id"]: row for row in wider if row["unit_code"] in asked.above}
    for row in sorted(found.values(), key=lambda each: (each["start_time"], each["event_no"])):
        begun = local(row["start_time"])
        yield (
            row["event_no"],
            row["name"],
            row["disaster_type"],
            begun.date().isoformat(),
            begun.isoformat(timespec="milliseconds"),
            row["state"],
        )


def _applications(asked: Asked) -> Iterator[Cells]:
    """Applications that wait for their appraisal; what the household earns is not among it."""
    rows = procedures.records(
        asked.conn,
        "application",
        asked.units,
        order=("unit_code", "application_no"),
        state=TO_APPRAISE,
    )
    for row in rows:
        label = f"{row['applicant']} {KINDS.get(row['kind'], row['kind'])} {row['persons']}人"
        number = row["application_no"]
        yield number, label, row["unit_code"], row["applicant"], row["persons"], ""


def _posted(asked: Asked) -> list[Named]:
    rows = procedures.records(
        asked.conn, "publicity_list", asked.units, order=("start_date", "list_no"), state=POSTED
    )
    return [row for row in rows if row["start_date"] <= asked.day <= row["end_date"]]


def _lists(asked: Asked) -> Iterator[Cells]:
    """Lists on the boards today."""
    for row in _posted(asked):
        name, kind = ROUND_NAMES[row["round"]], KINDS.get(row["kind"], row["kind"])
        start, end = row["start_date"].isoformat(), row["end_date"].isoformat()
        label = f"{name} {kind} {start} 至 {end}"
        yield row["list_no"], label, row["unit_code"], row["round"], start, end


def _items(asked: Asked) -> Iterator[Cells]:
    """Households on those lists, as the boards show them."""
    numbers = tuple(row["list_no"] for row in _posted(asked))
    if not numbers:
        return
    rows = procedures.records(
        asked.conn,
        "publicity_item",
        asked.units,
        order=("list_no", "group_no", "application_no"),
        list_no=numbers,
    )
    for row in rows:
        label = " ".join(filter(None, (row["display_name"], row["masked_id"])))
        yield row["application_no"], label, row["list_no"]


LISTS: Mapping[str, tuple[Sequence[str], Callable[[Asked], Iterator[Cells]], Sequence[str]]] = {
    "standards": (
        ("name", "label", "county", "kind", "year", "monthly"),
        _standards,
        ("benefit_standard",),
    ),
    "events": (
        ("name", "label", "disaster_type", "start_date", "start_time", "status"),
        _events,
        ("disaster_event",),
    ),
    "applications": (
        ("name", "label", "village", "head_name", "persons", "income_pc_month"),
        _applications,
        ("application",),
    ),
    "publicity": (
        ("name", "label", "village", "round", "start_date", "end_date"),
        _lists,
        ("publicity_list",),
    ),
    "publicity_items": (("name", "label", "list_id"), _items, ("publicity_list", "publicity_item")),
}
"""By source: columns, rows, and the registers that they come from."""
