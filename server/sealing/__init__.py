"""Forms that tablets encrypt: key pairs and the opening of what was sealed (protocol.md 3.5)."""
