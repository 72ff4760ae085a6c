"""Lists taken out as files: with rights and masks as on the screen, in flat memory, as jobs."""
