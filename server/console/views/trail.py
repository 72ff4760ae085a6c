"""Lines of the log as people read them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from server.core.days import local

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.store.audit import Entry

GROUPS = ("session", "user", "household", "search", "register", "export", "report", "disaster")
"""First words of actions that the page can be narrowed to."""

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Line:
    """One act: when, who, what, to what, and what was said with it."""

    id: int
    when: str
    who: str
    action: str
    code: str
    subject: str
    details: str
    notes: str


@cache
def words() -> Mapping[str, Mapping[str, str]]:
    """What actions are called, by their phrase."""
    table = files("server.console.views").joinpath("trail_words.csv").read_text("utf-8")
    return {row["action"]: row for row in csv.DictReader(table.splitlines())}


def named(action: str, language: str) -> str:
    """An action in the reader's language; one without a name keeps its phrase."""
    found = words().get(action)
    return found["en" if language == "en" else "zh"] if found else action


def lines(entries: Iterable[Entry], language: str) -> tuple[Line, ...]:
    """Lines of the page."""
    return tuple(_line(each, language) for each in entries)


def _line(each: Entry, language: str) -> Line:
    details = "；".join(f"{key}: {value}" for key, value in (each.details or {}).items())
    return Line(
        id=each.id,
        when=f"{local(each.at):%Y-%m-%d %H:%M:%S}",
        who=each.actor_name or "—",
        action=named(each.action, language),
        code=each.action,
        subject=each.subject,
        details=details if len(details) <= LONGEST else f"{details[:LONGEST]}…",
        notes=each.notes or "",
    )
