"""Processor time of a full site against another commit's: `python -m tests.benchmarks site`.

NNVIZ_BEFORE names the other command, such as `/elsewhere/venv/bin/nnviz` of a checkout of the
commit before; without it, this one's times stand alone. Concept by concept and in turn, each makes
its part of the site with all that belongs to it: figures, frames, films, pages. What they share,
the index, is made each time and counted for both, and `initialization` is a topic as well, all of
which is made. It runs on Linux. A few concepts alone, without what the other commit does not make
yet, and the site at once:
`python -m tests.benchmarks.site momentum adam --without questions --without phones`
`python -m tests.benchmarks.site --whole`

    git worktree add /elsewhere/before COMMIT
    python -m venv /elsewhere/venv && /elsewhere/venv/bin/pip install -e /elsewhere/before
    NNVIZ_BEFORE=/elsewhere/venv/bin/nnviz python -m tests.benchmarks site
"""

import argparse
import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from math import nan
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory

from nnviz.host.catalog import Catalog

OURS = (sys.executable, "-m", "nnviz")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


def before() -> tuple[str, ...]:
    """Return the words of the other command, or none."""
    named = os.environ.get("NNVIZ_BEFORE", "")
    return (named,) if named else ()


def environment(command: Sequence[str]) -> dict[str, str]:
    """Return what a command sees; the other one must not find this checkout's modules."""
    seen = {**os.environ, **ONE_THREAD}
    if command != OURS:
        seen.pop("PYTHONPATH", None)
    return seen


def processor_time(command: Sequence[str], *options: str) -> float:
    """Return the seconds, of all its processes, that a command takes for a site."""
    with TemporaryDirectory() as folder:
        words = [*command, "gallery", "site", "-j", "1", *options]
        start = getrusage(RUSAGE_CHILDREN)
        subprocess.run(
            words, cwd=Path(folder), env=environment(command), check=True, capture_output=True
        )
        with suppress(ChildProcessError):
            while True:
                os.wait()
        end = getrusage(RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def known(command: Sequence[str]) -> set[str]:
    """Return the concepts that a command knows."""
    asked = subprocess.run(
        [*command, "list", "--json"],
        cwd=Path("/"),
        env=environment(command),
        check=True,
        capture_output=True,
        text=True,
    )
    return {entry["name"] for entry in json.loads(asked.stdout)}


def adopt_orphans() -> None:
    """Let this process wait for what its children leave running: the server that forks workers."""
    subreaper = 36  # PR_SET_CHILD_SUBREAPER in <linux/prctl.h>
    ctypes.CDLL(None).prctl(subreaper, 1)


def main(words: Sequence[str] = ()) -> None:
    """Print a row a concept, and the sums over those that both know."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.site")
    parser.add_argument("names", nargs="*", help="concepts, all unless some are named")
    parser.add_argument("--without", action="append", default=[], help="what this one leaves out")
    parser.add_argument("--whole", action="store_true", help="the site at once")
    asked = parser.parse_args(words)
    lean = [word for part in asked.without for word in ("--without", part)]
    adopt_orphans()
    other = before()
    both = known(other) if other else set()
    if asked.whole:
        ours = processor_time(OURS, *lean)
        theirs = processor_time(other) if other else nan
        print(f"{ours:.1f} s; before {theirs:.1f} s  × {ours / theirs:.2f}")
        return
    sums = [0.0, 0.0]
    print(f"{'concept':24}{'this':>8}{'before':>8}   seconds of processor time")
    for card in Catalog().cards:
        if asked.names and card.name not in asked.names:
            continue
        ours = processor_time(OURS, "--only", card.name, *lean)
        if card.name not in both:
            print(f"{card.name:24}{ours:8.1f}", flush=True)
            continue
        theirs = processor_time(other, "--only", card.name)
        sums = [sums[0] + ours, sums[1] + theirs]
        print(f"{card.name:24}{ours:8.1f}{theirs:8.1f}  × {ours / theirs:.2f}", flush=True)
    if sums[1]:
        print(f"{'all that both know':24}{sums[0]:8.1f}{sums[1]:8.1f}  × {sums[0] / sums[1]:.2f}")
        print("wanted: at most × 0.50")


if __name__ == "__main__":
    main(sys.argv[1:])
