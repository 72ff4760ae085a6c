"""Maps: outlines and points as vector tiles, what lies inside a line, the office's base map."""
