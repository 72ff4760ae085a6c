"""Objections to public lists as clocks see them: which household each stops, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.days import local_date
from server.core.procedures.lists import Pause
from server.store import procedures

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from server.store.named import Named

OBJECTION = "1"


def names_of(application: Named, items: Iterable[Named] = ()) -> frozenset[str]:
    """What an objection may call a household: numbers of application, household and list line."""
    lines = {str(item["record_id"]) for item in items}
    return frozenset((application["application_no"], application["hh_no"], *lines))


def about(conn: Connection, application: Named, items: Sequence[Named]) -> Sequence[Named]:
    """Objections and petitions about the household of an application, newest first."""
    names = names_of(application, items)
    found = procedures.petitions(
        conn,
        application["county"],
        list_nos={item["list_no"] for item in items},
        names={*names, application["applicant"]},
    )
    return [row for row in found if _is_about(row, application, names)]


def _is_about(petition: Named, application: Named, names: frozenset[str]) -> bool:
    item = petition["item"] or ""
    if item in names:
        return True
    is_here = petition["list_no"] is not None or petition["unit_code"] == application["unit_code"]
    return is_here and bool(item == application["applicant"])


def is_open(petition: Named) -> bool:
    """Whether an objection to a list has no finding yet."""
    return petition["kind"] == OBJECTION and petition["check_result"] is None


def of_list(conn: Connection, row: Named) -> list[Named]:
    """The objections to a list, oldest first."""
    found = procedures.petitions(conn, row["county"], list_nos={row["list_no"]}, names=())
    return [each for each in reversed(found) if each["kind"] == OBJECTION]


def pauses(petitions: Iterable[Named]) -> list[Pause]:
    """Objections as pauses of a list's clocks."""
    return [
        Pause(
            since=local_date(row["recv_time"]),
            item=row["item"] or "",
            found=_found(row),
            finding=row["check_result"] or "",
        )
        for row in petitions
        if row["kind"] == OBJECTION
    ]


def _found(row: Named) -> date | None:
    if row["check_result"] is None:
        return None
    found: date = row["check_date"] or local_date(row["recv_time"])
    return found
