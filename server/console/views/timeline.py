"""What happened to a submission, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.console.views import times
from server.console.views.flags import Places

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from server.core.desk.record import Happening
    from server.core.schema import FormSchema


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the history; `kind` chooses the words, `note` and `detail` follow them."""

    when: str
    kind: str
    who: str
    note: str
    detail: tuple[str, ...]
    is_now: bool
    is_undone: bool = False


def timeline(
    history: Sequence[Happening], schema: FormSchema, language: str
) -> tuple[TimelineEntry, ...]:
    """The whole history."""
    newest_first = sorted(history, key=lambda event: event.at, reverse=True)
    return tuple(
        TimelineEntry(
            times.stamp(event.at),
            event.kind,
            event.who,
            event.note,
            tuple(_details(event, schema, language)),
            is_now=at == 0,
            is_undone="undone" in event.detail,
        )
        for at, event in enumerate(newest_first)
    )


def _details(event: Happening, schema: FormSchema, language: str) -> Iterator[str]:
    """What an entry adds: the rule answered, the question commented."""
    if rule := event.detail.get("rule"):
        yield rule
    if path := event.detail.get("path"):
        yield Places(schema, {}).where(path, language)
