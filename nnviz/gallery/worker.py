"""What runs in a worker of a cluster: the job in a process of its own, as on one machine."""

from collections.abc import Mapping, Sequence
from threading import local

from nnviz import __version__
from nnviz.gallery.inputs import inputs_of, neighbouring_sources
from nnviz.gallery.jobs import Job
from nnviz.gallery.processes import Sent, failed, one_by_one, outcome
from nnviz.host.answers import encode
from nnviz.language import speaking
from nnviz.wording import enumeration

_OWN = local()
"""The process of each of Dask's threads, which has imported what every job needs."""


def make_there(job: Job, wanted: Mapping[str, str], timeout: float) -> bytes:
    """Make a job in a process of its own, where the surroundings are those that it needs.

    What came of it is returned as the bytes of a `Sent`, so that to read it runs nothing.

    `wanted` is what `surroundings` says where the job comes from. A worker may have joined the
    cluster after the others were looked at.
    """
    reason = _difference(job, wanted)
    if reason:
        return encode(Sent(0.0, {}, failed(job, f"a worker {reason}").reason, ()))
    if not hasattr(_OWN, "worker"):
        _OWN.worker = one_by_one()
    came = outcome(_OWN.worker, job, timeout)
    return encode(Sent(came.seconds, came.files, came.reason, came.notices))


def surroundings(job: Job) -> dict[str, str]:
    """Return all that decides the job's bytes as it is found in this process."""
    with speaking(job.language):
        inputs = inputs_of(job.card, job.catalog, job.settings, job.figure)
    return {**inputs, "source": neighbouring_sources(job.card.source)}


def differences(jobs: Sequence[Job], wanted: Sequence[Mapping[str, str]]) -> str:
    """Return how this process would make other bytes for one of the jobs, or nothing."""
    found = (_difference(job, one) for job, one in zip(jobs, wanted, strict=True))
    return next(filter(None, found), "")


def _difference(job: Job, wanted: Mapping[str, str]) -> str:
    found = surroundings(job)
    if found["nnviz"] != wanted["nnviz"]:
        return f"runs other code of nnviz {__version__}; update it and start it again"
    if found["libraries"] != wanted["libraries"]:
        return f"has {found['libraries']}; install {wanted['libraries']} there"
    if found["source"] != wanted["source"]:
        qualified = job.card.source.qualified
        return f"lacks the plugin {qualified}, or has another version; install this one there"
    other = [name for name, value in wanted.items() if found[name] != value]
    return f"has another {enumeration(other)} for {job.name}" if other else ""
