"""Use cases: division lists, places and outlines, read from the files offices have."""
