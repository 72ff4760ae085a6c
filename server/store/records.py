"""Submissions as reviewers ask for them: the queue, one record, its history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy import text as spelt

from server.store import audit, selections
from server.store.clauses import within
from server.store.tables.submissions import (
    attachment,
    issue,
    photo,
    review_action,
    submission,
    submission_version,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Row

    AnyRow = Row[*tuple[Any, ...]]

UNDOABLE = ("approved", "audited", "returned", "rejected", "held", "resumed", "corrected")

AT_DESK = ("corrected", "undone")
"""Acts of a reviewer that make a new version of a record."""


def in_area(units: Iterable[str]) -> ColumnElement[bool]:
    """Records filed under one of these units, deleted ones left out."""
    return and_(within(submission.c.unit_code, units), submission.c.deleted_at.is_(None))


def _waiting(
    units: Iterable[str],
    states: Sequence[str],
    form_id: str | None,
    text: str,
    selection: int | None,
) -> list[ColumnElement[bool]]:
    where = [in_area(units), submission.c.state.in_(states)]
    townships = [unit[:9] for unit in units if unit[6:9] != "000"]
    if townships and len(townships) == len(tuple(units)):
        # Equality lets the queue's index deliver rows in order.
        where.append(submission.c.township.in_(townships))
    if form_id:
        where.append(submission.c.form_id == form_id)
    if selection is not None:
        where.append(selections.selected(submission.c.id, selection))
    if text:
        where.append(
            or_(
                submission.c.title.contains(text, autoescape=True),
                submission.c.instance_id == text,
            )
        )
    return where


def newest(
    conn: Connection, units: Sequence[str], *, since: datetime, limit: int
) -> Sequence[AnyRow]:
    """Records of these units that came since a moment, newest first."""
    townships = sorted({unit[:9] for unit in units})
    return conn.execute(
        select(submission)
        .where(
            in_area(units), submission.c.township.in_(townships), submission.c.received_at >= since
        )
        .order_by(submission.c.received_at.desc(), submission.c.id.desc())
        .limit(limit)
    ).all()


def shelf_clause(shelf: str) -> list[ColumnElement[bool]]:
    """What belongs on a shelf of the queue."""
    questions = submission.c.errors + submission.c.warnings
    match shelf:
        case "flagged":
            return [questions > 0]
        case "clean":
            return [questions == 0]
        case _:
            return []


def queue_page(
    conn: Connection,
    units: Sequence[str],
    states: Sequence[str],
    *,
    shelf: str,
    form_id: str | None,
    text: str,
    selection: int | None = None,
    after: tuple[int, datetime, int] | None,
    limit: int,
) -> Sequence[AnyRow]:
    """Records that wait, by risk, then age."""
    query = (
        select(submission)
        .where(*_waiting(units, states, form_id, text, selection), *shelf_clause(shelf))
        .order_by(submission.c.risk.desc(), submission.c.received_at, submission.c.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(behind(*after))
    return conn.execute(query).all()


def behind(risk: int, received_at: datetime, key: int) -> ColumnElement[bool]:
    """Keyset: everything after one record in the order of the queue."""
    at = submission.c.received_at
    return or_(
        submission.c.risk < risk,
        and_(
            submission.c.risk == risk,
            or_(at > received_at, and_(at == received_at, submission.c.id > key)),
        ),
    )


def ahead(risk: int, received_at: datetime, key: int) -> ColumnElement[bool]:
    """Keyset: everything before one record in the order of the queue."""
    at = submission.c.received_at
    return or_(
        submission.c.risk > risk,
        and_(
            submission.c.risk == risk,
            or_(at < received_at, and_(at == received_at, submission.c.id < key)),
        ),
    )


def queue_counts(
    conn: Connection,
    units: Sequence[str],
    states: Sequence[str],
    *,
    form_id: str | None,
    text: str,
    selection: int | None = None,
) -> tuple[int, int, int]:
    """All, flagged and held records that wait."""
    questions = submission.c.errors + submission.c.warnings
    row = conn.execute(
        select(
            func.count(),
            func.count().filter(questions > 0),
            func.count().filter(submission.c.is_held.is_(True)),
        ).where(*_waiting(units, states, form_id, text, selection))
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def beside(
    conn: Connection,
    units: Sequence[str],
    states: Sequence[str],
    *,
    shelf: str,
    form_id: str | None,
    selection: int | None = None,
    key: tuple[int, datetime, int],
) -> tuple[int | None, int | None, int]:
    """Ids before and after one record in the queue, and how many stand before it."""
    where = [*_waiting(units, states, form_id, "", selection), *shelf_clause(shelf)]
    order = (submission.c.risk.desc(), submission.c.received_at, submission.c.id)
    back = (submission.c.risk, submission.c.received_at.desc(), submission.c.id.desc())
    name = submission.c.id
    previous = conn.execute(
        select(name).where(*where, ahead(*key)).order_by(*back).limit(1)
    ).scalar()
    following = conn.execute(
        select(name).where(*where, behind(*key)).order_by(*order).limit(1)
    ).scalar()
    n = conn.execute(
        select(func.count()).select_from(submission).where(*where, ahead(*key))
    ).scalar_one()
    return previous, following, int(n)


def find(conn: Connection, units: Iterable[str], submission_id: int) -> AnyRow | None:
    """The record with this id, if it lies in the units; ids are unique across counties."""
    return conn.execute(
        select(submission).where(submission.c.id == submission_id, in_area(units))
    ).first()


def anywhere(conn: Connection, submission_id: int) -> AnyRow | None:
    """The record with this id wherever it lies: the caller looks at the asker's rights."""
    return conn.execute(
        select(submission).where(
            submission.c.id == submission_id, submission.c.deleted_at.is_(None)
        )
    ).first()


