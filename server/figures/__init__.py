"""Figures of units: what maps colour by and tables of statistics show."""
