"""A form as uploaded, and whether it may become a draft."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forms.messages import UNCODED
from server.answers.readers import form_reader
from server.core.errors import FieldTypeChanged, FormHasWarnings
from server.core.schema.slots import ITEMSETS
from server.core.types import Severity
from server.publish.publishing import CSV_MIME, check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forms.compile import Compiled
    from media.blobs import StoredBlob
    from server.core.schema import Field, FormSchema
    from server.services import Services
    from server.store.forms import StoredForm


@dataclass(frozen=True, slots=True)
class Definition:
    """A form as uploaded: a workbook or an XForm, told by the ending of `name`.

    The rest of `name` is the id of a form whose workbook has none.
    """

    content: bytes
    name: str
    ignores_warnings: bool = False

    @property
    def is_workbook(self) -> bool:
        """Whether pyxform is to read it."""
        return not self.name.endswith(".xml")


@dataclass(frozen=True, slots=True)
class Ready:
    """A form that may become a draft; what it is made of is durable in the vault already."""

    compiled: Compiled
    workbook: str | None
    workbook_name: str | None
    files: Mapping[str, Mapping[str, object]]


def make_ready(services: Services, project_id: int, definition: Definition) -> Ready:
    """The form, once its warnings are accepted.

    Only what pyxform warns of has to be: a program that was written for another server does not
    know our own advice on labels in both languages.
    """
    compiled = check(services, project_id, definition.content, definition.name)
    told = [
        each
        for each in compiled.warnings
        if each.severity is Severity.WARNING and each.code == UNCODED
    ]
    if told and definition.is_workbook and not definition.ignores_warnings:
        raise FormHasWarnings(told)
    files = {}
    if compiled.itemsets is not None:
        blob = services.vault.put_bytes(compiled.itemsets)
        files[ITEMSETS] = content_of(blob, CSV_MIME)
    if not definition.is_workbook:
        return Ready(compiled, None, None, files)
    workbook = services.vault.put_bytes(definition.content).digest
    return Ready(compiled, workbook, definition.name[-255:], files)


def content_of(blob: StoredBlob, mime: str) -> dict[str, object]:
    """Columns of a file slot that holds this blob."""
    return {"digest": blob.digest, "md5": blob.md5, "size": blob.size, "mime": mime[:100]}


def require_same_types(services: Services, form: StoredForm, schema: FormSchema) -> None:
    """Raise FieldTypeChanged: tables of earlier and later answers are read as one."""
    if form.current_id is None:
        return
    before = form_reader(services, form.current_id).schema
    for field in schema.walk():
        old = before.by_path.get(field.path)
        if old is not None and _kind(old) != _kind(field):
            raise FieldTypeChanged(path=field.path, type=_kind(old))


def _kind(field: Field) -> str:
    return field.type.value if field.is_structure else field.bind_type


def xml_columns(xform: bytes) -> dict[str, object]:
    """The XML with the digests it is served under."""
    return {
        "xml": xform,
        "md5": hashlib.md5(xform, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(xform).hexdigest(),
    }
