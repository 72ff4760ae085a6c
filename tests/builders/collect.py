"""The bytes a client writes for a set of answers, in the order of the form's own workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from openpyxl import load_workbook

import forms
from server.core.types import GeoPoint

PREFIXES = {
    "h": "http://www.w3.org/1999/xhtml",
    "ev": "http://www.w3.org/2001/xml-events",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "jr": "http://openrosa.org/javarosa",
    "orx": "http://openrosa.org/xforms",
    "odk": "http://www.opendatakit.org/xforms",
    "entities": "http://www.opendatakit.org/xforms/entities",
}


@dataclass(frozen=True)
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
    children: tuple[Node, ...]


@cache
def tree(form_id):
    """Elements of a form in its order, read from its workbook."""
    book = load_workbook(Path(forms.__file__).parent / form_id / "form.xlsx", read_only=True)
    rows = [(kind, name) for kind, name, *_ in book["survey"].iter_rows(2, values_only=True)]
    book.close()
    return _nodes(iter(rows))


def _nodes(rows):
    found = []
    for kind, name in rows:
        if kind.startswith("end "):
            break
        if kind.startswith("begin "):
            found.append(Node(name, kind.removeprefix("begin "), _nodes(rows)))
        elif kind not in ("audit", "csv-external"):
            found.append(Node(name, "question", ()))
    return tuple(found)


def instance_id(number=1):
    """A UUID of our own, the same for the same number."""
    return f"uuid:{number:08x}-0000-4000-8000-000000000000"


def instance_xml(
    form_id,
    answers,
    *,
    version="2026112301",
    instance_id="uuid:0a1b2c3d-0001-4000-8000-000000000001",
    deprecated_id=None,
    instance_name="",
    entity="",
    audit="audit.csv",
    shape=COLLECT,
):
    """Bytes of an instance from answers by name (a repeat: list of dicts); None is left out.

    `entity` is XML to stand first in the meta block.  `version` None leaves the attribute out.
    """
    unused = set(answers)
    body = _elements(tree(form_id), answers, unused)
    if unused:
        raise KeyError(f"{form_id} has no {sorted(unused)}")
    names = "".join(f' xmlns:{p}="{uri}"' for p, uri in PREFIXES.items()) if shape.prefixed else ""
    if shape.meta_prefix and not shape.prefixed:
        names = f' xmlns:orx="{PREFIXES["orx"]}"'
    attributes = f' id="{form_id}"' + (f' version="{version}"' if version is not None else "")
    texts = {
        "audit": audit,
        "instanceID": instance_id,
        "instanceName": instance_name,
        "deprecatedID": deprecated_id,
    }
    meta = _meta(shape.meta_prefix, entity, texts)
    root = shape.root
    text = f"{shape.declaration}<{root}{names}{attributes}>{body}{meta}</{root}>"
    return text.encode()


def _elements(nodes, answers, unused):
    parts = []
    for node in nodes:
        unused.discard(node.name)
        if node.kind == "group":
            inside = _elements(node.children, answers, unused)
            parts.append(f"<{node.name}>{inside}</{node.name}>" if inside else "")
        elif node.kind == "repeat":
            for row in answers.get(node.name, ()):
                left = set(row)
                inside = _elements(node.children, row, left)
                if left:
                    raise KeyError(f"{node.name} has no {sorted(left)}")
                parts.append(f"<{node.name}>{inside}</{node.name}>")
        elif (text := written(answers.get(node.name))) is not None:
            parts.append(f"<{node.name}>{text}</{node.name}>" if text else f"<{node.name} />")
    return "".join(parts)


def written(answer):
    """The text Collect writes for an answer; None for what it leaves out."""
    if answer is None:
        return None
    if isinstance(answer, (list, tuple)):
        return " ".join(answer)
    if isinstance(answer, datetime):
        return answer.isoformat(timespec="milliseconds")
    if isinstance(answer, GeoPoint):
        return f"{answer.lat} {answer.lon} {answer.alt_m or 0.0} {answer.accuracy_m or 0.0}"
    return escape(str(answer))


def _meta(prefix, entity, texts):
    inside = "".join(
        f"<{prefix}{name}>{escape(text)}</{prefix}{name}>" for name, text in texts.items() if text
    )
    return f"<{prefix}meta>{entity}{inside}</{prefix}meta>" if entity or inside else ""


def entity(identifier, *, create=None, update=None, label=None, base=1, dataset="households"):
    """An entity element; `create` and `update` are True, False or None for no attribute."""
    flags = {"create": create, "update": update}
    attributes = {"dataset": dataset, "id": identifier} | {
        name: str(flag).lower() for name, flag in flags.items() if flag is not None
    }
    if update is not None:
        attributes |= {
            "baseVersion": str(base if update else ""),
            "trunkVersion": "",
            "branchId": "",
        }
    said = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    inside = "" if label is None else f"<label>{escape(label)}</label>"
    return f"<entity{said}>{inside}</entity>"


class Answers(dict):
    """Answers of which those the test gave are final: `fill` adds only what was not given."""

    def __init__(self, form_id, given):
        super().__init__()
        known = {f"{path}/{node.name}": node.name for path, node in _paths(tree(form_id))}
        for key, answer in given.items():
            self[known[key] if key.startswith("/") else key] = answer

    def fill(self, **defaults):
        """Defaults for answers not yet there."""
        for name, answer in defaults.items():
            self.setdefault(name, answer)

    def number(self, name):
        """An answer as a number; 0 for none."""
        return Decimal(str(self.get(name) or 0))

    def chosen(self, name):
        """The names chosen in a select."""
        answer = self.get(name) or ()
        return answer.split() if isinstance(answer, str) else list(answer)


def _paths(nodes, above=""):
    for node in nodes:
        yield above, node
        yield from _paths(node.children, f"{above}/{node.name}")
