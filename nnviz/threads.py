"""How many processors there are, and how many threads the numeric libraries take: one."""

import os

NUMERIC_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""The environment's variables that the libraries below NumPy read when they are imported."""


def hold_to_one_thread() -> None:
    """Let the numeric libraries, once imported, take one thread where nothing else is set.

    The matrices of teaching are too small to share: a second thread mostly waits for the first,
    and where other programs keep the processors busy it waits for many times what it saves.
    """
    for name in NUMERIC_THREADS:
        os.environ.setdefault(name, "1")


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
