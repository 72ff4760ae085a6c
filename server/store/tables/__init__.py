"""All tables, by subject; `metadata` is complete once this package is imported."""

from server.store.tables import (
    areas,
    desk,
    disasters,
    entities,
    extracts,
    forms,
    households,
    journal,
    maps,
    procedures,
    registers,
    reports,
    rulebook,
    search,
    submissions,
    users,
)
from server.store.tables.base import metadata

__all__ = [
    "areas",
    "desk",
    "disasters",
    "entities",
    "extracts",
    "forms",
    "households",
    "journal",
    "maps",
    "metadata",
    "procedures",
    "registers",
    "reports",
    "rulebook",
    "search",
    "submissions",
    "users",
]
