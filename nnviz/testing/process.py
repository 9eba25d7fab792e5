"""Imports a plugin and computes its concept in processes of their own, and says what that took."""

import hashlib
import sys
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, NamedTuple

from nnviz.host.apart import Ending, Limits, Worker
from nnviz.host.limits import import_seconds
from nnviz.host.loading import load_plugin
from nnviz.host.notices import noticed
from nnviz.host.sources import Source
from nnviz.testing.problem import Problem

IMPORT_SECONDS = 2.0
"""How long a plugin may take to import, beyond NumPy, matplotlib and nnviz itself."""

_COMPUTE_SECONDS = 120


class _Told(NamedTuple):
    """What importing a plugin took and left, and the digest of what its concept computes."""

    notices: tuple[str, ...]
    seconds: float
    pyplot: bool
    digest: str


def process_problems(source: Source, name: str) -> Iterator[Problem]:
    """Yield what is wrong with the import of a plugin, and whether two processes compute alike."""
    one, other = (_in_a_process((source, name), hash_seed) for hash_seed in ("1", "2"))
    if isinstance(one, Ending) or isinstance(other, Ending):
        ending = one if isinstance(one, Ending) else other
        found = f"it could not be imported and computed in a process: {ending}"
        yield Problem("process", found, "Run it with --traceback to see why.")
        return
    if one.digest != other.digest:
        yield Problem(
            "result",
            "two processes compute different results",
            "Depend on no order of a set, no clock and no global generator.",
        )
    seconds = min(one.seconds, other.seconds)
    if seconds > IMPORT_SECONDS:
        yield Problem(
            "import",
            f"it takes {seconds:.1f} s",
            "Import what is slow within the function that uses it.",
        )
    for notice in one.notices:
        yield Problem("import", notice.removesuffix("."), "Import, and do nothing else.")
    if one.pyplot:
        yield Problem(
            "import",
            "it imports matplotlib.pyplot, or what it imports does",
            "Draw into the figure that draw gets.",
        )


def _in_a_process(subject: tuple[Source, str], hash_seed: str) -> _Told | Ending:
    limits = Limits(_COMPUTE_SECONDS + import_seconds())
    with Worker(preload=("nnviz.drawing", "nnviz.render"), PYTHONHASHSEED=hash_seed) as worker:
        return worker.ask(_tell, subject, limits)


def _tell(subject: tuple[Source, str]) -> _Told:
    """Import a plugin here, compute its concept, and return what that took."""
    source, name = subject
    before = monotonic()
    with noticed() as notices:
        concept = load_plugin(source).concept(name)
    seconds = monotonic() - before
    pyplot = "matplotlib.pyplot" in sys.modules
    return _Told(tuple(notices), seconds, pyplot, digest(concept().run()))


def digest(result: Mapping[str, Any]) -> str:
    """Return a digest of every value of a result, to the last bit."""
    import numpy as np

    whole = hashlib.sha256()
    for name in sorted(result):
        array = np.asarray(result[name])
        whole.update(f"{name} {array.dtype} {array.shape} ".encode())
        whole.update(array.tobytes())
    return whole.hexdigest()
