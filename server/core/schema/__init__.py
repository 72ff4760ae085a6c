"""What a form asks for, read from its XForm XML."""

from server.core.schema.nouns import (
    Choice,
    EntityDeclaration,
    Field,
    FieldType,
    FormSchema,
    Slot,
    SlotKind,
)
from server.core.schema.xform import parse_xform

__all__ = [
    "Choice",
    "EntityDeclaration",
    "Field",
    "FieldType",
    "FormSchema",
    "Slot",
    "SlotKind",
    "parse_xform",
]
