"""Entity declarations of a form (protocol.md 4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.core.safexml import child
from server.core.schema.nouns import EntityDeclaration, Field, FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from server.core.safexml import Element


def declarations(root: Element, fields: tuple[Field, ...]) -> tuple[EntityDeclaration, ...]:
    """What the form creates and updates in entity lists, the outermost first."""
    return tuple(_declared(root, fields, "", None))


def _declared(
    node: Element, fields: tuple[Field, ...], above: str, repeat: str | None
) -> Iterator[EntityDeclaration]:
    entity = _entity_of(node)
    if entity is not None:
        yield EntityDeclaration(
            dataset=entity.get("dataset") or "",
            path=f"{above}/meta/entity",
            creates=entity.get("create") is not None,
            updates=entity.get("update") is not None,
            repeat=repeat,
            has_label=child(entity, "label") is not None,
            properties=dict(_properties(fields)),
        )
    for each in fields:
        inside = node.find(f"{{*}}{each.name}") if each.is_structure else None
        if inside is not None and each.name != "meta":
            is_repeat = each.type is FieldType.REPEAT
            yield from _declared(
                inside, each.children, each.path, each.path if is_repeat else repeat
            )


def _entity_of(node: Element) -> Element | None:
    meta = child(node, "meta")
    return None if meta is None else child(meta, "entity")


def _properties(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    """Fields saved to the entity declared beside them: not those of a nearer declaration."""
    for each in fields:
        if each.save_to:
            yield each.save_to, each.path
        if not _declares(each):
            yield from _properties(each.children)


def _declares(field: Field) -> bool:
    meta = field.by_name.get("meta")
    return meta is not None and "entity" in meta.by_name
