"""A generated city to try everything on: no real household, person or place of one."""
