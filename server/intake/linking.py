"""When the original of an edit arrives: the edit that was kept aside becomes its next version."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from server.core.types import State
from server.intake.followup import await_version, follow_up
from server.intake.rows import state_of
from server.store import chains, counters, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

EDITED = (
    "current_id",
    "unit_code",
    "township",
    "title",
    "group_no",
    "errors",
    "warnings",
    "infos",
    "unanswered",
    "risk",
    "urgent_at",
    "is_sealed",
)
"""What a new version changes on its record; who sent it first and when stays."""


def link(
    conn: Connection, county: str, submission_id: int, version: Mapping[str, Any], *, now: datetime
) -> None:
    """Let the edit that waits for `version`, just stored in this record, follow it (OR-117).

    Of two edits that wait for one original the second stays aside: it is out of date.
    """
    if chains.waiting_for(conn, version["form_pk"], version["instance_id"]) is None:
        return
    submissions.claim_edits(conn, version["form_pk"])
    waiting = chains.waiting_for(conn, version["form_pk"], version["instance_id"])
    if waiting is None or waiting.submission_id == submission_id:
        return
    before = chains.held_record(conn, county, submission_id)
    edit = chains.held_record(conn, waiting.county, waiting.submission_id)
    chains.absorb(conn, edit, county, submission_id)
    _carry_forward(conn, county, submission_id, version, now=now)
    expected, missing = submissions.files_still_missing(conn, county, edit.current_id)
    state = state_of(
        chains.fired(conn, county, edit.current_id), expected=expected, present=expected - missing
    )
    if chains.lacks_original(conn, county, submission_id):
        state = State.QUARANTINED
    submissions.change(
        conn,
        county,
        submission_id,
        {
            **{name: getattr(edit, name) for name in EDITED},
            "state": state,
            "files_expected": expected,
            "files_present": expected - missing,
            "edits": before.edits + edit.edits + 1,
            "review_state": "edited",
            "updated_at": now,
        },
    )
    counters.count(conn, submissions.moved(before.unit_code, before.state, edit.unit_code, state))
    follow_up(conn, county, edit.current_id, state, now=now)
    for key, named in chains.unread(conn, county, submission_id):
        await_version(conn, county, key, form_pk=version["form_pk"], named=named, now=now)


def _carry_forward(
    conn: Connection, county: str, submission_id: int, version: Mapping[str, Any], *, now: datetime
) -> None:
    """Hand files on by name from version to version, from `version` to the newest (OR-114)."""
    links = dict(chains.links(conn, county, submission_id))
    instance_id, key = version["instance_id"], version["id"]
    kept = submissions.files_of(conn, county, key)
    while instance_id in links:
        instance_id, key = links.pop(instance_id)
        own = submissions.files_of(conn, county, key)
        filled = [
            replace(kept[slot.name], path=slot.path, is_expected=True)
            for slot in own.values()
            if slot.is_expected and slot.digest is None and slot.name in kept
        ]
        submissions.put_files(
            conn, county, key, [file for file in filled if file.digest is not None], now=now
        )
        kept = submissions.files_of(conn, county, key)
