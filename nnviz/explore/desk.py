"""Who is served next: the newest wish of each reader, in turn, and equal wishes once."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from nnviz.errors import NnvizError
from nnviz.explore.making import Made
from nnviz.explore.wishes import Wish
from nnviz.explore.workers import StoppedError

_GRACE = 1.0
"""Seconds after which a wish that nobody waits for any more is stopped, to free its worker."""


Answer = Made | StoppedError


class Answerer(Protocol):
    """What makes one wish at a time, as `Worker` does."""

    def ask(self, wish: Wish) -> Made:
        """Return the answer, or raise `StoppedError`."""

    def cancel(self) -> None:
        """Stop what is being made."""

    def close(self) -> None:
        """End for good."""


class SupersededError(NnvizError):
    """The reader has wished for something else since."""


@dataclass(eq=False)
class _Order:
    """A wish that is not yet answered: who waits for it, and who makes it."""

    wish: Wish
    waiting: dict[str, "asyncio.Future[Answer]"] = field(default_factory=dict)
    worker: Answerer | None = None
    begun: float = 0.0


class Desk:
    """Takes readers' wishes and gives them to workers.

    Each reader has one wish, the newest: an earlier one that has not been begun is dropped. A
    reader's wish is begun only when none that was begun for that reader is still being made, so
    that nobody holds two workers. Who has waited longest comes first. The newest answers are kept,
    as many as `most_bytes` hold.
    """

    def __init__(self, workers: Sequence[Answerer], most_bytes: int = 64_000_000) -> None:
        self._idle = list(workers)
        self._workers = list(workers)
        self._threads = ThreadPoolExecutor(len(workers), "worker")
        self._orders: dict[Wish, _Order] = {}
        self._of: dict[str, _Order] = {}  # the readers who wait, in turn
        self._owners: dict[str, asyncio.Task[None]] = {}  # the readers for whom a worker works
        self._kept: OrderedDict[Wish, Answer] = OrderedDict()
        self._most_bytes, self._bytes = most_bytes, 0

    async def answer(self, reader: str, wish: Wish) -> Made:
        """Return the answer to a reader's wish.

        Raises `SupersededError` when the same reader wishes for something else meanwhile, and
        `StoppedError` for what took too long, without trying again.
        """
        if wish in self._kept:
            self._leave(reader)
            self._kept.move_to_end(wish)
            return _told(self._kept[wish])
        order = self._orders.setdefault(wish, _Order(wish))
        self._leave(reader, order)
        future = order.waiting[reader] = asyncio.get_running_loop().create_future()
        self._begin()
        try:
            return _told(await future)
        finally:
            if order.waiting.get(reader) is future:  # who asked has gone
                self._leave(reader)

    @property
    def busy(self) -> int:
        """How many wishes are not yet answered."""
        return len(self._orders)

    def close(self) -> None:
        """Stop everything."""
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _leave(self, reader: str, for_other: _Order | None = None) -> None:
        """Take a reader from what is waited for to another order, or to none.

        The place in the queue is kept until something is begun. What nobody waits for is dropped.
        """
        order = self._of.get(reader)
        if for_other is None or (order and order.worker):
            self._of.pop(reader, None)
        if for_other is not None:
            self._of[reader] = for_other
        if order is None:
            return
        future = order.waiting.pop(reader)
        if not future.done():
            future.set_exception(SupersededError("another setting was wished for since."))
        if order.waiting or order is for_other:
            return
        if order.worker is None:
            del self._orders[order.wish]
        else:
            rest = max(0.0, order.begun + _GRACE - monotonic())
            asyncio.get_running_loop().call_later(rest, self._stop_unwanted, order)

    def _stop_unwanted(self, order: _Order) -> None:
        if order.worker is not None and not order.waiting:
            order.worker.cancel()

    def _begin(self) -> None:
        """Give idle workers what has waited longest, of readers who hold no worker."""
        for reader, order in list(self._of.items()):
            if not self._idle:
                return
            if order.worker is None and reader not in self._owners:
                worker = order.worker = self._idle.pop()
                order.begun = monotonic()
                self._owners[reader] = asyncio.create_task(self._make(order, worker, reader))

    async def _make(self, order: _Order, worker: Answerer, owner: str) -> None:
        """Let a worker answer, keep that, and tell all who wait."""
        answer: Answer
        try:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, worker.ask, order.wish)
        except NnvizError as error:
            answer = StoppedError(str(error))
        order.worker = None
        del self._orders[order.wish], self._owners[owner]
        self._idle.append(worker)
        if order.waiting or isinstance(answer, Made):  # what was stopped unwanted may well end
            self._keep(order.wish, answer)
        for reader, future in order.waiting.items():
            del self._of[reader]
            if not future.done():
                future.set_result(answer)
        order.waiting.clear()
        self._begin()

    def _keep(self, wish: Wish, answer: Answer) -> None:
        self._kept[wish] = answer
        self._bytes += _weight(answer)
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= _weight(oldest)


def _told(answer: Answer) -> Made:
    if isinstance(answer, StoppedError):
        raise StoppedError(str(answer))
    return answer


def _weight(answer: Answer) -> int:
    """Return the bytes of an answer, and of the wish that it is kept by."""
    return 1000 + (len(answer.content) if isinstance(answer, Made) else 0)
