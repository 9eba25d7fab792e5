"""Makes each job in a process of its own, so many at a time.

A fork a concept, of a process that has imported what all need: one that hangs is stopped, one that
crashes takes nothing with it, and nothing that a plugin leaves behind reaches the next.
"""

import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, NamedTuple

from nnviz.errors import NnvizError
from nnviz.gallery.jobs import Job
from nnviz.gallery.making import make
from nnviz.host.apart import Ending, Limits, Worker, side_by_side
from nnviz.host.errors import PluginError
from nnviz.host.notices import noticed
from nnviz.threads import NUMERIC_THREADS

HEAVY = (
    "numpy",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "PIL.WebPImagePlugin",
    "nnviz.core.training",
    "nnviz.drawing",
    "nnviz.demonstration",
    "nnviz.render",
)


@dataclass(frozen=True)
class Outcome:
    """What came of a job: its files, or the reason why there are none, and what was noticed."""

    job: Job
    seconds: float = 0.0
    files: dict[str, bytes] = field(default_factory=dict)
    reason: str = ""
    notices: tuple[str, ...] = ()


class Sent(NamedTuple):
    """An outcome as a process or a worker of a cluster sends it."""

    seconds: float
    files: dict[str, bytes]
    reason: str
    notices: tuple[str, ...]


def run(jobs: Sequence[Job], workers: int, timeout: float) -> Generator[Outcome, None, None]:
    """Yield the outcome of each job as it is done, at most `workers` at a time.

    A job that takes more than `timeout` seconds is stopped. Whoever stops listening ends the rest.
    """
    heaviest_first = sorted(jobs, key=lambda job: job.weight, reverse=True)
    told = side_by_side(_make, heaviest_first, Limits(timeout), workers, **_how())
    with closing(told):
        for i, answer in told:
            yield _outcome(heaviest_first[i], answer)


def one_by_one() -> Worker:
    """Return what makes a job after another, each with `outcome`."""
    return Worker(**_how())


def outcome(worker: Worker, job: Job, timeout: float) -> Outcome:
    """Return the outcome of a job that a worker makes now."""
    return _outcome(job, worker.ask(_make, job, Limits(timeout)))


def failed(job: Job, reason: str) -> Outcome:
    """Return the outcome of a job that made nothing; the sentence names its plugin."""
    return Outcome(job, reason=str(PluginError(job.card.source, reason)))


def _how() -> dict[str, Any]:
    # What this process has of nnviz, too: the functions that are called are found there.
    ours = [name for name in sys.modules if name.startswith("nnviz.")]
    return {"fork": True, "preload": [*HEAVY, *ours], **dict.fromkeys(NUMERIC_THREADS, "1")}


def _outcome(job: Job, answer: Sent | Ending) -> Outcome:
    if isinstance(answer, Ending):
        return failed(job, f"{answer}, while its page was made")
    return Outcome(job, *answer)


def _make(job: Job) -> Sent:
    """Return what came of making a job here."""
    begin, files, reason = perf_counter(), {}, ""
    with noticed() as notices:
        try:
            files = make(job)
        except NnvizError as error:
            reason = str(error)
    return Sent(perf_counter() - begin, files, reason, tuple(notices))
