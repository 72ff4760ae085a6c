"""What of the demo is done already, so that a second start goes on where the first one stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILE = "demo-journal.txt"
FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Journal:
    """A line for each step that is done; a step that was interrupted is done again."""

    file: Path
    _done: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, data: Path) -> Journal:
        """The journal of a data folder."""
        file = data / FILE
        done = set(file.read_text("utf-8").split("\n")) if file.exists() else set()
        return cls(file, done)

    def __contains__(self, step: object) -> bool:
        return step in self._done

    def note(self, step: str) -> None:
        """Note that `step` is done."""
        self._done.add(step)
        with self.file.open("a", encoding="utf-8") as opened:
            opened.write(f"{step}\n")

    @property
    def is_finished(self) -> bool:
        """Whether everything was done."""
        return FINISHED in self._done
