"""What a tablet has to mend, as the three files behind the form `correction`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.days import local_date
from server.tasks import tasks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Connection

    from server.core.rights import Sender
    from server.core.tasks import Task
    from server.services import Services

    Cells = Sequence[object]


def table(
    services: Services, conn: Connection, sender: Sender, source: str
) -> tuple[Sequence[str], Iterable[Cells]]:
    """Header and rows of one of `LISTS`: tasks of the sender's villages and of its own records."""
    header, rows = LISTS[source]
    found = tasks(services, conn, sender.units, sender_id=sender.id)
    return header, (row for task in found for row in rows(task))


def _task(task: Task) -> Iterator[Cells]:
    day = local_date(task.returned_at)
    title = " ".join(filter(None, (task.title, task.group)))
    yield (
        task.uuid,
        f"{title} {task.form_title} {day:%m-%d}退回",
        task.form_id,
        task.form_title,
        task.township,
        task.village,
        task.instance_name,
        task.reason,
        task.by,
        day.isoformat(),
        len(task.fields),
    )


def _fields(task: Task) -> Iterator[Cells]:
    for each in task.fields:
        yield (
            f"{task.uuid}-{each.number}",
            each.label,
            task.uuid,
            each.number,
            each.path,
            each.kind,
            each.present,
        )


def _choices(task: Task) -> Iterator[Cells]:
    for each in task.fields:
        for value, label in each.choices:
            yield value, label, task.uuid, each.number


LISTS: Mapping[str, tuple[Sequence[str], Callable[[Task], Iterator[Cells]]]] = {
    "tasks": (
        (
            "name",
            "label",
            "form_id",
            "form",
            "township",
            "village",
            "instance_name",
            "reason",
            "returned_by",
            "returned_on",
            "fields",
        ),
        _task,
    ),
    "task_fields": (("name", "label", "task", "n", "path", "kind", "present"), _fields),
    "task_choices": (("name", "label", "task", "n"), _choices),
}
"""By source: columns, and the rows of one task."""
