"""Submissions as programs send, list, read and correct them."""
