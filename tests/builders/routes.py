"""Every address an application serves, and filling its slots."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

SLOT = re.compile(r"<(?:([^:<>]+):)?(\w+)>")
AUTOMATIC = frozenset({"HEAD", "OPTIONS"})


@dataclass(frozen=True, order=True)
class Route:
    """One method of one rule."""

    template: str
    method: str
    endpoint: str

    def __str__(self):
        return f"{self.method} {self.template}"

    @property
    def slots(self):
        """Names of what has to be filled in."""
        return tuple(name for _, name in SLOT.findall(self.template))

    @property
    def scopes(self):
        """Where values for the slots may be listed, the narrowest first."""
        parts = self.endpoint.split(".")
        return [".".join(parts[:length]) for length in range(len(parts), -1, -1)]

    def address(self, values):
        """The path with its slots filled."""

        def fill(found):
            kind, name = found.groups()
            return quote(str(values[name]), safe="/" if kind == "path" else "")

        return SLOT.sub(fill, self.template)


def routes(app):
    """All of them, in order."""
    return sorted(
        Route(rule.rule, method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - AUTOMATIC
    )
