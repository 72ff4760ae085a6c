"""Files that come with submissions."""
