"""An event from the villages' first news to the county's verified figures (domain.md 3)."""
