"""Table and map formats."""
