"""Forms on their way to tablets: publishing, lists, files."""
