"""Validation: one module per letter of the rule catalogue."""
