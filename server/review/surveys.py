"""Loading an accepted home survey into the central store, with the values before it kept.

One transaction with the decision: a household is never half loaded.  Identity numbers leave the
answers here: sealed, digested for look-ups, last four places for display (domain.md 2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from server.core.bankaccount import normalise
from server.core.errors import NothingToUndo, VillageUnknown
from server.core.household import PersonStatus, household_of
from server.core.income import income_pc_month
from server.core.instance import read_answers, read_envelope
from server.core.schema import FieldType
from server.population import lookalikes
from server.population.heirs import in_force
from server.review.visits import note_visits
from server.store import households
from server.store.households import HouseholdRows
from server.store.ids import new_id
from server.store.snapshots import packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.desk.people import Asker
    from server.core.household import HouseholdAnswers, Member
    from server.core.schema import Field
    from server.secrets import Sealer
    from server.store.households import AnyRow

SECRET = frozenset({"m_id_number", "m_id_norm", "m_disability_cert", "m_bank_account"})
"""Questions that hold an identity or account number: they never stand in a readable document."""

LAST = 4
DIBAO = frozenset({"dibao_urban", "dibao_rural"})


@dataclass(frozen=True, slots=True)
class SurveyLoad:
    """A submission read and ready to be loaded; what an archive brings has no submission."""

    county: str
    submission_id: int | None
    village: str
    household: HouseholdAnswers
    entity_uuid: str
    doc: Mapping[str, str]
    member_docs: tuple[Mapping[str, str], ...]

    @property
    def has_dibao(self) -> bool:
        """Whether the household receives Dibao, of which the county checks a share itself."""
        return bool(DIBAO & set(self.household.benefits))

    def load(self, conn: Connection, who: Asker, sealer: Sealer, *, now: datetime) -> int:
        """Write the household and its persons; return its key.  Raise VillageUnknown."""
        return load(conn, self, who, sealer, now=now)


def prepare(record: AnyRow, version: AnyRow, reader: FormReader) -> SurveyLoad:
    """Read a submission for loading; nothing is written."""
    root = read_envelope(version.xml).root
    raw = read_answers(root, reader.schema).values
    household = household_of(reader.typed.read(raw).answers)
    return SurveyLoad(
        county=record.county,
        submission_id=record.id,
        village=record.unit_code,
        household=household,
        entity_uuid=version.household_uuid or record.instance_id[-36:],
        doc=dict(_leaves(reader.schema.fields, raw)),
        member_docs=tuple(
            dict(_leaves(reader.schema.by_name["member"].children, row))
            for row in _rows(raw, "member")
        ),
    )


def _rows(raw: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    rows = raw.get(name)
    return rows if isinstance(rows, list) else ()


def _leaves(fields: Sequence[Field], raw: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Answers by question name, groups opened, repeats and empty ones left out."""
    for field in fields:
        value = raw.get(field.name)
        if field.type is FieldType.GROUP and isinstance(value, dict) and field.name != "meta":
            yield from _leaves(field.children, value)
        elif isinstance(value, str) and field.name not in SECRET:
            yield field.name, value


def load(
    conn: Connection, loadable: SurveyLoad, who: Asker, sealer: Sealer, *, now: datetime
) -> int:
    """Write the household and its persons; return its key.  Raise VillageUnknown."""
    if loadable.village[9:] in {"", "000"}:
        raise VillageUnknown
    before = in_force(conn, households.by_entity(conn, loadable.county, loadable.entity_uuid))
    old = households.persons_of(conn, loadable.county, before.id) if before is not None else ()
    key = before.id if before is not None else new_id()
    number = households.last_version_number(conn, loadable.county, key) + 1
    hh_no = before.hh_no if before is not None else households.next_number(conn, loadable.village)
    rows = HouseholdRows(
        household=household_row(loadable, key, hh_no, number, before, now=now),
        persons=person_rows(loadable, key, old, sealer, now=now),
    )
    households.put(conn, rows)
    households.add_version(
        conn,
        {
            "county": loadable.county,
            "id": new_id(),
            "household_id": key,
            "version": number,
            "snapshot": packed(rows),
            "submission_id": loadable.submission_id,
            "at": now,
            "actor_id": who.id,
            "actor_name": who.name,
        },
    )
    lookalikes.look(conn, sealer, loadable.county, key, now=now)
    return key


