"""Waiting for another process, without a limit that a loaded machine may break."""

import time
from collections.abc import Callable

NEVER = 600
"""Seconds after which a test gives up on what hangs; no test is about them."""


def wait_for(happened: Callable[[], object]) -> None:
    """Return as soon as it has happened."""
    end = time.monotonic() + NEVER
    while not happened():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)
