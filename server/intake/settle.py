"""After the answer: look at the photos, run the rules that need files, hand over to the reviewer.

The tablet does not wait for this (OR-36).  A job row is written with the submission, so whatever
happens to the process, it is done, later; doing it twice changes nothing.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from media import photo as pictures
from server.answers import form_reader
from server.core.audit import active_seconds
from server.core.case import MissingFile
from server.core.facts import Facts
from server.core.rules import examine_files
from server.core.schema import FieldType
from server.core.types import State, UnitCode
from server.intake.handover import REVIEWABLE, hand_over, remember
from server.intake.reading import envelope_of, read_by
from server.store import arrivals, photos, submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from server.answers import FormReader
    from server.core.case import Case
    from server.core.types import Issue, PhotoFacts
    from server.services import Services
    from server.store.arrivals import Arrival
    from server.store.submissions import FileRow

    Ending = Callable[[Connection], object]

KIND = "settle"
IF_WAITING = "if_waiting"
"""Argument of the job that ends the waiting: nothing to do when the files have come."""

BELL = "work-bell"
DRAWN = frozenset({"signature", "draw", "annotate"})
AUDIT = "/meta/audit"
LARGEST_AUDIT = 4_000_000


def bell(services: Services) -> threading.Event:
    """What wakes the worker of this process."""
    return services.memo.get(BELL, threading.Event)


def nudge(services: Services) -> None:
    """Say that there may be work."""
    bell(services).set()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the files of one version show: all its photos by path, and which are new to us."""

    photos: Mapping[str, PhotoFacts]
    new: Sequence[PhotoFacts]


def settle(services: Services, args: Mapping[str, object]) -> Ending:
    """Finish one arrival: photo facts, rules of files; then it waits for a reviewer.

    Returns what is to be written together with the end of the job.
    """
    county, version_id = str(args["county"]), int(str(args["version"]))
    with services.store.read() as conn:
        arrival = arrivals.find(conn, county, version_id)
        files = submissions.files_of(conn, county, version_id).values()
        known = photos.known(conn, [file.digest for file in files if file.digest])
    if arrival is None or (IF_WAITING in args and arrival.state != State.RECEIVING):
        return _nothing
    reader = None if arrival.form_version is None else form_reader(services, arrival.form_version)
    seen = _look(services, reader, files, known)
    if arrival.state not in REVIEWABLE:
        return lambda conn: remember(conn, seen.new)
    issues = _judge(services, arrival, reader, files, seen)
    return lambda conn: hand_over(conn, arrival, seen.new, issues)


def at_once(services: Services, form_pk: int, instance_id: str) -> None:
    """Settle an instance now: whoever sent it from a page looks at it the next moment."""
    with services.store.read() as conn:
        stored = submissions.find_instance(conn, form_pk, instance_id)
    if stored is not None:
        args = {"county": stored.county, "version": stored.version_id}
        services.store.write(settle(services, args))


def _nothing(_conn: Connection) -> None:
    """Nothing is left to be done."""


def _look(
    services: Services,
    reader: FormReader | None,
    files: Collection[FileRow],
    known: Mapping[str, PhotoFacts],
) -> _Seen:
    """What the pictures show to a program; each content is looked at once."""
    facts = dict(known)
    shown: dict[str, PhotoFacts] = {}
    for file in files:
        if file.digest is None or reader is None or not is_photo(reader, file.path):
            continue
        if file.digest not in facts:
            with services.vault.open(file.digest) as content:
                facts[file.digest] = pictures.examine(content, digest=file.digest)
        shown[file.path] = facts[file.digest]
    return _Seen(shown, [facts[digest] for digest in facts.keys() - known.keys()])


def is_photo(reader: FormReader, path: str) -> bool:
    """Whether a question asks for a photograph rather than a signature or an audit file."""
    field = reader.schema.by_path.get(_plain(path))
    return (
        field is not None
        and field.type is FieldType.BINARY
        and (field.mediatype or "").startswith("image")
        and DRAWN.isdisjoint(field.appearance.split())
    )


def _plain(path: str) -> str:
    """The path without positions: ``/house[2]/h_photo_whole`` -> ``/house/h_photo_whole``."""
    return "/".join(step.partition("[")[0] for step in path.split("/"))


def _judge(
    services: Services,
    arrival: Arrival,
    reader: FormReader | None,
    files: Collection[FileRow],
    seen: _Seen,
) -> Sequence[Issue]:
    """What the rules of files say; they ask nothing of the store but which photos are alike."""
    case = _case_of(services, arrival, reader)
    bits = case.limits.photo_hash_bits
    with services.store.read() as conn:
        twins = {
            each.digest: photos.twins(
                conn, each, submission_id=arrival.submission_id, within_bits=bits
            )
            for each in seen.photos.values()
        }
    case = replace(
        case,
        photos=seen.photos,
        missing_files=missing_files(reader, files),
        active_s=active_time(services, files),
        facts=Facts(photo_twins=twins),
    )
    return examine_files(case)


def _case_of(services: Services, arrival: Arrival, reader: FormReader | None) -> Case:
    return read_by(
        services,
        envelope_of(arrival.xml),
        reader,
        received_at=arrival.received_at,
        sender_id=arrival.submitter_id,
        sender_name=arrival.submitter_name,
        units=tuple(UnitCode(code) for code in arrival.assigned),
        source=arrival.source,
        is_checked=True,
    ).case


def missing_files(reader: FormReader | None, files: Collection[FileRow]) -> tuple[MissingFile, ...]:
    """Files the answers name that have not come, with whether the form requires them (W-04)."""
    needed = frozenset[str]() if reader is None else reader.required_files
    return tuple(
        MissingFile(file.path, file.name, required=_plain(file.path) in needed)
        for file in files
        if file.is_expected and file.digest is None
    )


def active_time(services: Services, files: Collection[FileRow]) -> float | None:
    """Active time told by the audit file, if it came and is of a bearable size (W-14)."""
    for file in files:
        if file.path == AUDIT and file.digest and (file.size or 0) <= LARGEST_AUDIT:
            with services.vault.open(file.digest) as content:
                return active_seconds(content.read())
    return None
