"""Runs each job in a process of its own, so many at a time.

A process a concept and not a pool of workers: one that hangs is killed, one that crashes takes
nothing with it, and nothing that a plugin leaves behind reaches the next.
"""

import gc
import multiprocessing
import os
import pickle
import signal
import sys
from _thread import start_new_thread
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from time import monotonic, perf_counter
from typing import Any

from nnviz.errors import NnvizError
from nnviz.gallery.jobs import Job
from nnviz.gallery.making import make
from nnviz.host.environment import SAFE_PATH
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


@dataclass(frozen=True)
class _Running:
    job: Job
    process: BaseProcess
    connection: Connection
    deadline: float


def run(jobs: Sequence[Job], workers: int, timeout: float) -> Generator[Outcome, None, None]:
    """Yield the outcome of each job as it is done, at most `workers` at a time.

    A job that takes more than `timeout` seconds is killed. Whoever stops listening ends the rest.
    """
    waiting = sorted(jobs, key=lambda job: job.weight)
    running: list[_Running] = []
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                running.append(_start(waiting.pop(), timeout))
            for done in _finished(running):
                running.remove(done)
                yield _outcome(done, timeout)
    finally:
        for one in running:
            _end(one)


def failed(job: Job, reason: str) -> Outcome:
    """Return the outcome of a job that made nothing; the sentence names its plugin."""
    return Outcome(job, reason=str(PluginError(job.card.source, reason)))


def _start(job: Job, timeout: float) -> _Running:
    context = _context()
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, theirs), daemon=True)
    with _environment_of_workers(), _unheard_interrupts():
        process.start()
    theirs.close()
    return _Running(job, process, ours, monotonic() + timeout)


def _finished(running: Sequence[_Running]) -> list[_Running]:
    first = min(one.deadline for one in running)
    ready = wait([one.connection for one in running], max(0.0, first - monotonic()))
    return [one for one in running if one.connection in ready or one.deadline <= monotonic()]


def _outcome(done: _Running, timeout: float) -> Outcome:
    """Return what the process has sent, or why it has sent nothing."""
    try:
        if not done.connection.poll():
            return failed(done.job, f"it took longer than {timeout:g} s and was stopped")
        return Outcome(done.job, *pickle.loads(done.connection.recv_bytes()))
    except (EOFError, OSError, pickle.UnpicklingError):
        done.process.join(1)
        return failed(done.job, f"it {_ending(done.process.exitcode)} while its page was made")
    finally:
        _end(done)


def _ending(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        return f"crashed its process ({signal.Signals(-exitcode).name})"
    return f"ended its process (exit code {exitcode})"


def _end(one: _Running) -> None:
    if one.process.is_alive():
        one.process.kill()
    one.process.join()
    one.process.close()
    one.connection.close()


def _work(job: Job, connection: Connection) -> None:
    """Make a job and send what came of it; what the plugin prints is dropped."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()  # or each collection would copy all that was inherited, by writing to it
    # No `Thread`: beside one, nobody could tell what the plugin itself changes for everybody.
    start_new_thread(_end_with_parent, ())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    begin, files, reason = perf_counter(), {}, ""
    with noticed() as notices:
        try:
            files = make(job)
        except NnvizError as error:
            reason = str(error)
    connection.send_bytes(pickle.dumps((perf_counter() - begin, files, reason, tuple(notices))))
    # At once: a plugin's threads and exit handlers have no say in when a worker is free.
    os._exit(0)


def _end_with_parent() -> None:
    """Wait for the end of the parent, which may be killed, and end a concept that hangs with it."""
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _context() -> Any:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    # What the parent has of nnviz too: each child imports the main script's imports again.
    ours = [name for name in sys.modules if name.startswith("nnviz.")]
    context.set_forkserver_preload([*HEAVY, *ours])
    return context


@contextmanager
def _environment_of_workers() -> Iterator[None]:
    """Hold processes begun here to one thread each, and to imports from where they should be."""
    names = (*NUMERIC_THREADS, SAFE_PATH)
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)  # which another thread may have done
            else:
                os.environ[name] = value


@contextmanager
def _unheard_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from processes begun here; this process hears of it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # which lets interrupts through again once it runs
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
