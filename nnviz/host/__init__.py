"""Finds plugins, describes them without importing them, and loads the one that is wanted."""