def household_row(
    loadable: SurveyLoad,
    key: int,
    hh_no: str,
    number: int,
    before: AnyRow | None,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The household as a row, under the key and number it has or gets."""
    h = loadable.household
    head = next((m.name for m in h.members if m.is_head), "")
    return {
        "county": loadable.county,
        "id": key,
        "entity_uuid": before.entity_uuid if before is not None else loadable.entity_uuid,
        "hh_no": hh_no,
        "village": loadable.village,
        "township": loadable.village[:9],
        "group_no": h.group_no[:40],
        "head_name": head,
        "phone": h.phone[:20],
        "hukou_type": h.hukou_type[:1],
        "member_count": len(h.members),
        "income_pc_month": _income(h),
        "benefits": " ".join(h.benefits)[:200],
        "house_danger": h.house_danger[:2],
        "lat": h.gps.lat if h.gps else None,
        "lon": h.gps.lon if h.gps else None,
        "accuracy_m": h.gps.accuracy_m if h.gps else None,
        "doc": dict(loadable.doc),
        "status": "active",
        "version": number,
        "submission_id": loadable.submission_id,
        "last_visit_at": before.last_visit_at if before is not None else None,
        "created_at": before.created_at if before is not None else now,
        "updated_at": now,
    }


def _income(h: HouseholdAnswers) -> Decimal | None:
    if h.incomes.total is None or not h.sharing_life:
        return None
    return income_pc_month(h.incomes.total, h.sharing_life)


def person_rows(
    loadable: SurveyLoad,
    key: int,
    old: Sequence[AnyRow],
    sealer: Sealer,
    *,
    now: datetime,
) -> list[dict[str, Any]]:
    """Persons of the survey under the keys they had; who is not reported stays (forms.md 3.1)."""
    left = {row.id: row for row in old}
    rows = []
    for member, doc in zip(loadable.household.members, loadable.member_docs, strict=True):
        digest = sealer.digest(member.id_number) if member.id_number else None
        same = next((row for row in left.values() if _is_same(row, member, digest)), None)
        if same is not None:
            del left[same.id]
        rows.append(
            {
                "county": loadable.county,
                "id": same.id if same is not None else new_id(),
                "household_id": key,
                "position": member.position,
                "village": loadable.village,
                "name": member.name[:80],
                "relation": member.relation[:2],
                "sex": member.sex[:1],
                "birth_date": member.birth_date,
                "id_sealed": sealer.seal(member.id_number) if member.id_number else None,
                "id_digest": digest,
                "id_last4": member.id_number[-LAST:],
                **_account(member, sealer),
                "doc": dict(doc),
                **_standing(member, same),
                "submission_id": loadable.submission_id,
                "updated_at": now,
            }
        )
    kept = [
        {**row._mapping, "position": len(rows) + n}  # noqa: SLF001  # SQLAlchemy's public name
        for n, row in enumerate(left.values(), 1)
    ]
    return rows + kept


KEPT = ("dead", "merged")
"""What a survey that merely lists a name does not change: tablets do not ask for the status."""


def _standing(member: Member, same: AnyRow | None) -> dict[str, Any]:
    """Whether a person lives there, since when, and what they were merged into."""
    if same is not None and same.status in KEPT and member.status is PersonStatus.ALIVE:
        status, day = same.status, same.status_date
    else:
        status, day = member.status.value, member.death_date
    return {
        "status": status,
        "status_date": day,
        "since": None if same is None else same.since,
        "merged_into": same.merged_into if same is not None and status == "merged" else None,
    }


def _account(member: Member, sealer: Sealer) -> dict[str, Any]:
    """The bank account, sealed, with the digest by which rule P-27 finds it elsewhere."""
    account = normalise(member.bank_account)
    return {
        "account_sealed": sealer.seal(account) if account else None,
        "account_digest": sealer.digest(account) if account else None,
    }


def _is_same(row: AnyRow, member: Member, digest: str | None) -> bool:
    """Same number, or without one same name and birth date (forms.md 3.1)."""
    if digest is not None and row.id_digest is not None:
        return bool(row.id_digest == digest)
    return bool(row.name == member.name and row.birth_date == member.birth_date)


def unload(conn: Connection, record: AnyRow, who: Asker, *, now: datetime) -> None:
    """Take back what a submission loaded: the version before it is in force again.

    Raise NothingToUndo when something newer stands on it.
    """
    del who  # the history of the record says who undid it and when
    county = record.county
    brought = households.version_by_submission(conn, county, record.id)
    if brought is None:
        return
    versions = households.versions_of(conn, county, brought.household_id)
    if versions[-1].id != brought.id:
        raise NothingToUndo
    households.mark_undone(conn, county, brought.id)
    if len(versions) == 1:
        households.withdraw(conn, county, brought.household_id)
        return
    households.put(conn, unpacked(versions[-2].snapshot))
    back = households.by_id(conn, county, brought.household_id)
    if back is not None:  # the snapshot knows nothing of visits made after it
        note_visits(conn, back, now=now)
