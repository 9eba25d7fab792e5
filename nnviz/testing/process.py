"""Imports a plugin and computes its concept in a process of its own, and says what that took.

Run as `python -m nnviz.testing.process`, it reads a pickled module path, source and concept's name
from standard input, and writes JSON to standard output.
"""

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

from nnviz.host.environment import environment
from nnviz.host.limits import import_seconds
from nnviz.host.sources import Source
from nnviz.testing.problem import Problem

IMPORT_SECONDS = 2.0
"""How long a plugin may take to import, beyond NumPy, matplotlib and nnviz itself."""

_COMPUTE_SECONDS = 120


def process_problems(source: Source, name: str) -> Iterator[Problem]:
    """Yield what is wrong with the import of a plugin, and whether two processes compute alike."""
    told = [_in_a_process(source, name, hash_seed) for hash_seed in ("1", "2")]
    if not all(told):
        yield Problem(
            "process",
            f"it could not be imported and computed within {_COMPUTE_SECONDS} s in a process",
            "Run it with --traceback to see why.",
        )
        return
    one, other = told
    if one["digest"] != other["digest"]:
        yield Problem(
            "result",
            "two processes compute different results",
            "Depend on no order of a set, no clock and no global generator.",
        )
    seconds = min(one["seconds"], other["seconds"])
    if seconds > IMPORT_SECONDS:
        yield Problem(
            "import",
            f"it takes {seconds:.1f} s",
            "Import what is slow within the function that uses it.",
        )
    for notice in one["notices"]:
        yield Problem("import", notice.removesuffix("."), "Import, and do nothing else.")
    if one["pyplot"]:
        yield Problem(
            "import",
            "it imports matplotlib.pyplot, or what it imports does",
            "Draw into the figure that draw gets.",
        )


def _in_a_process(source: Source, name: str, hash_seed: str) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "nnviz.testing.process"],
            input=pickle.dumps((list(sys.path), source, name)),
            capture_output=True,
            env=environment() | {"PYTHONHASHSEED": hash_seed},
            timeout=_COMPUTE_SECONDS + import_seconds(),
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}
    return dict(json.loads(done.stdout)) if done.returncode == 0 and done.stdout else {}


def digest(result: Mapping[str, Any]) -> str:
    """Return a digest of every value of a result, to the last bit."""
    import numpy as np

    whole = hashlib.sha256()
    for name in sorted(result):
        array = np.asarray(result[name])
        whole.update(f"{name} {array.dtype} {array.shape} ".encode())
        whole.update(array.tobytes())
    return whole.hexdigest()


def answer() -> None:
    """Read a plugin from standard input and write what it took to standard output."""
    answers = os.dup(1)
    os.dup2(2, 1)  # what a plugin prints is no answer
    path, source, name = pickle.load(sys.stdin.buffer)
    sys.path[:] = path
    import nnviz.drawing
    import nnviz.render  # noqa: F401 - what every concept needs is not the plugin's own time
    from nnviz.host.loading import load_plugin
    from nnviz.host.notices import noticed

    before = monotonic()
    with noticed() as notices:
        concept = load_plugin(source).concept(name)
    seconds = monotonic() - before
    told = {
        "notices": notices,
        "seconds": seconds,
        "pyplot": "matplotlib.pyplot" in sys.modules,
        "digest": digest(concept().run()),
    }
    os.write(answers, json.dumps(told).encode())
    # At once: threads and exit handlers that a plugin leaves have no say in when this ends.
    os._exit(0)


if __name__ == "__main__":
    answer()
