"""Correcting answers of a stored record: the next version of it, made here instead of on a tablet.

The version before stays byte for byte.  What the form would have calculated is calculated anew,
all rules run again, and a record that somebody else changed meanwhile is left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from server.answers import form_reader
from server.answers.lists import lists_for
from server.core.case import FormProblem, ProblemKind
from server.core.errors import AnswerRefused, NotFound, NothingChanged, VersionUnknown
from server.core.instance import read_answers, read_envelope
from server.core.logic import check, recalculated
from server.core.rewriting import asked_at, rewritten
from server.core.rights import Grant, Sender
from server.core.schema.nouns import text_in
from server.core.types import Source, UnitCode
from server.intake import settle
from server.intake.receive import receive
from server.intake.upload import Amendment, Upload
from server.store import records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from server.answers import FormReader
    from server.core.instance import Answers
    from server.intake.upload import Receipt, SentFile
    from server.services import Services
    from server.store.records import AnyRow

ROUNDS = 8
"""How often calculations may follow from each other."""

KINDS_ZH: Mapping[ProblemKind, str] = {
    ProblemKind.WHOLE: "应为整数",
    ProblemKind.DECIMAL: "应为数字",
    ProblemKind.CHOICE: "不在选项中",
    ProblemKind.REQUIRED: "必须填写",
    ProblemKind.RELEVANT: "按其他答案不应填写",
}
KINDS_EN: Mapping[ProblemKind, str] = {
    ProblemKind.WHOLE: "it must be a whole number",
    ProblemKind.DECIMAL: "it must be a number",
    ProblemKind.CHOICE: "it is not among the choices",
    ProblemKind.REQUIRED: "an answer is required",
    ProblemKind.RELEVANT: "after the other answers it is not asked",
}
OTHER_ZH, OTHER_EN = "格式不对", "it is not written as it should be"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """New answers by path with positions, and why; `files` are those the new answers name.

    `undoes` is the correction that this one takes back; `instance_id` names the new version.
    """

    values: Mapping[str, str]
    note: str
    kind: str
    files: tuple[SentFile, ...] = ()
    row_version: int | None = None
    undoes: int | None = None
    instance_id: str = ""


def correct(
    services: Services, record: AnyRow, who: Sender, correction: Correction, *, now: datetime
) -> None:
    """Store the corrected version of a record whose rights were looked at already.

    Raise AnswerRefused for what the form would not take, NothingChanged, NotFound for an unknown
    question, VersionUnknown, ChangedMeanwhile, EditOutOfDate.
    """
    with services.store.read() as conn:
        version = records.version(conn, record.county, record.current_id)
    if version.version_id is None:
        raise VersionUnknown
    reader = form_reader(services, version.version_id)
    xml = _next_version(services, reader, version, correction)
    keep_next(services, record, version, who=who, correction=correction, xml=xml, now=now)


def take_back(
    services: Services, record: AnyRow, who: Sender, correction: Correction, *, now: datetime
) -> None:
    """Store the version before the present one again, as the next one.

    Raise NotFound when there is none, VersionUnknown, ChangedMeanwhile, EditOutOfDate.
    """
    with services.store.read() as conn:
        keys = [each.id for each in records.versions_of(conn, record.county, record.id)]
        if len(keys) < 2 or keys[-1] != record.current_id:  # noqa: PLR2004  # one and one before
            raise NotFound
        before, version = (records.version(conn, record.county, key) for key in keys[-2:])
    if before.version_id is None:
        raise VersionUnknown
    xml = rewritten(
        before.xml,
        form_reader(services, before.version_id).schema,
        {},
        instance_id=f"uuid:{uuid4()}",
        replaces=version.instance_id,
    )
    keep_next(services, record, version, who=who, correction=correction, xml=xml, now=now)


def keep_next(
    services: Services,
    record: AnyRow,
    version: AnyRow,
    *,
    who: Sender,
    correction: Correction,
    xml: bytes,
    now: datetime,
) -> Receipt:
    """Store `xml` as the version after `version`, told in the history as `correction` says.

    Raise EditOutOfDate when another version has come meanwhile, ChangedMeanwhile.
    """
    amendment = Amendment(
        kind=correction.kind,
        note=correction.note.strip(),
        fields=tuple(correction.values),
        row_version=correction.row_version,
        collector=_collector(record, version),
        undoes=correction.undoes,
    )
    upload = Upload(
        project_id=record.project_id,
        sender=who,
        xml=xml,
        files=correction.files,
        device_id=version.device_id,
        is_program=True,
        source=Source(version.source),
        received_at=now,
        amendment=amendment,
    )
    receipt = receive(services, upload)
    settle.at_once(services, record.form_pk, receipt.instance_id)
    return receipt


def _collector(record: AnyRow, version: AnyRow) -> Sender:
    grants = tuple(Grant("", UnitCode(code)) for code in version.geotag["assigned"])
    return Sender(record.submitter_id, record.submitter_name, is_app_user=True, grants=grants)


def _next_version(
    services: Services, reader: FormReader, version: AnyRow, correction: Correction
) -> bytes:
    """The XML with these answers and what follows from them."""
    before = read_answers(read_envelope(version.xml).root, reader.schema).values
    old = _stale(services, reader, version, before)
    instance_id = correction.instance_id or f"uuid:{uuid4()}"
    given = {path: text.strip() for path, text in correction.values.items()}
    if not all(asked_at(reader.schema, path).is_asked for path in given):
        raise NotFound
    wanted = dict(given)
    for _ in range(ROUNDS):
        xml = rewritten(version.xml, reader.schema, wanted, instance_id=instance_id)
        answers = read_answers(read_envelope(xml).root, reader.schema).values
        follows = _stale(services, reader, version, answers)
        new = {p: t for p, t in follows.items() if p not in old and wanted.get(p) != t}
        if not new:
            break
        wanted |= new
    if {**answers, "meta": None} == {**before, "meta": None}:
        raise NothingChanged
    _refuse(services, reader, version, answers, given)
    return xml


def _stale(
    services: Services, reader: FormReader, version: AnyRow, answers: Answers
) -> dict[str, str]:
    return recalculated(
        reader.logic,
        answers,
        received_at=version.received_at,
        lists=lists_for(services, reader),
    )


def _refuse(
    services: Services,
    reader: FormReader,
    version: AnyRow,
    answers: Answers,
    values: Mapping[str, str],
) -> None:
    """Raise AnswerRefused for the first corrected answer that the form would not take."""
    unread = reader.typed.read(answers).problems
    problems = unread + check(
        reader.logic,
        answers,
        received_at=version.received_at,
        lists=lists_for(services, reader),
        unread=[problem.path for problem in unread],
    )
    for problem in problems:
        if problem.path in values:
            raise AnswerRefused(
                label_zh=_label(reader, problem, "zh"),
                label_en=_label(reader, problem, "en"),
                reason_zh=_reason(problem, "zh"),
                reason_en=_reason(problem, "en"),
            )


def _label(reader: FormReader, problem: FormProblem, language: str) -> str:
    field = asked_at(reader.schema, problem.path)
    return text_in(field.label, language) or field.name


def _reason(problem: FormProblem, language: str) -> str:
    kinds, other = (KINDS_EN, OTHER_EN) if language == "en" else (KINDS_ZH, OTHER_ZH)
    said = text_in(problem.message, language)
    return said or kinds.get(problem.kind, other)
