"""What a submission wants done to entity lists (protocol.md 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from server.core.safexml import child, name_of
from server.core.schema import FieldType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from server.core.safexml import Element
    from server.core.schema import EntityDeclaration, Field, FormSchema

TRUE = ("1", "true")
"""Only these ask for something (OR-150)."""


@dataclass(frozen=True, slots=True)
class EntityAction:
    """One `entity` element of a submission; positions in `path` count from 1.

    `uuid` is in lower case and without prefix; whether it is one is for the list to judge.
    `values` holds the properties the submission has an element for: an empty one is an empty text,
    an absent one has no key and keeps what it was.  `base_version`, `trunk_version` and `branch_id`
    are as sent, empty when they were not.
    """

    dataset: str
    uuid: str
    creates: bool
    updates: bool
    label: str | None
    values: Mapping[str, str]
    base_version: str = ""
    trunk_version: str = ""
    branch_id: str = ""
    path: str = "/meta/entity"


def read_actions(root: Element, schema: FormSchema) -> tuple[EntityAction, ...]:
    """All entity elements of an instance, in the order of the form's declarations."""
    return tuple(
        _action(holder, path, declaration)
        for declaration in schema.entities
        for holder, path in _holders(root, schema.fields, _steps(declaration.path)[:-2])
        if _entity(holder) is not None
    )


def _steps(path: str) -> list[str]:
    return [step for step in path.split("/") if step]


def _holders(
    element: Element, fields: tuple[Field, ...], steps: list[str], above: str = ""
) -> Iterator[tuple[Element, str]]:
    """Every element at the end of `steps`, a repeat's rows one by one."""
    if not steps:
        yield element, above
        return
    field = next(each for each in fields if each.name == steps[0])
    rows = [row for row in element if name_of(row) == field.name]
    for position, row in enumerate(rows, start=1):
        place = f"[{position}]" if field.type is FieldType.REPEAT else ""
        yield from _holders(row, field.children, steps[1:], f"{above}/{field.name}{place}")


def _entity(holder: Element) -> Element | None:
    meta = child(holder, "meta")
    return None if meta is None else child(meta, "entity")


def _action(holder: Element, path: str, declaration: EntityDeclaration) -> EntityAction:
    entity = _entity(holder)
    sent: Mapping[str, str] = {} if entity is None else {k: str(v) for k, v in entity.items()}
    label = None if entity is None else child(entity, "label")
    return EntityAction(
        dataset=sent.get("dataset") or declaration.dataset,
        uuid=sent.get("id", "").strip().lower().removeprefix("uuid:"),
        creates=sent.get("create", "").strip() in TRUE,
        updates=sent.get("update", "").strip() in TRUE,
        label=None if label is None else (label.text or ""),
        values=dict(_values(holder, declaration)),
        base_version=sent.get("baseVersion", "").strip(),
        trunk_version=sent.get("trunkVersion", "").strip(),
        branch_id=sent.get("branchId", "").strip(),
        path=f"{path}/meta/entity",
    )


def _values(holder: Element, declaration: EntityDeclaration) -> Iterator[tuple[str, str]]:
    inside = declaration.path.removesuffix("/meta/entity")
    for name, path in declaration.properties.items():
        element: Element | None = holder
        for step in _steps(path.removeprefix(inside)):
            element = None if element is None else child(element, step)
        if element is not None:
            yield name, element.text or ""