def version(conn: Connection, county: str, version_id: int) -> AnyRow:
    """One version with its XML."""
    return conn.execute(
        select(submission_version).where(
            submission_version.c.county == county, submission_version.c.id == version_id
        )
    ).one()


def issues_of(conn: Connection, county: str, version_id: int) -> Sequence[AnyRow]:
    """Issues of one version: errors, warnings, information; then in the order they were found."""
    rows = conn.execute(
        select(issue)
        .where(issue.c.county == county, issue.c.version_id == version_id)
        .order_by(issue.c.id)
    ).all()
    return sorted(rows, key=lambda row: "EWI".index(row.severity))


def files_with_facts(conn: Connection, county: str, version_id: int) -> Sequence[AnyRow]:
    """File slots of a version with what is known of each picture."""
    return conn.execute(
        select(
            attachment.c.name,
            attachment.c.path,
            attachment.c.is_expected,
            attachment.c.digest,
            attachment.c.md5,
            attachment.c.size,
            attachment.c.mime,
            photo.c.facts,
        )
        .join(photo, photo.c.digest == attachment.c.digest, isouter=True)
        .where(attachment.c.county == county, attachment.c.version_id == version_id)
        .order_by(attachment.c.path, attachment.c.name)
    ).all()


def actions_of(conn: Connection, county: str, submission_id: int) -> Sequence[AnyRow]:
    """What was done with a record, oldest first."""
    return conn.execute(
        select(review_action)
        .where(review_action.c.county == county, review_action.c.submission_id == submission_id)
        .order_by(review_action.c.id)
    ).all()


def made_at_desk(conn: Connection, record: AnyRow) -> bool:
    """Whether a reviewer made the record's current version by correcting an answer."""
    wanted = str(record.current_id)
    return any(
        action.kind in AT_DESK and (action.details or {}).get("version") == wanted
        for action in actions_of(conn, record.county, record.id)
    )


def loads_of(conn: Connection, record: AnyRow, states: Iterable[str]) -> int:
    """How often a record was brought into the store by a decision that still stands."""
    return sum(
        action.to_state in states and action.from_state not in states and not action.is_undone
        for action in actions_of(conn, record.county, record.id)
    )


def versions_of(conn: Connection, county: str, submission_id: int) -> Sequence[AnyRow]:
    """When each version of a record came and from whom, oldest first."""
    return conn.execute(
        select(
            submission_version.c.id,
            submission_version.c.instance_id,
            submission_version.c.received_at,
            submission_version.c.start_at,
            submission_version.c.submitter_id,
        )
        .where(
            submission_version.c.county == county,
            submission_version.c.submission_id == submission_id,
        )
        .order_by(submission_version.c.id)
    ).all()


def add_action(conn: Connection, values: Mapping[str, Any]) -> None:
    """Write one line of a record's history, and into the log of everything."""
    conn.execute(insert(review_action), [values])
    audit.note(
        conn,
        f"review.{values['kind']}",
        at=values["at"],
        by=values.get("actor_id"),
        subject=f"submission {values['submission_id']}",
        details={"from": str(values["from_state"]), "to": str(values["to_state"])},
    )


def find_issue(conn: Connection, county: str, version_id: int, issue_id: int) -> AnyRow | None:
    """One issue of a version."""
    return conn.execute(
        select(issue).where(
            issue.c.county == county, issue.c.id == issue_id, issue.c.version_id == version_id
        )
    ).first()


def answer_issue(conn: Connection, county: str, issue_id: int, values: Mapping[str, Any]) -> None:
    """Set what became of an issue."""
    conn.execute(
        update(issue).where(issue.c.county == county, issue.c.id == issue_id).values(**values)
    )


