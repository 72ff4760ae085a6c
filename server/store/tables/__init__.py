"""All tables, by subject; `metadata` is complete once this package is imported."""

from server.store.tables import areas, forms, households, registers, submissions, users
from server.store.tables.base import metadata

__all__ = ["areas", "forms", "households", "metadata", "registers", "submissions", "users"]
