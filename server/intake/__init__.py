"""From bytes to a stored submission: the one road in."""
