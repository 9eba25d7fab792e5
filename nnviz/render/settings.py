"""matplotlib's settings, changed for one figure and put back."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import RLock
from typing import Any

import matplotlib

from nnviz.drawing.raster import kept_layouts

_ONE_AT_A_TIME = RLock()  # rcParams belong to the process, so threads must take turns


@contextmanager
def settings(rc: Mapping[str, Any]) -> Iterator[None]:
    """Hold matplotlib to `rc` inside the `with`, and to what it was afterwards.

    `rc` are as `style` returns them: `matplotlib.rc_context` would check each of 300 again.
    """
    with _ONE_AT_A_TIME, kept_layouts():
        params: Any = matplotlib.rcParams
        before = dict(dict.items(params))
        before.pop("backend", None)  # once it is found, it stays
        dict.update(params, rc)
        try:
            yield
        finally:
            dict.update(params, before)
