"""What plugins and authors do that they should not, collected where nobody is there to read it."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from nnviz.errors import AuthorWarning, PluginWarning

_OWN = (AuthorWarning, PluginWarning)


@contextmanager
def noticed() -> Iterator[list[str]]:
    """Yield a list that has what is warned of in the block, once, when the block is left."""
    notices: list[str] = []
    with warnings.catch_warnings(record=True) as warned:
        for own in _OWN:
            warnings.simplefilter("always", own)
        try:
            yield notices
        finally:
            told = (str(one.message) for one in warned if issubclass(one.category, _OWN))
            notices += dict.fromkeys(told)
