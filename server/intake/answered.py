"""What becomes of answers to issues when a new version of a record comes.

What was answered and is said again, word for word, needs no second answer.  What a correction has
made go away is noted as corrected, so that it is known how often a rule was right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from server.core.desk.record import Answered
from server.intake.handover import ABOUT_FILES
from server.store import records
from server.store.ids import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from server.store.submissions import AnyRow, FileRow, StoredInstance

KEPT = frozenset({Answered.TRUE, Answered.WAIVED})
ANSWER = ("state", "note", "decided_by", "decided_name", "decided_at")
OPEN: Mapping[str, Any] = {
    "state": Answered.OPEN,
    "note": "",
    "decided_by": None,
    "decided_name": "",
    "decided_at": None,
}


def with_answers(
    old: Sequence[AnyRow],
    new: Sequence[Mapping[str, Any]],
    files: Sequence[Mapping[str, Any]],
    kept: Mapping[str, FileRow],
    *,
    version_id: int,
) -> list[Mapping[str, Any]]:
    """Issues of a new version with the answers the version before had got.

    Issues of files are found only later; those of files that came along are taken over.
    """
    answered = {_key_of(row): row for row in old if row.state in KEPT}
    rows: list[Mapping[str, Any]] = []
    for issue in new:
        before = answered.pop(_key(issue["rule"], issue["path"], issue["values"]), None)
        rows.append({**issue, **(OPEN if before is None else _answer(before))})
    again = [row for row in answered.values() if _stays(row, files, kept)]
    return rows + [{**_again(row), "version_id": version_id} for row in again]


def _answer(row: AnyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ANSWER}


def _again(row: AnyRow) -> dict[str, Any]:
    return {**row._mapping, "id": new_id()}  # noqa: SLF001  # SQLAlchemy's public name


def _stays(row: AnyRow, files: Sequence[Mapping[str, Any]], kept: Mapping[str, FileRow]) -> bool:
    """Whether an answered issue is about a file that is the same as before."""
    if not row.rule.startswith(ABOUT_FILES):
        return False
    before = {file.path: file.digest for file in kept.values()}
    return any(
        file["path"] == row.path and file["digest"] == before.get(row.path) for file in files
    )


def mark_corrected(
    conn: Connection,
    old: StoredInstance,
    before: Sequence[AnyRow],
    new: Sequence[Mapping[str, Any]],
    *,
    by: tuple[int, str],
    now: datetime,
) -> None:
    """Note of the version before which of its open issues a correction has settled."""
    said = {_key(row["rule"], row["path"], row["values"]) for row in new}
    for row in before:
        is_about_files = row.rule.startswith(ABOUT_FILES)
        if row.state != Answered.OPEN or is_about_files or _key_of(row) in said:
            continue
        records.answer_issue(
            conn,
            old.county,
            row.id,
            {
                "state": Answered.CORRECTED,
                "decided_by": by[0],
                "decided_name": by[1],
                "decided_at": now,
            },
        )


def _key_of(row: AnyRow) -> tuple[object, ...]:
    return _key(row.rule, row.path, row.values)


def _key(rule: str, path: str, values: Mapping[str, str]) -> tuple[object, ...]:
    return rule, path, tuple(sorted(values.items()))
