"""Tasks of a village: its returned records, for the tablet's list and for the assistant's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.answers import form_reader
from server.core.instance import read_answers, read_envelope
from server.core.tasks import Task, fields_of, harmless, names_of
from server.store import tasks as stored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from server.core.tasks import TaskField
    from server.core.types import UnitCode
    from server.services import Services
    from server.store.tasks import AnyRow


def tasks(
    services: Services,
    conn: Connection,
    units: Sequence[UnitCode],
    *,
    sender_id: int | None = None,
) -> tuple[Task, ...]:
    """What these units, or a tablet wherever its records lie, have to mend; oldest first."""
    rows = stored.returned(conn, units, sender_id=sender_id)
    return tuple(_task(services, row) for row in rows)


def _task(services: Services, row: AnyRow) -> Task:
    details = row.details or {}
    fields: tuple[TaskField, ...] = ()
    names: tuple[str, ...] = ()
    title = row.form_id
    if row.version_id is not None:
        reader = form_reader(services, row.version_id)
        answers = read_answers(read_envelope(row.xml).root, reader.schema).values
        fields = fields_of(reader.schema, answers, details.get("fields", ()))
        title = reader.titles.get("zh", row.form_id).partition(" / ")[0]
        names = names_of(answers)
    reasons = filter(None, (*details.get("reasons", ()), row.note))
    return Task(
        submission_id=row.id,
        form_id=row.form_id,
        form_title=title,
        title=row.title or row.instance_name,
        village=row.unit_code,
        township=f"{row.unit_code[:9]}000" if row.unit_code else "",
        group=row.group_no,
        instance_name=row.instance_name,
        reason=harmless("；".join(reasons), names),
        by=row.actor_name,
        returned_at=row.returned_at,
        row_version=row.row_version,
        fields=fields,
    )
