"""The edge to the administrator: the minzheng command."""
