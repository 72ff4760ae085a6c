"""Asking the rules again about records that were written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server import standing
from server.store import record_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.registers.register import Register
    from server.services import Services

    Written = tuple[int, Mapping[str, object]]

COUNTY = 6


def judge_again(
    services: Services,
    conn: Connection,
    register: Register,
    written: Iterable[Written],
    *,
    now: datetime,
) -> None:
    """Judge what was written: records by key, with their columns before or after.

    Issues are kept beside the record as the catalogue's severity says; they refuse nothing.
    """
    if register.name == standing.BENEFIT:
        for number in sorted({str(row["hh_no"]) for _, row in written if row.get("hh_no")}):
            judged = standing.benefits(services, conn, number[:COUNTY], number, now=now)
            standing.keep(conn, judged, now=now)
    elif register.name == standing.PETITION:
        for row in record_issues.petitions(conn, {key for key, _ in written}):
            standing.keep(conn, standing.petition(services, conn, row, now=now), now=now)
