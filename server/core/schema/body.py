"""The body of a form: which control asks for which node, and what it offers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from server.core.safexml import child, name_of

if TYPE_CHECKING:
    from server.core.safexml import Element

CONTROLS = frozenset(
    ("input", "select", "select1", "rank", "upload", "range", "trigger", "secret", "textarea")
)
_INSTANCE = re.compile(r"instance\(\s*['\"]([^'\"]+)['\"]\s*\)")
_SEARCH = re.compile(r"\bsearch\(\s*['\"]([^'\"]+)['\"]")


@dataclass(frozen=True, slots=True)
class Control:
    """What the body says about one node."""

    name: str | None = None
    element: Element | None = None
    is_repeat: bool = False
    repeat_count: str | None = None

    @property
    def appearance(self) -> str:
        """The appearance words; empty when there are none."""
        return "" if self.element is None else self.element.get("appearance") or ""

    @property
    def itemset(self) -> Element | None:
        """The `itemset` of a select whose choices come from an instance."""
        return None if self.element is None else child(self.element, "itemset")

    @property
    def instance(self) -> str | None:
        """Id of the instance the choices come from."""
        nodeset = "" if self.itemset is None else self.itemset.get("nodeset") or ""
        found = _INSTANCE.search(nodeset)
        return found[1] if found else None

    @property
    def searched_file(self) -> str | None:
        """The CSV behind a ``search('…')`` appearance."""
        found = _SEARCH.search(self.appearance)
        return f"{found[1]}.csv" if found else None


def normal_path(nodeset: str, root: str) -> str:
    """`nodeset` from below the root, without prefixes and predicates.

    >>> normal_path("/data/orx:meta/orx:instanceID", "data"), normal_path("meta/audit", "data")
    ('/meta/instanceID', '/meta/audit')
    """
    steps = [step.partition("[")[0].rpartition(":")[2] for step in nodeset.strip().split("/")]
    names = [step for step in steps if step]
    if nodeset.strip().startswith("/") and names and names[0] == root:
        names = names[1:]
    return "".join(f"/{name}" for name in names)


def read_body(body: Element, root: str) -> dict[str, Control]:
    """Every node the body mentions, by path."""
    found: dict[str, Control] = {}
    for element in body.iter():
        name = name_of(element)
        ref = element.get("ref") or element.get("nodeset") or ""
        path = normal_path(ref, root)
        if name == "repeat" and path:
            before = found.get(path, Control("group"))
            count = element.get("{http://openrosa.org/javarosa}count")
            found[path] = replace(
                before, is_repeat=True, repeat_count=count.strip() if count else None
            )
        elif (name in CONTROLS or name == "group") and path:
            found.setdefault(path, Control(name, element))
    return found
