"""Mini-batches: each epoch in a new order, a member of a stack each in its own."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.checks import integer_at_least
from nnviz.core.examples import Examples


class Batches:
    """Endless batches of examples, as inputs A (…, n + 1, m) and targets (…, k, m).

    Without a batch size every batch is all of the examples in their order. Otherwise each epoch
    goes once through them, shuffled by each member's generator unless `shuffle` is off; the last
    batch of an epoch holds what is left. The arrays given out are reused for the next batch.
    """

    def __init__(
        self,
        data: Examples,
        batch_size: int | None,
        generators: Sequence[np.random.Generator],
        members: int | None,
        *,
        shuffle: bool = True,
    ) -> None:
        if batch_size is not None:
            integer_at_least("batch_size", batch_size, 1)
        self.data = data
        self.size = min(batch_size or data.count, data.count)
        self.generators = generators
        self.shuffle = shuffle and self.size < data.count
        self.steps_per_epoch = -(-data.count // self.size)
        leading = () if members is None else (members,)
        self.order = np.zeros((*leading, data.count), np.intp)
        self._offsets = np.arange(members or 1)[:, np.newaxis] * data.count
        self._room = {m: self._make_room(leading, m) for m in self.sizes} if self.shuffle else {}
        starts = () if self.shuffle else range(0, data.count, self.size)
        self._in_turn = [self._from(start) for start in starts]

    @property
    def sizes(self) -> set[int]:
        """The sizes that batches have: the one asked for, and that of an epoch's last."""
        return {self.size, self.data.count - (self.steps_per_epoch - 1) * self.size}

    def batch(self, step: int) -> tuple[Array, Array]:
        """Return the batch of a step; steps must be asked for in turn, from an epoch's first."""
        number = step % self.steps_per_epoch
        if not self.shuffle:
            return self._in_turn[number]
        start = number * self.size
        part = slice(start, min(start + self.size, self.data.count))
        if start == 0:
            self._draw_order()
        chosen = self.order[..., part]
        rows, targets = self._room[part.stop - part.start]
        self._gather(self.data.rows, chosen, rows)
        self._gather(self.data.targets, chosen, targets)
        return rows.mT, targets.mT

    def _from(self, start: int) -> tuple[Array, Array]:
        """Return the batch that starts at an example, in their order."""
        part = slice(start, start + self.size)
        return self.data.rows[..., part, :].mT, self.data.targets[..., part, :].mT

    def _draw_order(self) -> None:
        for generator, order in zip(
            self.generators, self.order.reshape(-1, self.data.count), strict=True
        ):
            order[:] = np.arange(self.data.count)
            generator.shuffle(order)

    def _gather(self, source: Array, chosen: npt.NDArray[np.intp], out: Array) -> None:
        """Copy the chosen rows of (examples, columns), or of each member's, into `out`."""
        if source.ndim == 3:
            chosen = chosen + self._offsets
        # "clip" because with "raise" take would first fill a buffer of its own
        np.take(source.reshape(-1, source.shape[-1]), chosen, axis=0, out=out, mode="clip")

    def _make_room(self, leading: tuple[int, ...], m: int) -> tuple[Array, Array]:
        rows, targets = self.data.rows, self.data.targets
        return (
            np.empty((*leading, m, rows.shape[-1]), rows.dtype),
            np.empty((*leading, m, targets.shape[-1]), targets.dtype),
        )
