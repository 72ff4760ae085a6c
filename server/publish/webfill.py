"""What a form asks that no browser can answer (protocol.md 10.4): such questions need a tablet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.schema import Field, FormSchema

TYPES = {FieldType.BARCODE: "barcode"}
APPEARANCES = ("signature", "draw", "annotate", "printer", "ex:", "search(")
PHOTOGRAPHS = "image/"


def missing(schema: FormSchema) -> Iterator[tuple[Field, str]]:
    """Questions that a browser shows otherwise or not at all, each with its kind."""
    for field in schema.walk():
        if not field.is_asked:
            continue
        kind = TYPES.get(field.type) or _of_appearance(field) or _of_file(field)
        if kind:
            yield field, kind


def _of_appearance(field: Field) -> str:
    return next((each for each in APPEARANCES if each in field.appearance), "")


def _of_file(field: Field) -> str:
    is_file = field.type is FieldType.BINARY
    media = field.mediatype or ""
    return media if is_file and not media.startswith(PHOTOGRAPHS) else ""
