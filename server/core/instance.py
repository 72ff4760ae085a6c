"""Instance XML of a submission: its envelope, its answers, the files it speaks of.

Clients differ (protocol.md 3.6): Collect declares every prefix of the form, web forms none; the
root's name is arbitrary; `meta` may be `orx:meta`; nodes that are not relevant are left out.  The
bytes as sent are stored elsewhere and never written again from here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias
from uuid import UUID

from server.core.errors import TooManyAnswers
from server.core.safexml import child, name_of, parse_xml, text_of
from server.core.schema.nouns import Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.safexml import Element
    from server.core.schema.nouns import FormSchema

MOST_ROWS = 1_000
"""Rows of all repeats of one submission, or files of a sealed one.

A row without any answer still has a place for each: a thousand rows of household members take a
third of a second and 40 MB.
"""

Answer: TypeAlias = "str | dict[str, Answer] | list[dict[str, Answer]] | None"
Answers: TypeAlias = "dict[str, Answer]"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who an instance says it is.

    `instance_id` is None when the client wrote none; `deterministic_id` makes one.  `version` is
    empty when there is none.  `encrypted` envelopes hold no answers but a key and file names.
    """

    form_id: str
    version: str
    instance_id: str | None
    deprecated_id: str | None
    instance_name: str
    encrypted: bool
    root: Element
    xml: bytes


@dataclass(frozen=True, slots=True)
class RawAnswers:
    """Answers as text, nested as the form is; `unknown` are paths the form does not have.

    Every field of the form has its key: a group is a dict, a repeat a list of dicts, an answer its
    text verbatim.  Absent and empty answers are None (OR-135); an absent repeat is empty.  An
    answer that is no repeat and stands there twice counts once; `unknown` names the second.
    """

    values: Answers
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileName:
    """A file an answer speaks of; positions in `path` count from 1: ``/house[2]/h_photo_whole``."""

    path: str
    name: str


def read_envelope(xml: bytes) -> Envelope:
    """What the instance says about itself, whatever the form.

    Raise BrokenXml or DtdRefused for bytes that cannot be read.  The caller bounds their length.
    """
    root = parse_xml(xml)
    meta = child(root, "meta")
    return Envelope(
        form_id=(root.get("id") or "").strip(),
        version=(root.get("version") or "").strip(),
        instance_id=_meta_text(meta, "instanceID")
        or (root.get("instanceID") or "").strip()
        or None,
        deprecated_id=_meta_text(meta, "deprecatedID") or None,
        instance_name=_meta_text(meta, "instanceName"),
        encrypted=child(root, "base64EncryptedKey") is not None,
        root=root,
        xml=xml,
    )


def _meta_text(meta: Element | None, name: str) -> str:
    return "" if meta is None else text_of(child(meta, name))


def deterministic_id(form_id: str, version: str, xml: bytes) -> str:
    """An id for XML that brought none; equal bytes get equal ids, so retries merge (OR-109)."""
    digest = hashlib.sha256(b"\0".join((form_id.encode(), version.encode(), xml))).digest()
    return f"uuid:{UUID(bytes=digest[:16], version=5)}"


def read_answers(root: Element, schema: FormSchema) -> RawAnswers:
    """All answers of an instance by the fields of its form version.

    Raise TooManyAnswers for more rows than `MOST_ROWS`.
    """
    filling = _Filling()
    values = _blank(schema.fields)
    filling.fill(values, root, schema.by_name, "")
    return RawAnswers(values, tuple(filling.unknown))


def _blank(fields: tuple[Field, ...]) -> Answers:
    return {
        each.name: (
            None
            if not each.children
            else []
            if each.type is FieldType.REPEAT
            else _blank(each.children)
        )
        for each in fields
    }


class _Filling:
    """Putting the elements of one instance in their places."""

    def __init__(self) -> None:
        self.unknown: list[str] = []
        self._rows = 0

    def fill(
        self, values: Answers, parent: Element, known: Mapping[str, Field], above: str
    ) -> None:
        """Put what stands in `parent` into `values`."""
        for element in parent:
            name = name_of(element)
            field = known.get(name)
            if field is None:
                if not above.endswith("/meta"):  # clients add to it: deprecatedID, timeStart …
                    self.unknown.append(f"{above}/{name}")
                continue
            inside = values[name]
            if not field.children:
                if inside is None:
                    values[name] = element.text or None
                else:  # said twice: the first counts, the second is shown to the reviewer
                    self.unknown.append(f"{above}/{name}[2]")
            elif isinstance(inside, list):
                inside.append(self._row(field))
                place = f"{above}/{name}[{len(inside)}]"
                self.fill(inside[-1], element, field.by_name, place)
            elif isinstance(inside, dict):
                self.fill(inside, element, field.by_name, f"{above}/{name}")

    def _row(self, repeat: Field) -> Answers:
        self._rows += 1
        if self._rows > MOST_ROWS:
            raise TooManyAnswers(limit=MOST_ROWS, unit_zh="行", unit_en="rows")
        return _blank(repeat.children)


def read_files(root: Element, schema: FormSchema) -> tuple[FileName, ...]:
    """Names of the files that belong to the submission, in the order of the answers.

    These are the answers to binary questions, `meta/audit` included; a form's own default picture
    (``jr://images/…``) is no attachment (protocol.md 3.6).  An encrypted envelope names its files
    itself.
    """
    if child(root, "base64EncryptedKey") is not None:
        return tuple(FileName("", name) for name in sealed_files(root))
    return files_of(read_answers(root, schema), schema)


def files_of(answers: RawAnswers, schema: FormSchema) -> tuple[FileName, ...]:
    """The same for answers already read, of a plain instance."""
    return tuple(_files(answers.values, schema.fields, ""))


def _files(values: Answers, fields: tuple[Field, ...], above: str) -> Iterator[FileName]:
    for field in fields:
        value = values[field.name]
        path = f"{above}/{field.name}"
        if isinstance(value, str):
            name = value.strip()
            if field.type is FieldType.BINARY and name and not name.startswith("jr://"):
                yield FileName(path, name)
        elif isinstance(value, dict):
            yield from _files(value, field.children, path)
        elif value is not None:
            for position, row in enumerate(value, start=1):
                yield from _files(row, field.children, f"{path}[{position}]")


def sealed_files(root: Element) -> tuple[str, ...]:
    """File names of an encrypted envelope in the order that decides their keys (protocol.md 3.5).

    The media come first, the answers' XML last.  Raise TooManyAnswers for more than `MOST_ROWS`.
    """
    names = [text_of(file) for file in islice(root.iterfind("{*}media/{*}file"), MOST_ROWS + 1)]
    if len(names) > MOST_ROWS:
        raise TooManyAnswers(limit=MOST_ROWS, unit_zh="个文件", unit_en="files")
    return (*names, text_of(child(root, "encryptedXmlFile")))
