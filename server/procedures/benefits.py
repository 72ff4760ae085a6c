"""What a decision does to the benefit: it begins, changes, or ends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from server import ledger
from server.core.errors import ActRefused
from server.core.procedures.amounts import ONCE, PERSONAL, first_day, next_review
from server.core.registers.benefit import BENEFIT
from server.core.registers.reasons import Reason
from server.store import procedures, register_acts
from server.store.register_acts import KEPT
from server.store.register_history import Kind
from server.store.tables.registers import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.procedures.writing import Pen
    from server.store.named import Named


def begin(pen: Pen, application: Named) -> int:
    """Start what an application was granted; return the benefit's key.

    Raise ActRefused without an amount, RecordExists when it runs already.
    """
    if application["amount"] is None:
        raise ActRefused(reason_zh="还没有核定金额", reason_en="no amount was decided")
    kind = application["kind"]
    start = first_day(kind, application["decision_date"] or pen.written.on)
    return pen.create(
        BENEFIT,
        {
            **_whose(application),
            "class": application["class"],
            "persons_covered": application["persons_covered"] or application["persons"],
            "mode": _mode(kind),
            "amount": application["amount"],
            "start_date": start,
            "next_review": next_review(kind, start),
            **_ends_at_once(kind, start),
        },
    )


def help_at_once(pen: Pen, application: Named, amount: Decimal) -> int:
    """Pay temporary help before the papers are complete; return the benefit's key."""
    return pen.create(
        BENEFIT,
        {
            **_whose(application),
            "kind": "temp",
            "level": "household",
            "person_id": None,
            "mode": "once",
            "amount": amount,
            "amount_reason": pen.written.note[:200],
            "start_date": pen.written.on,
            "next_review": pen.written.on,
            **_ends_at_once("temp", pen.written.on),
        },
    )


def _whose(application: Named) -> dict[str, object]:
    is_personal = application["kind"] in PERSONAL
    return {
        "unit": application["unit_code"],
        "kind": application["kind"],
        "hh_no": application["hh_no"],
        "level": "person" if is_personal else "household",
        "person_id": application["person_id"] if is_personal else None,
        "application_no": application["application_no"],
    }


def _mode(kind: str) -> str | None:
    if kind in ONCE:
        return "once"
    return "home" if kind == "tekun" else None


def _ends_at_once(kind: str, start: date) -> dict[str, object]:
    return {"end_date": start, "end_reason": "once"} if kind in ONCE else {}


def running(conn: Connection, application: Named) -> Named:
    """The benefit of an application; raise ActRefused when there is none that runs."""
    row = procedures.benefit_of(conn, application["county"], application["application_no"])
    if row is None or row["end_date"] is not None:
        raise ActRefused(reason_zh="没有正在享受的待遇", reason_en="no benefit is running")
    return row


def change(pen: Pen, application: Named, values: Mapping[str, object], *, since: date) -> None:
    """Let other values hold from `since` on, in a period of their own (domain.md 5.8)."""
    row = running(pen.conn, application)
    said = {str(c.name): row[c.name] for c in TABLES[BENEFIT.name].c if c.name not in KEPT}
    review = {"next_review": next_review(row["kind"], since)}
    changed = ledger.columns_of(BENEFIT, {**values, **review}, pen.sealer)
    columns = {"county": row["county"], **said, **changed, "valid_from": since}
    act = replace(pen.history, reason=Reason.CHANGED.value)
    register_acts.open_period(pen.conn, BENEFIT, row, columns, act)


def keep(pen: Pen, application: Named) -> None:
    """Note the next review of a benefit that goes on as it is."""
    row = running(pen.conn, application)
    review = {"next_review": next_review(row["kind"], pen.written.on)}
    columns = ledger.columns_of(BENEFIT, review, pen.sealer)
    register_acts.rewrite(pen.conn, BENEFIT, row, columns, pen.history)


def stop(pen: Pen, application: Named, *, last_day: date, reason: str) -> None:
    """End a benefit on its last day, for a reason of the list of end reasons."""
    row = running(pen.conn, application)
    ends = {"end_date": max(last_day, row["valid_from"]), "end_reason": reason}
    columns = ledger.columns_of(BENEFIT, ends, pen.sealer)
    register_acts.rewrite(pen.conn, BENEFIT, row, columns, pen.history, kind=Kind.ENDED)
