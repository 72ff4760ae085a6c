"""What reports add up, and over which days (domain.md 6)."""
