"""Reports: totals by unit, from records and counters (domain.md 6)."""
