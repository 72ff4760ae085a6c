"""Reading one upload by the form version it names: answers, files, times, position, title."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server import places, thresholds
from server.answers.lists import lists_for
from server.core import answers as read
from server.core.case import case_of
from server.core.geotag import geotag
from server.core.instance import (
    FileName,
    deterministic_id,
    files_of,
    read_answers,
    read_envelope,
    sealed_files,
)
from server.core.logic import check
from server.core.safexml import child
from server.core.types import Source
from server.store.tables.base import LONGEST_INSTANCE_ID

if TYPE_CHECKING:
    from datetime import datetime

    from server.answers import FormReader
    from server.core.answers import Answers
    from server.core.case import Case, FormProblem
    from server.core.instance import Envelope
    from server.core.safexml import Element
    from server.core.types import UnitCode
    from server.services import Services

ANSWERED_TITLES = {
    "household_survey": ("members_check", "head_name"),
    "house_damage": ("hh", "head_name_s"),
    "visit_followup": ("who", "v_head"),
}
"""Where a form keeps the name people know its submission by."""

GROUP_NUMBERS = {"household_survey": ("ident", "group_no")}

ENTITIES = {
    "household_survey": ("ident", "entity_id"),
    "house_damage": ("hh", "household"),
    "visit_followup": ("who", "household"),
}
"""Where a form names the household it is about, by its entity."""

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Reading:
    """One instance read by its form version; `case` has no facts of the store yet.

    `packed` are its answers as one flat row; None for what could not be read.
    """

    envelope: Envelope
    instance_id: str
    case: Case
    files: tuple[FileName, ...]
    title: str
    group_no: str
    household_uuid: str
    base_version: int | None
    packed: bytes | None


def envelope_of(xml: bytes) -> Envelope:
    """What the bytes say they are; raise BrokenXml or DtdRefused for what cannot be read."""
    return read_envelope(xml)


def id_of(envelope: Envelope) -> str:
    """The instance's own id, or one derived from its bytes, so that a retry merges (OR-109).

    One that is longer than the store's (OR-112) counts as none.
    """
    own = envelope.instance_id
    if own and len(own) <= LONGEST_INSTANCE_ID:
        return own
    return deterministic_id(envelope.form_id, envelope.version, envelope.xml)


def read_by(
    services: Services,
    envelope: Envelope,
    reader: FormReader | None,
    *,
    received_at: datetime,
    sender_id: int,
    sender_name: str,
    units: tuple[UnitCode, ...],
    source: str = Source.TABLET,
    is_checked: bool = False,
) -> Reading:
    """Read the answers by `reader`, the form version; None while that version is unknown here.

    The form's own logic is left out where it has spoken already (`is_checked`).
    """
    told = _Told({}, (), tuple(FileName("", name) for name in _sealed(envelope)), None)
    is_read = reader is not None and not envelope.encrypted
    if reader is not None and is_read:
        told = _told(services, envelope, reader, received_at, is_checked=is_checked)
    instance_id = id_of(envelope)
    bare = case_of(
        told.answers,
        form_id=envelope.form_id,
        version=envelope.version,
        received_at=received_at,
        is_read=is_read,
        instance_id=instance_id,
        user=str(sender_id),
        user_name=sender_name,
        form_problems=told.problems,
        is_typed=source == Source.WEB_ENTRY,
        limits=services.settings.limits,
    )
    unit = bare.village or (units[0] if units else None)
    limits = thresholds.limits_on(services, unit, bare.survey_date)
    tag = geotag(bare.gps, bare.village, units, places.gazetteer(services), limits=limits)
    return Reading(
        envelope=envelope,
        instance_id=instance_id,
        case=replace(bare, tag=tag, limits=limits),
        files=told.files,
        title=_answer(told.answers, ANSWERED_TITLES, envelope.form_id)
        or envelope.instance_name[:LONGEST_TITLE],
        group_no=_answer(told.answers, GROUP_NUMBERS, envelope.form_id),
        household_uuid=_answer(told.answers, ENTITIES, envelope.form_id),
        base_version=_base_version(envelope.root),
        packed=told.packed,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What an instance says: its answers, what is wrong with them, the files they name."""

    answers: Answers
    problems: tuple[FormProblem, ...]
    files: tuple[FileName, ...]
    packed: bytes | None


def _told(
    services: Services,
    envelope: Envelope,
    reader: FormReader,
    received_at: datetime,
    *,
    is_checked: bool,
) -> _Told:
    raw = read_answers(envelope.root, reader.schema)
    typed = reader.typed.read(raw.values)
    problems = typed.problems
    if not is_checked:
        problems += check(
            reader.logic,
            raw.values,
            received_at=received_at,
            lists=lists_for(services, reader),
            unread=[problem.path for problem in typed.problems],
        )
    files = files_of(raw, reader.schema)
    return _Told(typed.answers, problems, files, reader.packing.pack(raw.values))


def _sealed(envelope: Envelope) -> tuple[str, ...]:
    """Files that an encrypted envelope names itself; a part without a name is none."""
    return tuple(filter(None, sealed_files(envelope.root))) if envelope.encrypted else ()


def _answer(answers: Answers, where: dict[str, tuple[str, str]], form_id: str) -> str:
    group, question = where.get(form_id, ("", ""))
    return read.text(read.group(answers, group), question)[:LONGEST_TITLE]


def _base_version(root: Element) -> int | None:
    """The version of the entity that an update was made on (rule W-06)."""
    meta = child(root, "meta")
    entity = None if meta is None else child(meta, "entity")
    base = "" if entity is None else entity.get("baseVersion") or ""
    return int(base) if re.fullmatch("[0-9]{1,9}", base) else None
