"""Writing down what became of one entity element of a submission."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from server.core.entity_history import Conflict, worse
from server.store import audit, datasets, entities, entity_acts, records
from server.store.entities import NewEntity, Written
from server.store.entity_acts import Act, Outcome
from server.store.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from server.core.entity import EntityAction
    from server.core.entity_history import Version
    from server.core.errors import SurveyError
    from server.store.datasets import StoredDataset

LONGEST_PATH = 300
UUID = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One entity element of a submission with where it stands."""

    county: str
    submission_id: int
    version_id: int
    instance_id: str
    submitter_id: int
    user_agent: str
    unit_code: str
    is_approved: bool
    action: EntityAction
    received_at: datetime | None = None

    @property
    def path(self) -> str:
        """Where the element stands, as it is stored."""
        return self.action.path[:LONGEST_PATH]


def write(
    conn: Connection,
    dataset: StoredDataset,
    sent: Sent,
    version: Version,
    *,
    conflict: str | None,
    at: datetime,
) -> Conflict | None:
    """Store a version; return the conflict the entity is in now."""
    uuid, is_new = sent.action.uuid, version.number == 1
    source = {
        "event": {"action": "submission.update" if sent.is_approved else "submission.create"},
        "submission": {"instanceId": sent.instance_id},
    }
    written = Written(sent.submitter_id, at, sent.user_agent, source)
    after = worse(None if conflict is None else Conflict(conflict), version.conflict)
    stored = None if is_new else entities.find(conn, dataset.id, uuid)
    if stored is None:
        entities.add_all(conn, dataset.id, [NewEntity(uuid, sent.unit_code, version)], written)
    else:
        entities.add_version(conn, stored.id, version, written, conflict=after)
    unit = sent.unit_code if stored is None else stored.unit_code
    datasets.touch(conn, dataset, {unit})
    entity_acts.put(
        conn,
        _act(
            sent,
            dataset.id,
            Outcome.CREATED if is_new else Outcome.UPDATED,
            at,
            version=version.number,
            conflict=version.conflict,
        ),
    )
    if version.conflict is not None:
        _tell(conn, sent, *_clash(dataset, version), at=at)
    details = {"entity": {"uuid": uuid, "dataset": dataset.name}, "source": source}
    action = "entity.create" if is_new else "entity.update.version"
    audit.note(conn, action, at=at, by=sent.submitter_id, subject=uuid, details=details)
    return after


def told(conn: Connection, sent: Sent, *, version: int, at: datetime) -> None:
    """Note that one of our own lists was changed."""
    entity_acts.put(conn, _act(sent, 0, Outcome.UPDATED, at, version=version))


def hold(conn: Connection, sent: Sent, dataset_id: int, *, at: datetime) -> None:
    """Note that a change waits for the one before it in its branch."""
    said = asdict(sent)
    del said["received_at"]
    entity_acts.put(conn, _act(sent, dataset_id, Outcome.HELD, at, change=said))


def fail(
    conn: Connection, sent: Sent, dataset_id: int, error: SurveyError, *, at: datetime
) -> None:
    """Note what could not be done, for the reviewer and for programs."""
    zh, en = error.sentence("zh"), error.sentence("en")
    act = _act(sent, dataset_id, Outcome.FAILED, at, code=error.code, zh=zh, en=en)
    entity_acts.put(conn, act)
    _tell(conn, sent, zh, en, at=at)


def _clash(dataset: StoredDataset, version: Version) -> tuple[str, str]:
    names = ", ".join(version.conflicting)
    if not names:
        return (
            f"“{dataset.name}”中的“{version.label}”在此期间另有改动，请核对",
            f"“{version.label}” of “{dataset.name}” was changed meanwhile, too; look at both",
        )
    return (
        f"“{dataset.name}”中的“{version.label}”另有改动，{names} 的值不同，请到实体列表处理",
        (
            f"“{version.label}” of “{dataset.name}” was changed elsewhere, too, with other values "
            f"of {names}; settle it in the entity list"
        ),
    )


def _tell(conn: Connection, sent: Sent, zh: str, en: str, *, at: datetime) -> None:
    """Write it into the history of the submission, where its reviewer reads it (W-06)."""
    state = records.by_key(conn, sent.county, sent.submission_id).state
    records.add_action(
        conn,
        {
            "county": sent.county,
            "id": new_id(),
            "submission_id": sent.submission_id,
            "at": at,
            "kind": "entity",
            "from_state": state,
            "to_state": state,
            "note": f"{zh} / {en}",
            "details": {"uuid": sent.action.uuid},
        },
    )


def _act(  # columns of a row
    sent: Sent,
    dataset_id: int,
    outcome: Outcome,
    at: datetime,
    *,
    version: int | None = None,
    conflict: str | None = None,
    code: str = "",
    zh: str = "",
    en: str = "",
    change: dict[str, object] | None = None,
) -> Act:
    return Act(
        county=sent.county,
        submission_id=sent.submission_id,
        path=sent.path,
        version_id=sent.version_id,
        dataset_id=dataset_id,
        uuid=sent.action.uuid[:UUID],
        outcome=outcome,
        version=version,
        conflict=conflict,
        code=code,
        zh=zh,
        en=en,
        at=at,
        change=change,
    )
