"""XLSForm sources and their compiler."""
