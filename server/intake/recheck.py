"""What the rules say of a stored submission now: the same road as on arrival, without writing.

Photos that nobody has looked at yet are left out; `settle` looks at them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server import thresholds
from server.answers import form_reader
from server.core.rights import Grant, Sender
from server.core.rules import examine, examine_answers
from server.core.types import State, UnitCode
from server.intake.filings import filing_of
from server.intake.knowledge import facts_for
from server.intake.reading import envelope_of, read_by
from server.intake.settle import active_time, is_photo, missing_files
from server.store import photos, submissions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy import Connection

    from server.core.case import Case
    from server.core.facts import Facts
    from server.core.types import Issue
    from server.intake.reading import Reading
    from server.services import Services
    from server.store.arrivals import Arrival
    from server.thresholds import Thresholds

CHANGED_THE_STORE = frozenset(
    {State.LOADED, State.CORRECTED, State.PUBLISHED, State.ACCEPTED, State.TO_AUDIT}
)
OF_THE_MOMENT = frozenset(
    {"W-01", "W-02", "W-06", "H-09", "H-11", "H-14", "S-10", "D-38", "P-16", "P-25", "G-03"}
)
"""Rules that compare with the store as it was on arrival.

A submission that was loaded since has changed it, so they are not asked of one again.
"""


@dataclass(frozen=True, slots=True)
class Again:
    """A stored submission read again; rules may be asked by several sets of limits."""

    arrival: Arrival
    sender: Sender
    reading: Reading
    case: Case

    @property
    def is_whole(self) -> bool:
        """Whether the rules of files have spoken: they wait until the files are there."""
        return self.arrival.state != State.RECEIVING

    @property
    def has_changed_the_store(self) -> bool:
        """Whether it was accepted, so that some rules cannot be asked again."""
        return self.arrival.state in CHANGED_THE_STORE


def read_again(services: Services, conn: Connection, arrival: Arrival) -> Again:
    """Read the current version of a record by its form version, with what its files showed."""
    reader = None if arrival.form_version is None else form_reader(services, arrival.form_version)
    grants = tuple(Grant("", UnitCode(code)) for code in arrival.assigned)
    sender = Sender(arrival.submitter_id, arrival.submitter_name, is_app_user=True, grants=grants)
    reading = read_by(
        services,
        envelope_of(arrival.xml),
        reader,
        received_at=arrival.received_at,
        sender_id=sender.id,
        sender_name=sender.name,
        units=sender.units,
        source=arrival.source,
    )
    files = submissions.files_of(conn, arrival.county, arrival.version_id).values()
    known = photos.known(conn, [file.digest for file in files if file.digest])
    case = replace(
        reading.case,
        photos={
            file.path: known[file.digest]
            for file in files
            if reader is not None and file.digest in known and is_photo(reader, file.path)
        },
        missing_files=missing_files(reader, files),
        active_s=active_time(services, files),
    )
    return Again(arrival, sender, replace(reading, case=case), case)


def issues_of(
    services: Services, conn: Connection, again: Again, *, known: Thresholds | None = None
) -> tuple[Issue, ...]:
    """What the rules say now; by other thresholds than those in force when `known` are given."""
    case = again.case
    if known is not None:
        unit = case.village or next(iter(again.sender.units), None)
        day = replace(case, limits=known.base).survey_date
        case = replace(case, limits=known.limits((unit or "")[: thresholds.COUNTY], day))
    reading = replace(again.reading, case=case)
    found = facts_for(
        services,
        conn,
        reading,
        again.sender,
        known_version=again.arrival.form_version is not None,
    )
    case = replace(case, facts=_with_twins(conn, again, case, found))
    said = examine(case) if again.is_whole else examine_answers(case)
    if again.has_changed_the_store:
        return tuple(issue for issue in said if issue.rule not in OF_THE_MOMENT)
    return said


def _with_twins(conn: Connection, again: Again, case: Case, found: Facts) -> Facts:
    if not case.photos:
        return found
    twins = {
        each.digest: photos.twins(
            conn,
            each,
            submission_id=again.arrival.submission_id,
            within_bits=case.limits.photo_hash_bits,
        )
        for each in case.photos.values()
    }
    return replace(found, photo_twins=twins)


def filing_again(services: Services, again: Again) -> Mapping[str, Any] | None:
    """What it says of its event, made again; None for other forms."""
    said = filing_of(services.sealer, again.reading)
    if said is None:
        return None
    return {**said, "county": again.arrival.county, "submission_id": again.arrival.submission_id}
