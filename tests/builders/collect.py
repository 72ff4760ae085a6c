"""The bytes a client writes for a set of answers, in the order of the form's own workbook."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from openpyxl import load_workbook

import forms
from server.demo import calculated, instances
from server.demo.instances import COLLECT, PREFIXED, WEB, Head, Node, Shape, entity_xml, written

__all__ = [
    "COLLECT", "PREFIXED", "WEB", "Answers", "Node", "Shape", "entity", "instance_id",
    "instance_xml", "tree", "written",
]  # fmt: skip

entity = entity_xml


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
            found.append(Node(name, "question"))
    return tuple(found)


def instance_id(number=1):
    """A UUID of our own, the same for the same number."""
    return f"uuid:{number:08x}-0000-4000-8000-000000000000"


def instance_xml(form_id, answers, *, shape=COLLECT, **head):
    """Bytes of an instance from answers by name (a repeat: list of dicts); None is left out.

    `entity` is XML to stand first in the meta block.  `version` None leaves the attribute out.
    """
    return instances.instance_xml(
        Head(form_id=form_id, **head), tree(form_id), answers, shape=shape
    )


class Answers(calculated.Answers):
    """Answers of which those the test gave, by name or by path, are final."""

    def __init__(self, form_id, given):
        super().__init__()
        known = {f"{path}/{node.name}": node.name for path, node in _paths(tree(form_id))}
        for key, answer in given.items():
            self[known[key] if key.startswith("/") else key] = answer


def _paths(nodes, above=""):
    for node in nodes:
        yield above, node
        yield from _paths(node.children, f"{above}/{node.name}")
