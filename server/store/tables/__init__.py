"""All tables, by subject; `metadata` is complete once this package is imported."""

from server.store.tables import (
    areas,
    forms,
    households,
    journal,
    registers,
    rulebook,
    submissions,
    users,
)
from server.store.tables.base import metadata

__all__ = [
    "areas",
    "forms",
    "households",
    "journal",
    "metadata",
    "registers",
    "rulebook",
    "submissions",
    "users",
]
