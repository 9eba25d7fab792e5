"""The environment of the Python processes that nnviz begins."""

import os
import sys

SAFE_PATH = "PYTHONSAFEPATH"
"""Keeps the current folder out of a Python's imports, where a user's `random.py` may be."""


def environment() -> dict[str, str]:
    """Return the environment for a Python begun here: it imports what this process would.

    `python -m` would look into the current folder first, where a file of the user's, as `copy.py`
    or `random.py`, would stand for the library's.
    """
    return os.environ | {SAFE_PATH: "1", "PYTHONPATH": os.pathsep.join(sys.path)}
