"""Runs the jobs on a Dask cluster; what comes of each is what comes of it here."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures import Future as Answer
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from nnviz import __version__
from nnviz.errors import NnvizError, UsageError
from nnviz.gallery.jobs import Job
from nnviz.gallery.processes import Outcome, Sent, failed
from nnviz.gallery.worker import differences, make_there, surroundings
from nnviz.host.answers import decode
from nnviz.host.sources import BUNDLED

if TYPE_CHECKING:
    from distributed import Client, Future

_ADDRESS = re.compile(r"([a-z]+://)?([\w.-]+|\[[\da-f:.%]+\]):\d{1,5}", re.IGNORECASE)
_PATIENCE = 5.0
"""Seconds in which a scheduler must answer, and a first worker must be there."""

_LOOK = 60.0
"""Seconds in which all machines must say what they have, for which Dask itself would wait ever."""

_RESTART = 60.0
"""Seconds in which a worker must come back when none is left, and hand over what it has made."""

_GRACE = 120.0
"""Seconds beyond a job's own limit, for its process to start and its files to come: one of those
that are being made must then have come, for a worker stops each in time.
"""


@contextmanager
def outcomes(jobs: Sequence[Job], address: str, timeout: float) -> Iterator[Iterator[Outcome]]:
    """Give the outcomes of the jobs as the workers of a cluster send them.

    A job whose worker dies goes to another. On leaving, what has not begun is cancelled; what has
    begun ends with the concept that it makes, after `timeout` seconds at most.

    Raises `UsageError` for an address that is none or without the extra `cluster`, `NnvizError`
    when nobody answers there or the workers would not make what this machine makes.
    """
    with _client(address) as client:
        _refuse_without_workers(client, address, _PATIENCE)
        _refuse_other_versions(client, address)
        ordered = sorted(jobs, key=lambda job: job.weight, reverse=True)
        here = [surroundings(job) for job in ordered]
        _refuse_other_surroundings(client, address, ordered, here)
        # Not pure: a name for each task, so that no result of an earlier build is taken for it.
        futures = client.map(make_there, ordered, here, timeout=timeout, pure=False)
        try:
            yield _arriving(
                client, dict(zip(futures, ordered, strict=True)), address, timeout + _GRACE
            )
        finally:
            client.cancel(futures)


@contextmanager
def _client(address: str) -> "Iterator[Client]":
    if not _ADDRESS.fullmatch(address):
        wanted = "the address of a cluster is like tcp://192.168.0.10:8786"
        raise UsageError(f"{wanted}; got {address!r}.")
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("a cluster needs: python -m pip install distributed") from None
    try:
        client = Client(address, timeout=_PATIENCE, set_as_default=False)
    except OSError as error:
        told = f"no Dask scheduler answers at {address}; start one: dask scheduler"
        raise NnvizError(told) from error
    except (ValueError, RuntimeError, ImportError) as error:
        raise UsageError(f"cannot reach a cluster at {address}: {error}.") from error
    with _quiet(), client, client.as_current():
        yield client


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask logs from the screen: what matters of it is told in a sentence."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


def _refuse_without_workers(client: "Client", address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        told = f"the cluster at {address} has no workers; start some: dask worker {address}"
        raise NnvizError(told) from None


def _answer(address: str, ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return what the machines of a cluster answer; `NnvizError` where one does not, in time."""
    answer: Answer[Mapping[str, Any]] = Answer()

    def wait() -> None:
        try:
            answer.set_result(ask())
        except Exception as error:
            answer.set_exception(error)

    Thread(target=wait, daemon=True).start()
    try:
        return answer.result(_LOOK)
    except TimeoutError:
        told = f"not every machine of the cluster at {address} has answered within {_LOOK:g} s"
        raise NnvizError(f"{told}; start its scheduler and workers again.") from None


def _refuse_other_versions(client: "Client", address: str) -> None:
    """Raise `NnvizError` where tasks could not even be read: another Python, another nnviz."""
    found = _answer(address, lambda: client.get_versions(packages=[BUNDLED]))
    ours, here = _python(found["client"]), found["client"]["packages"][BUNDLED]
    for who, what in {"the scheduler": found["scheduler"], **found["workers"]}.items():
        theirs, nnviz = _python(what), what["packages"].get(BUNDLED)
        if theirs != ours:
            raise NnvizError(f"{who} has Python {theirs}, this machine {ours}; take one of them.")
        if nnviz != here:
            has = f"nnviz {nnviz}" if nnviz else "no nnviz"
            raise NnvizError(f"{who} has {has}; install nnviz {__version__} there.")


def _python(found: dict[str, Any]) -> str:
    return ".".join(str(found["host"]["python"]).split(".")[:2])


def _refuse_other_surroundings(
    client: "Client", address: str, jobs: Sequence[Job], here: Sequence[dict[str, Any]]
) -> None:
    found = _answer(address, lambda: client.run(differences, jobs, here, on_error="return"))
    for worker, reason in found.items():
        if isinstance(reason, Exception):
            raise NnvizError(f"the worker {worker} cannot use nnviz: {reason!r}.")
        if reason:
            raise NnvizError(f"the worker {worker} {reason}.")


def _arriving(
    client: "Client", jobs: "dict[Future, Job]", address: str, seconds: float
) -> Iterator[Outcome]:
    """Yield what comes; when nothing has come for so many seconds, the rest has failed."""
    waiting = dict(jobs)
    try:
        while waiting:
            finished = _finished(client, list(waiting), address, seconds)
            for future in finished:
                yield _outcome(waiting.pop(future), future)
            if not finished:
                told = f"the cluster has sent nothing for {seconds:g} s"
                yield from (failed(job, told) for job in waiting.values())
                return
    except (CancelledError, OSError) as error:  # as a scheduler that is lost cancels all
        told = f"the cluster at {address} went away; run again to make the rest."
        raise NnvizError(told) from error


def _finished(
    client: "Client", futures: "list[Future]", address: str, seconds: float
) -> "set[Future]":
    """Wait until one is finished, as long as there are workers, and return those that are."""
    from distributed import wait

    end = monotonic() + seconds
    while monotonic() < end:
        with suppress(TimeoutError):
            finished: set[Future] = wait(futures, _PATIENCE, "FIRST_COMPLETED").done
            return finished
        _refuse_without_workers(client, address, _RESTART)
    return set()


def _outcome(job: Job, future: "Future") -> Outcome:
    """Return what a task has sent, or why it has sent nothing."""
    from distributed import KilledWorker

    try:
        return Outcome(job, *decode(future.result(timeout=_RESTART), Sent))
    except KilledWorker:
        return failed(job, "every worker that made its page died")
    except Exception as error:  # whatever the cluster has to say
        return failed(job, f"the cluster could not make its page: {error}")