def unanswered(conn: Connection, county: str, version_id: int) -> int:
    """How many errors and warnings of a version are still open."""
    return int(
        conn.execute(
            select(func.count())
            .select_from(issue)
            .where(
                issue.c.county == county,
                issue.c.version_id == version_id,
                issue.c.state == "open",
                issue.c.severity.in_(("E", "W")),
            )
        ).scalar_one()
    )


def newest_decision(conn: Connection, actor_id: int) -> AnyRow | None:
    """The newest decision of a person that was not undone, with its record's name and state."""
    return conn.execute(
        select(
            review_action,
            submission.c.title,
            submission.c.state,
            submission.c.form_id,
        )
        .join(
            submission,
            (submission.c.county == review_action.c.county)
            & (submission.c.id == review_action.c.submission_id),
        )
        .where(
            review_action.c.actor_id == actor_id,
            review_action.c.is_undone.is_(False),
            review_action.c.kind.in_(UNDOABLE),
        )
        .order_by(review_action.c.id.desc())
        .limit(1)
    ).first()


def is_newest(conn: Connection, action: AnyRow) -> bool:
    """Whether nothing was decided about the record since this action."""
    later = conn.execute(
        select(func.count())
        .select_from(review_action)
        .where(
            review_action.c.county == action.county,
            review_action.c.submission_id == action.submission_id,
            review_action.c.id > action.id,
            review_action.c.is_undone.is_(False),
            review_action.c.kind.in_(UNDOABLE),
        )
    ).scalar_one()
    return int(later) == 0


def mark_undone(conn: Connection, county: str, action_id: int) -> None:
    """Note that a decision was taken back."""
    conn.execute(
        update(review_action)
        .where(review_action.c.county == county, review_action.c.id == action_id)
        .values(is_undone=True)
    )


def day_counts(conn: Connection, actor_id: int, since: datetime) -> dict[str, int]:
    """How often a person did what since a moment, undone decisions left out."""
    rows = conn.execute(
        select(review_action.c.kind, func.count())
        .where(
            review_action.c.actor_id == actor_id,
            review_action.c.at >= since,
            review_action.c.is_undone.is_(False),
        )
        .group_by(review_action.c.kind)
    )
    return dict(rows.all())


def of_household(conn: Connection, county: str, household_id: int) -> Sequence[AnyRow]:
    """Records about a household, newest first."""
    return conn.execute(
        select(submission)
        .where(
            submission.c.county == county,
            submission.c.household_id == household_id,
            submission.c.deleted_at.is_(None),
        )
        .order_by(submission.c.received_at.desc())
        .limit(200)
    ).all()


def about_entity(conn: Connection, county: str, entity_uuid: str) -> Sequence[AnyRow]:
    """Records whose current version names the household as its entity, newest first."""
    return conn.execute(
        select(submission)
        .join(
            submission_version,
            (submission_version.c.county == submission.c.county)
            & (submission_version.c.id == submission.c.current_id),
        )
        .where(
            submission_version.c.county == county,
            submission_version.c.household_uuid == entity_uuid,
            submission.c.deleted_at.is_(None),
        )
        .order_by(submission.c.received_at.desc())
        .limit(200)
    ).all()


def waiting_about(
    conn: Connection, entity_uuids: Sequence[str], states: Iterable[str]
) -> Mapping[str, tuple[int, int, int, int]]:
    """By household: how many records about it wait, with their errors, warnings and infos."""
    s, v = submission.c, submission_version.c
    rows = conn.execute(
        select(
            v.household_uuid,
            func.count(),
            func.sum(s.errors),
            func.sum(s.warnings),
            func.sum(s.infos),
        )
        .join(submission, and_(s.county == v.county, s.id == v.submission_id))
        .where(
            v.household_uuid.in_(entity_uuids),
            spelt("submission_version.household_uuid <> ''"),  # as the partial index has it
            s.current_id == v.id,
            s.state.in_(states),
            s.deleted_at.is_(None),
        )
        .group_by(v.household_uuid)
    )
    return {uuid: (int(n), int(e), int(w), int(i)) for uuid, n, e, w, i in rows}


def by_key(conn: Connection, county: str, submission_id: int) -> AnyRow:
    """The record with this key."""
    return conn.execute(
        select(submission).where(submission.c.county == county, submission.c.id == submission_id)
    ).one()


def count_by_version(conn: Connection, form_pk: int) -> dict[int, int]:
    """Number of stored instances by form version."""
    rows = conn.execute(
        select(submission_version.c.version_id, func.count())
        .where(
            submission_version.c.form_pk == form_pk, submission_version.c.version_id.is_not(None)
        )
        .group_by(submission_version.c.version_id)
    )
    return dict(rows.all())
