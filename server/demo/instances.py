"""The bytes a client writes for a set of answers, in the order of the form (protocol.md 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from server.core.schema import Field, FieldType, FormSchema
from server.core.types import GeoPoint

Row = Mapping[str, object]
"""Answers by name; those of a repeat are a list of rows.  None leaves the element out."""

PREFIXES = {
    "h": "http://www.w3.org/1999/xhtml",
    "ev": "http://www.w3.org/2001/xml-events",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "entities": "http://www.opendatakit.org/xforms/entities",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a client writes the same answers."""

    declaration: str = "<?xml version='1.0' ?>"
    prefixed: bool = True
    meta_prefix: str = ""
    root: str = "data"


COLLECT = Shape()
PREFIXED = Shape(meta_prefix="orx:")
WEB = Shape(declaration="", prefixed=False)


class Node(NamedTuple):
    """One element of a form: ``question``, ``group`` or ``repeat``."""

    name: str
    kind: str
    children: tuple[Node, ...] = ()


def nodes_of(schema: FormSchema) -> tuple[Node, ...]:
    """The elements of a published form in its order, without its `meta`."""
    return tuple(_node(each) for each in schema.fields if each.name != "meta")


def _node(field: Field) -> Node:
    kinds = {FieldType.GROUP: "group", FieldType.REPEAT: "repeat"}
    return Node(
        field.name, kinds.get(field.type, "question"), tuple(_node(each) for each in field.children)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What an instance says about itself.

    `version` None leaves the attribute out.  `entity` is XML to stand first in the meta block.
    """

    form_id: str
    version: str | None = "2026112301"
    instance_id: str | None = "uuid:0a1b2c3d-0001-4000-8000-000000000001"
    deprecated_id: str | None = None
    instance_name: str = ""
    entity: str = ""
    audit: str = "audit.csv"


def instance_xml(
    head: Head, nodes: Iterable[Node], answers: Row, *, shape: Shape = COLLECT
) -> bytes:
    """The bytes of an instance; raise KeyError for answers the form has no question for."""
    body = _elements(nodes, answers, where=head.form_id)
    names = "".join(f' xmlns:{p}="{uri}"' for p, uri in PREFIXES.items()) if shape.prefixed else ""
    if shape.meta_prefix and not shape.prefixed:
        names = f' xmlns:orx="{PREFIXES["orx"]}"'
    version = "" if head.version is None else f" version={quoteattr(head.version)}"
    opening = f"<{shape.root}{names} id={quoteattr(head.form_id)}{version}>"
    meta = _meta(head, shape.meta_prefix)
    return f"{shape.declaration}{opening}{body}{meta}</{shape.root}>".encode()


def _elements(nodes: Iterable[Node], answers: Row, *, where: str) -> str:
    unused = set(answers)
    text = "".join(_level(nodes, answers, unused))
    if unused:
        raise KeyError(f"{where} has no {sorted(unused)}")
    return text


def _level(nodes: Iterable[Node], answers: Row, unused: set[str]) -> Iterable[str]:
    for node in nodes:
        unused.discard(node.name)
        if node.kind == "group":
            inside = "".join(_level(node.children, answers, unused))
            yield f"<{node.name}>{inside}</{node.name}>" if inside else ""
        elif node.kind == "repeat":
            for row in rows(answers, node.name):
                yield f"<{node.name}>{_elements(node.children, row, where=node.name)}</{node.name}>"
        elif (text := written(answers.get(node.name))) is not None:
            yield f"<{node.name}>{text}</{node.name}>" if text else f"<{node.name} />"


def rows(answers: Row, repeat: str) -> list[Row]:
    """The rows of a repeat; none if it is unanswered."""
    found = answers.get(repeat)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def written(answer: object) -> str | None:
    """The text Collect writes for an answer; None for what it leaves out."""
    if answer is None:
        return None
    if isinstance(answer, list | tuple):
        return " ".join(answer)
    if isinstance(answer, datetime):
        return answer.isoformat(timespec="milliseconds")
    if isinstance(answer, GeoPoint):
        return f"{answer.lat} {answer.lon} {answer.alt_m or 0.0} {answer.accuracy_m or 0.0}"
    return escape(str(answer))


def _meta(head: Head, prefix: str) -> str:
    texts = {
        "audit": head.audit,
        "instanceID": head.instance_id,
        "instanceName": head.instance_name,
        "deprecatedID": head.deprecated_id,
    }
    inside = "".join(
        f"<{prefix}{name}>{escape(text)}</{prefix}{name}>" for name, text in texts.items() if text
    )
    return f"<{prefix}meta>{head.entity}{inside}</{prefix}meta>" if head.entity or inside else ""


def entity_xml(
    identifier: str,
    *,
    create: bool | None = None,
    update: bool | None = None,
    label: str | None = None,
    base: int = 1,
    dataset: str = "households",
) -> str:
    """An entity element; `create` and `update` are None for no attribute."""
    flags = {"create": create, "update": update}
    attributes = {"dataset": dataset, "id": identifier} | {
        name: str(flag).lower() for name, flag in flags.items() if flag is not None
    }
    if update is not None:
        base_version = str(base) if update else ""
        attributes |= {"baseVersion": base_version, "trunkVersion": "", "branchId": ""}
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inside = "" if label is None else f"<label>{escape(label)}</label>"
    return f"<entity{said}>{inside}</entity>"
