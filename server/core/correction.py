"""The form `correction`: what a village mends of a returned record (forms/correction)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.tasks import submission_of, text_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from server.core.instance import Answers

CORRECTION = "correction"
"""Form id."""

NEW = ("new_text", "new_number", "new_date", "gps", "new_choice", "new_many")
PHOTO = "new_photo"


@dataclass(frozen=True, slots=True)
class Mended:
    """New answers by path with positions, and files by path; neither when all was right.

    `submission_id` is None when the task is none of ours.
    """

    submission_id: int | None
    values: Mapping[str, str]
    photos: Mapping[str, str]
    note: str

    @property
    def changes_something(self) -> bool:
        """Whether anything is to be changed rather than explained."""
        return bool(self.values or self.photos)


def mended(answers: Answers) -> Mended:
    """Read the raw answers of a correction; what was left empty stays as it was."""
    rows = answers.get("fix")
    values: dict[str, str] = {}
    photos: dict[str, str] = {}
    for row in rows if isinstance(rows, list) else ():
        path = text_at(row, "/path").strip()
        new = next((text for name in NEW if (text := text_at(row, f"/{name}").strip())), "")
        if path and new:
            values[path] = new
        if path and (photo := text_at(row, f"/{PHOTO}").strip()):
            photos[path] = photo
    return Mended(
        submission_id=submission_of(text_at(answers, "/admin/task").strip()),
        values=values,
        photos=photos,
        note=text_at(answers, "/reply/explanation").strip(),
    )
