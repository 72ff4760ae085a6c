"""The edge to tablets."""
