"""The central store as people read it."""
