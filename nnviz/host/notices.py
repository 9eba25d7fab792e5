"""What plugins do that they should not, collected where nobody is there to read it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from nnviz.errors import PluginWarning


@contextmanager
def noticed() -> Iterator[list[str]]:
    """Yield a list that has each `PluginWarning` of the block, once, when the block is left."""
    notices: list[str] = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", PluginWarning)
        try:
            yield notices
        finally:
            told = (str(one.message) for one in warned if issubclass(one.category, PluginWarning))
            notices += dict.fromkeys(told)
