"""A corrected copy of an instance: the same XML with other answers, as an edit of it.

What was sent is kept byte for byte elsewhere; this makes the next version of it (protocol.md 3.4):
a new instanceID, and the old one as deprecatedID.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from server.core.errors import NotFound
from server.core.safexml import child, name_of, parse_xml
from server.core.schema.nouns import FieldType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from server.core.safexml import Element
    from server.core.schema.nouns import Field, FormSchema

STEP = re.compile(r"([\w.-]+)(?:\[([1-9][0-9]{0,4})\])?")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML can hold."""


def plain(path: str) -> str:
    """A path without its positions.

    >>> plain("/member[2]/m_name")
    '/member/m_name'
    """
    return re.sub(r"\[\d+\]", "", path)


def asked_at(schema: FormSchema, path: str) -> Field:
    """The question at a path with positions; raise NotFound for groups and unknown paths."""
    field = schema.by_path.get(plain(path))
    if field is None or field.is_structure or field.path.startswith("/meta/"):
        raise NotFound
    return field


def rewritten(
    xml: bytes,
    schema: FormSchema,
    values: Mapping[str, str],
    *,
    instance_id: str,
    replaces: str | None = None,
) -> bytes:
    """The instance with the answers of `values` (path with positions -> text) replaced.

    An answer that was not relevant, and so left out, gets its place in the order of the form.
    `replaces` is the version it follows when that is another than `xml`.
    Raise NotFound for a path the form does not have, or a row the instance does not have.
    """
    root = parse_xml(xml)
    for path, text in values.items():
        asked_at(schema, path)
        _leaf(root, schema.fields, path.strip("/").split("/")).text = CONTROL.sub("", text) or None
    _identify(root, instance_id, replaces)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _leaf(root: Element, fields: Sequence[Field], steps: Sequence[str]) -> Element:
    here = root
    for step in steps:
        found = STEP.fullmatch(step)
        name, position = found.groups() if found else ("", None)
        field = next((each for each in fields if each.name == name), None)
        if field is None:
            raise NotFound
        here = _inside(here, fields, field, int(position or 1))
        fields = field.children
    return here


def _inside(parent: Element, siblings: Sequence[Field], field: Field, position: int) -> Element:
    """The child for `field`; one that was left out is made, a row of a repeat is not."""
    there = [each for each in parent if name_of(each) == field.name]
    if position <= len(there):
        return there[position - 1]
    if field.type is FieldType.REPEAT or position > 1:
        raise NotFound
    made = etree.Element(f"{_namespace(parent)}{field.name}")
    later = {each.name for each in siblings[siblings.index(field) + 1 :]}
    at = next((n for n, each in enumerate(parent) if name_of(each) in later), len(parent))
    parent.insert(at, made)
    return made


def _namespace(element: Element) -> str:
    """The namespace of an element as the beginning of a tag."""
    space, closing, _ = str(element.tag).rpartition("}")
    return f"{space}{closing}"


def _identify(root: Element, instance_id: str, replaces: str | None) -> None:
    meta = child(root, "meta")
    if meta is None:
        meta = etree.SubElement(root, f"{_namespace(root)}meta")
    own = child(meta, "instanceID")
    if own is None:
        own = etree.SubElement(meta, f"{_namespace(meta)}instanceID")
        own.text = root.get("instanceID")
    before = child(meta, "deprecatedID")
    if before is None:
        before = etree.SubElement(meta, f"{_namespace(own)}deprecatedID")
    before.text, own.text = replaces or own.text, instance_id
