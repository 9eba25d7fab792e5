"""Tuning, and normalization inside the network."""
