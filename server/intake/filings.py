"""What a report or an assessment says of its event, beside the record, for those that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.core.case import Case
    from server.intake.reading import Reading
    from server.secrets import Sealer

LONGEST_EVENT = 60
LONGEST_STEP = 8
LONGEST_UUID = 36
LARGEST_SEQ = 2**31
"""What a plain integer column of every database holds."""


def filing_of(sealer: Sealer, reading: Reading) -> dict[str, Any] | None:
    """The columns of its filing but the key; None for a form that is about no event."""
    case = reading.case
    village = case.village or case.tag.unit
    said = _report(case) or _damage(case, sealer)
    if said is None or not village or not said["event_id"]:
        return None
    event_id, step = said["event_id"][:LONGEST_EVENT], said["step"][:LONGEST_STEP]
    return {**said, "form_id": case.form_id, "village": village, "event_id": event_id, "step": step}


def _report(case: Case) -> dict[str, Any] | None:
    report = case.report
    if report is None:
        return None
    return {
        "event_id": report.event_id,
        "step": report.stage,
        "seq": _storable(report.seq),
        "cutoff": report.cutoff,
        "household_uuid": "",
        "head_digest": None,
        "lat": None,
        "lon": None,
        "figures": {name: str(figure) for name, figure in report.figures.items()},
    }


def _storable(seq: int | None) -> int | None:
    """The number as a column holds it; one that no report ever bears is none."""
    return int(seq) if seq is not None and 0 <= seq < LARGEST_SEQ else None


def _damage(case: Case, sealer: Sealer) -> dict[str, Any] | None:
    damage, here = case.damage, case.position
    if damage is None:
        return None
    head_id = damage.head.id_number if damage.head else ""
    return {
        "event_id": damage.event_id,
        "step": damage.check_round,
        "seq": None,
        "cutoff": None,
        "household_uuid": damage.entity_uuid[:LONGEST_UUID],
        "head_digest": sealer.digest(head_id) if head_id else None,
        "lat": None if here is None else here.lat,
        "lon": None if here is None else here.lon,
        "figures": None,
    }
