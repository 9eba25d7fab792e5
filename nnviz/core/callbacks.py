"""What may happen after a step of training: record, keep the best, stop early, tell progress."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TextIO, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.checks import integer_at_least, number_in
from nnviz.core.history import History
from nnviz.core.network import Network

Every: TypeAlias = int | Literal["epoch"]
"""How often: each so many steps, or at the end of each epoch."""

Measure: TypeAlias = Callable[[Network], npt.ArrayLike]
"""Any function of the network, such as `lambda network: network.cost(X, y)`."""


class Run:
    """A training run as callbacks see it: its network and history, and how far it is."""

    def __init__(self, network: Network, steps_per_epoch: int) -> None:
        self.network, self.steps_per_epoch = network, steps_per_epoch
        self.step = self.total_steps = 0
        self.history = History(network.parameters.shape[:-1])

    @property
    def epoch(self) -> int:
        """The epoch, from 1, that the last step belonged to."""
        return -(-self.step // self.steps_per_epoch)

    def stop(self, reason: str) -> None:
        """End training after this step."""
        self.history.stopped = reason


@dataclass(kw_only=True)
class Callback:
    """Something done before the first step, after every so many, and at the end."""

    every: Every = "epoch"

    def __post_init__(self) -> None:
        if self.every != "epoch":
            integer_at_least("every", self.every, 1)

    def start(self, run: Run) -> None:
        """Do what is to be done before the first step."""

    def after_step(self, run: Run) -> None:
        """Do what is to be done after a step that is due."""

    def finish(self, run: Run) -> None:
        """Do what is to be done at the end, however training ended."""


@dataclass
class Record(Callback):
    """Record a function of the network under a name, before the first step and as it is due."""

    name: str
    measure: Measure

    def start(self, run: Run) -> None:
        """Record the network as it starts."""
        self.after_step(run)

    def after_step(self, run: Run) -> None:
        """Record the network as it is."""
        run.history.add(self.name, run.step, self.measure(run.network))


@dataclass
class BestWeights(Callback):
    """Put back, at the end, the parameters whose `score` was lowest; each member's own.

    `score` is a function of the network giving one number for each member. The first score after
    training has begun is the best so far; a later one is better when it is lower than the best by
    more than `minimum_change`, and what is not a number never is. The network as it starts is no
    candidate, as in Keras, PyTorch Lightning and scikit-learn: an untrained one may score well by
    chance. `best` and `best_step` say which it was, ∞ and 0 if none; a member that none was best
    of is left as it is. With a `name` the scores are recorded in the history, the start's too.
    """

    score: Measure
    minimum_change: float = field(default=0.0, kw_only=True)
    name: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        number_in("minimum_change", self.minimum_change, ge=0)

    def start(self, run: Run) -> None:
        """Record the score of the network as it starts, if there is a name."""
        self._prepare(run)
        if self.name:
            self._scored(run)

    def after_step(self, run: Run) -> None:
        """Score the network, and keep its numbers where they are the best so far."""
        self.judge(run)

    def finish(self, run: Run) -> None:
        """Put the best numbers back."""
        self._put_back(run.network, self.best_step > 0)

    def _prepare(self, run: Run) -> None:
        network = run.network
        leading = network.parameters.shape[:-1]
        self.best = np.full(leading, np.inf)
        self.best_step = np.zeros(leading, np.intp)
        self.parameters = network.parameters.copy()
        self.statistics = network.statistics.copy()

    def _scored(self, run: Run) -> npt.NDArray[np.float64]:
        score = np.asarray(self.score(run.network), np.float64)
        if score.shape != self.best.shape:
            raise ValueError(
                f"score must give one number for each network, shape {self.best.shape}; "
                f"got {score.shape}"
            )
        if self.name:
            run.history.add(self.name, run.step, score)
        return score

    def judge(self, run: Run) -> npt.NDArray[np.bool_]:
        """Score the network, keep what is better than the best so far, and return which is."""
        score = self._scored(run)
        better = self._counting() & (score < self.best - self.minimum_change)
        self.best[better] = score[better]
        self.best_step[better] = run.step
        self._keep(run.network, better)
        return better

    def _counting(self) -> npt.NDArray[np.bool_]:
        """Return which members are still judged: all."""
        return np.ones(self.best.shape, bool)

    def _keep(self, network: Network, which: npt.NDArray[np.bool_]) -> None:
        np.copyto(self.parameters, network.parameters, where=which[..., np.newaxis])
        np.copyto(self.statistics, network.statistics, where=which[..., np.newaxis])

    def _put_back(self, network: Network, which: npt.NDArray[np.bool_]) -> None:
        np.copyto(network.parameters, self.parameters, where=which[..., np.newaxis])
        np.copyto(network.statistics, self.statistics, where=which[..., np.newaxis])


@dataclass
class EarlyStopping(BestWeights):
    """Stop when `score` has not become better in `patience` evaluations (Prechelt 1998).

    What is better is said in `BestWeights`; patience counts evaluations in a row that are not,
    as in Keras. With `restore_best` the best parameters are put back at the end, otherwise they
    are left as they were when patience ran out. Each member of a stack has its own patience: what
    it gets back is what it would have alone. `stopped_at` is the step, or −1.
    """

    patience: int = field(default=10, kw_only=True)
    restore_best: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        integer_at_least("patience", self.patience, 1)

    def after_step(self, run: Run) -> None:
        """Score the network, and stop if every member's patience has run out."""
        better = self.judge(run)
        self.waited[better] = 0
        self.waited[~better] += 1
        ending = self._counting() & (self.waited >= self.patience)
        self.stopped_at[ending] = run.step
        self._keep(run.network, ending & ~self._restoring())
        if not self._counting().any():
            run.stop(f"early stopping at step {run.step}")

    def finish(self, run: Run) -> None:
        """Put back the best numbers, or those at which patience ran out."""
        self._put_back(run.network, self._restoring() | ~self._counting())

    def _prepare(self, run: Run) -> None:
        super()._prepare(run)
        self.waited = np.zeros(self.best.shape, np.intp)
        self.stopped_at = np.full(self.best.shape, -1, np.intp)

    def _counting(self) -> npt.NDArray[np.bool_]:
        return np.asarray(self.stopped_at < 0)

    def _restoring(self) -> npt.NDArray[np.bool_]:
        """Return which members have a best that is to be put back."""
        return np.asarray((self.best_step > 0) & self.restore_best)


@dataclass
class Progress(Callback):
    """Write a line as it is due: the step, the epoch, and what `measure` says of the network."""

    measure: Measure | None = None
    stream: TextIO | None = None

    def after_step(self, run: Run) -> None:
        """Write the line to the stream, standard error by default."""
        line = f"step {run.step} of {run.total_steps}, epoch {run.epoch}"
        if self.measure is not None:
            line += f": {np.array2string(np.asarray(self.measure(run.network)), precision=4)}"
        print(line, file=self.stream or sys.stderr, flush=True)
