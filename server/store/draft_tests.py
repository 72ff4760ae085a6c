"""Drafts tried out on tablets: their tokens, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select, update

from server.store.ids import new_id
from server.store.tables.forms import draft_submission, draft_token, form, project

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class TestSubmission:
    """What somebody sent to try a draft out; `files` are digests by name."""

    instance_id: str
    instance_name: str
    version: str
    received_at: datetime
    device_id: str
    user_agent: str
    files: Mapping[str, str]


_TESTED = (
    draft_submission.c.instance_id,
    draft_submission.c.instance_name,
    draft_submission.c.version,
    draft_submission.c.received_at,
    draft_submission.c.device_id,
    draft_submission.c.user_agent,
    draft_submission.c.files,
)


def put_token(conn: Connection, form_pk: int, *, digest: str, sealed: bytes) -> None:
    """Give a draft a token; what an earlier one opened is closed."""
    clear(conn, form_pk)
    conn.execute(
        insert(draft_token).values(form_pk=form_pk, token_digest=digest, token_sealed=sealed)
    )


def token(conn: Connection, form_pk: int) -> bytes | None:
    """The sealed token of a form's draft."""
    found: bytes | None = conn.execute(
        select(draft_token.c.token_sealed).where(draft_token.c.form_pk == form_pk)
    ).scalar()
    return found


def form_of(conn: Connection, digest: str) -> tuple[int, str, int] | None:
    """Project, form id and key of the draft that a token opens; None for none."""
    row = conn.execute(
        select(form.c.project_id, form.c.form_id, form.c.id)
        .join(draft_token, draft_token.c.form_pk == form.c.id)
        .join(project, project.c.id == form.c.project_id)
        .where(
            draft_token.c.token_digest == digest,
            form.c.deleted_at.is_(None),
            form.c.draft_id.is_not(None),
            project.c.deleted_at.is_(None),
        )
    ).first()
    return None if row is None else (row.project_id, row.form_id, row.id)


def clear(conn: Connection, form_pk: int) -> None:
    """Void a draft's token, and drop what was sent with it."""
    conn.execute(delete(draft_token).where(draft_token.c.form_pk == form_pk))
    conn.execute(delete(draft_submission).where(draft_submission.c.form_pk == form_pk))


def add(conn: Connection, form_pk: int, **values: Any) -> None:  # noqa: ANN401  # columns
    """Keep a submission to a draft."""
    conn.execute(insert(draft_submission).values(id=new_id(), form_pk=form_pk, **values))


def add_files(conn: Connection, form_pk: int, instance_id: str, files: Mapping[str, str]) -> None:
    """Set the files of one."""
    conn.execute(update(draft_submission).where(*_one(form_pk, instance_id)).values(files=files))


def submissions(
    conn: Connection, form_pk: int, *, offset: int = 0, limit: int | None = None
) -> tuple[TestSubmission, ...]:
    """What was sent to a draft, newest first."""
    rows = conn.execute(
        select(*_TESTED)
        .where(draft_submission.c.form_pk == form_pk)
        .order_by(draft_submission.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return tuple(TestSubmission(*row) for row in rows)


def find(conn: Connection, form_pk: int, instance_id: str) -> tuple[TestSubmission, bytes] | None:
    """One of them with its XML."""
    row = conn.execute(
        select(*_TESTED, draft_submission.c.xml).where(*_one(form_pk, instance_id))
    ).first()
    return None if row is None else (TestSubmission(*row[:-1]), row[-1])


def count(conn: Connection, form_pk: int) -> int:
    """How many there are."""
    rows = select(func.count()).where(draft_submission.c.form_pk == form_pk)
    return int(conn.execute(rows).scalar_one())


def _one(form_pk: int, instance_id: str) -> tuple[Any, ...]:
    return draft_submission.c.form_pk == form_pk, draft_submission.c.instance_id == instance_id
