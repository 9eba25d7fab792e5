"""A process that makes one wish after another, within limits."""

from nnviz.errors import NnvizError
from nnviz.explore.making import Kitchen, Made, Order, make
from nnviz.explore.wishes import Wish
from nnviz.host import apart
from nnviz.host.apart import Ending
from nnviz.language import Language, current

_HEAVY = ("nnviz.explore.making", "nnviz.core.training", "nnviz.drawing", "nnviz.render")
"""What every wish needs, imported before the first one's time runs."""

PATIENCE = 60.0
"""Seconds by the clock that a wish may take, for it may wait for what never comes."""


class StoppedError(NnvizError):
    """A wish took more than it may, or ended its process."""


class Worker:
    """One process, begun when it is first asked."""

    def __init__(
        self,
        kitchen: Kitchen,
        processor: float = 10.0,
        gigabytes: float = 2.0,
        patience: float = PATIENCE,
    ) -> None:
        """Take where wishes are made, and what one may take: seconds of a processor, and memory."""
        self._kitchen = kitchen
        self._limits = apart.Limits(patience, processor, gigabytes)
        self._process: apart.Worker | None = None

    def ask(self, wish: Wish, language: Language | None = None) -> Made:
        """Return what is made of a wish, in the language that is spoken here unless one is named.

        `StoppedError` says why there is nothing.
        """
        if self._process is None:
            self._process = apart.Worker(preload=_HEAVY)
        order = Order(self._kitchen, wish, language or current())
        told = self._process.ask(make, order, self._limits)
        if isinstance(told, Ending):
            raise StoppedError(f"Nothing is shown, because nothing was measured: {told}.")
        return told

    def cancel(self) -> None:
        """Stop what is being made; the worker is used on."""
        if self._process is not None:
            self._process.cancel()

    def close(self) -> None:
        """End the process for good."""
        if self._process is not None:
            self._process.close()
