"""The edge to people: pages."""
