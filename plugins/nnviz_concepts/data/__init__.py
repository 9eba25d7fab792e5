"""Data and diagnosis."""
