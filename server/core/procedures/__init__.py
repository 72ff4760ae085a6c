"""The offices' own procedures as tables and small pure functions (domain.md 5.3 to 5.6, S32)."""
