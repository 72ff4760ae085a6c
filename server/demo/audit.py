"""The audit file a tablet keeps while a form is filled in (protocol.md 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

STEPS = 6
IDLE_SHARE = 0.06
"""Of the time nobody was answering: turning a page, looking for a paper."""

FIRST = {
    "household_survey": "ident",
    "visit_followup": "who",
    "house_damage": "hh",
    "disaster_report": "head",
}


def audit_csv(at: datetime, minutes: float, form_id: str) -> bytes:
    """Events that fill the time from `at`, all but a little of it."""
    start = int(at.timestamp() * 1000)
    whole = int(minutes * 60_000)
    step = whole // STEPS
    lines = ["event,node,start,end", f"form start,,{start},"]
    for nth in range(STEPS):
        begin = start + nth * step
        node = f"/data/{FIRST.get(form_id, 'base')}"
        lines.append(f"question,{node},{begin},{begin + int(step * (1 - IDLE_SHARE))}")
    lines += [f"form save,,{start + whole},", f"form finalize,,{start + whole},"]
    return "\n".join([*lines, ""]).encode()
