"""A record as it was known on a day: what was entered, corrected or taken back since undone.

domain.md 5.8: "as known on date D" (when it was told) beside "as valid on date D" (when it held).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from server.store.plain import typed
from server.store.register_history import Kind
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from server.core.registers.register import Register
    from server.store.named import Named

    Periods = dict[int, dict[str, Any]]

ONE_DAY = timedelta(days=1)


def periods_known(
    register: Register, acts: Iterable[Named], before: datetime
) -> Sequence[dict[str, Any]]:
    """The periods of a record, oldest first, by the acts noted before a moment; maybe none."""
    told = sorted((act for act in acts if act["at"] < before), key=lambda act: int(act["id"]))
    by_id = {int(act["id"]): act for act in told}
    undone = {
        int(act["changes"]["undone"]) for act in told if act["kind"] == Kind.UNDONE
    } & by_id.keys()
    periods: Periods = {}
    for act in told:
        if act["kind"] != Kind.UNDONE and int(act["id"]) not in undone:
            _apply(register, periods, act)
    return sorted(periods.values(), key=lambda row: row["valid_from"])


def _apply(register: Register, periods: Periods, act: Named) -> None:
    changes, key = act["changes"], act["period_id"]
    match Kind(act["kind"]):
        case Kind.CREATED:
            periods[key] = {**_empty(register, act), **_after(register, changes["columns"])}
        case Kind.CHANGED:
            closed = periods.get(changes["closed"]["id"], _empty(register, act))
            periods[key] = {
                **closed,
                "id": key,
                "row_version": 1,
                "source_submission_id": act["submission_id"],
                **_after(register, changes["columns"]),
            }
            if changes["closed"]["id"] in periods:
                begins = periods[key]["valid_from"]
                periods[changes["closed"]["id"]]["valid_to"] = begins - ONE_DAY
        case Kind.REMOVED:
            periods.clear()
        case _ if key in periods:
            periods[key] |= _after(register, changes["columns"])
        case _:
            return


def _empty(register: Register, act: Named) -> dict[str, Any]:
    """A row without a value, of the act's period."""
    row: dict[str, Any] = dict.fromkeys(str(column.name) for column in TABLES[register.name].c)
    return row | {
        "county": act["county"],
        "id": act["period_id"],
        "record_id": act["record_id"],
        "row_version": 1,
        "source_submission_id": act["submission_id"],
    }


def _after(register: Register, columns: dict[str, list[object]]) -> dict[str, Any]:
    table = TABLES[register.name]
    return {name: typed(table.c[name].type, new) for name, (_old, new) in columns.items()}
