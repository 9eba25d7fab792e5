"""The NumPy training core: networks, optimizers, schedules, data and what they stand on.

Every function works on the trailing one or two axes of its arrays and lets the leading ones
broadcast, so that a stack of R networks or trajectories goes through the same code as one.
"""
