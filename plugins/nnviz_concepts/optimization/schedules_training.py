"""Networks that train under schedules, each at the best of several peaks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array, Labels
from nnviz.core.callbacks import Record
from nnviz.core.data import Dataset
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent, OptimizerState
from nnviz.core.remembering import remembering
from nnviz.core.training import train

PEAKS = (0.1, 0.3, 1.0, 3.0, 10.0)
TRIALS, RUNS = 4, 12
HIDDEN = 8
RECORDS = 35


@dataclass(frozen=True)
class EachItsOwn(GradientDescent):
    """Gradient descent on a stack whose members follow rates of their own, (steps, members)."""

    rates: Array = field(default_factory=lambda: np.zeros((0, 0)))

    def prepare(self, state: OptimizerState) -> None:
        """Set every member's rate for the coming step."""
        state.numbers.rate[...] = self.rates[state.step, :, np.newaxis]


def _train(
    data: Dataset, rates: Array, seeds: Sequence[int], batch_size: int, every: int
) -> tuple[Array, Labels]:
    """Train a network for each of the `rates` (schedules, steps + 1) and each of the seeds.

    Return the cost of all examples, (records, schedules, seeds), and the steps of the records.
    """
    sizes = [data.inputs.shape[1], HIDDEN, len(data.classes)]
    network = Network(
        sizes, hidden="tanh", loss="multiclass", seed=[s for _ in rates for s in seeds]
    )
    table = np.repeat(rates, len(seeds), axis=0).T
    record = Record("all", lambda net: net.cost(data.inputs, data.targets), every=every)
    history = train(
        network,
        data.inputs,
        data.targets,
        EachItsOwn(table[0], table),
        steps=len(table) - 1,
        batch_size=batch_size,
        callbacks=[record],
        on_divergence="record",
    )
    costs = np.nan_to_num(history["all"], nan=np.inf)
    return costs.reshape(len(costs), len(rates), len(seeds)), history.steps("all")


def best_peaks(data: Dataset, shapes: Array, batch_size: int, seed: int) -> Array:
    """Return for each schedule that peak of `PEAKS` which ends lowest on the mean of all trials."""
    rates = (np.array(PEAKS)[:, np.newaxis, np.newaxis] * shapes).reshape(-1, shapes.shape[1])
    seeds = [seed + RUNS + trial for trial in range(TRIALS)]
    costs, _ = _train(data, rates, seeds, batch_size, every=shapes.shape[1] - 1)
    finals = costs[-1].mean(axis=-1).reshape(len(PEAKS), len(shapes))
    peaks: Array = np.array(PEAKS)[finals.argmin(axis=0)]
    return peaks


@remembering
def _trained_at_best(
    data: Dataset, shapes: Array, batch_size: int, seed: int
) -> tuple[Array, Array, Labels]:
    peaks, steps = best_peaks(data, shapes, batch_size, seed), shapes.shape[1] - 1
    every = max(d for d in range(1, ceil(steps / RECORDS) + 1) if steps % d == 0)
    seeds = [seed + run for run in range(RUNS)]
    return peaks, *_train(data, shapes * peaks[:, np.newaxis], seeds, batch_size, every)


def trained_costs(
    data: Dataset, shapes: Array, moved: npt.NDArray[np.bool_], batch_size: int, seed: int
) -> tuple[Array, Array, Labels]:
    """Return each schedule's best peak, its costs (records, schedules, runs), and their steps.

    Those that are `moved` train apart from the others, which meanwhile are remembered.
    """
    groups = [np.flatnonzero(moved), np.flatnonzero(~moved)]
    trained = [_trained_at_best(data, shapes[g], batch_size, seed) for g in groups if len(g)]
    peaks, costs, steps = zip(*trained, strict=True)
    back = np.argsort(np.concatenate(groups))
    return np.concatenate(peaks)[back], np.concatenate(costs, axis=1)[:, back], steps[0]
