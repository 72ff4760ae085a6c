"""The edge to programs: the Central-compatible REST API."""
