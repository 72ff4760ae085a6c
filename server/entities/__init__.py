"""Entity lists and their entities: kept here, changed by submissions and programs, read by both."""
