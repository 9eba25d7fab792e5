"""The training loop: one for every optimizer, penalty, constraint and callback."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from nnviz.core.architecture import refuse_batch_of_one
from nnviz.core.arrays import Seed
from nnviz.core.batches import Batches
from nnviz.core.callbacks import Callback, Run
from nnviz.core.checks import integer_at_least
from nnviz.core.constraints import Clipping, Constraint
from nnviz.core.divergence import DivergenceError, DivergenceWatch, OnDivergence
from nnviz.core.examples import examples
from nnviz.core.history import History
from nnviz.core.layers import Step
from nnviz.core.network import Network
from nnviz.core.optimizers import OPTIMIZERS, Optimizer
from nnviz.core.penalties import Penalties, as_tuple
from nnviz.core.seeds import member_generators


def train(
    network: Network,
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    optimizer: Optimizer | str,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    batch_size: int | None = None,
    shuffle: bool = True,
    penalty: Penalties = None,
    clip: Clipping | None = None,
    constraint: Constraint | None = None,
    frozen: int = 0,
    callbacks: Sequence[Callback] = (),
    record_cost: int | None = None,
    seed: Seed | Sequence[Seed] | None = None,
    on_divergence: OnDivergence = "raise",
) -> History:
    """Train `network` in place and return the history of what was asked to be recorded.

    `epochs` or `steps` says how long in all; without `batch_size` every step uses all examples.
    `penalty` is one or several of `penalties`, whose m is the number of examples in X; `clip`
    limits the gradients and `constraint` the weights of every layer. The first `frozen` layers
    keep their parameters and their running statistics. `record_cost=k` records the cost of the
    batch, with penalties, before every k-th step, as `history["cost"]`.

    Batch orders and dropout masks come from the network's own generators, which move on, or from
    `seed`, which is read as `Network` reads it. A network that no longer has finite parameters
    raises `DivergenceError`, or with `on_divergence="record"` goes on and is noted in
    `history.diverged_at`. Ctrl-C ends training, and the history so far is returned.
    """
    data = examples(network, X, y)
    batches = Batches(
        data, batch_size, _generators(network, seed), network.members, shuffle=shuffle
    )
    step = Step(
        network, _optimizer(optimizer), as_tuple(penalty), clip, constraint,
        _frozen(frozen, network), data.count,
    )  # fmt: skip
    run = Training(network, step, batches, callbacks, record_cost, on_divergence)
    run.total_steps = _total_steps(epochs, steps, batches.steps_per_epoch)
    return run.run()


class Training(Run):
    """The steps of a run; `train` makes and runs one."""

    def __init__(
        self,
        network: Network,
        one_step: Step,
        batches: Batches,
        callbacks: Sequence[Callback],
        record_cost: int | None,
        on_divergence: OnDivergence,
    ) -> None:
        super().__init__(network, batches.steps_per_epoch)
        self.one_step, self.batches = one_step, batches
        for m in batches.sizes:
            refuse_batch_of_one(network.dense[one_step.frozen :], m)
        self.callbacks = callbacks
        self.record_cost = record_cost and integer_at_least("record_cost", record_cost, 1)
        self._watch = DivergenceWatch(network.parameters, on_divergence)

    def run(self) -> History:
        """Take the steps, and return the history.

        Callbacks finish, and put back the best weights for example, even where training diverged.
        """
        for callback in self.callbacks:
            callback.start(self)
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                self._run()
        except KeyboardInterrupt:
            self.stop(f"interrupted at step {self.step}")
        except DivergenceError:
            self.stop(f"diverged at step {self.step}")
            self._finish()
            raise
        self._finish()
        return self.history

    def _finish(self) -> None:
        self.history.step = self.step
        for callback in self.callbacks:
            callback.finish(self)

    def _run(self) -> None:
        due = [(callback, self._period(callback)) for callback in self.callbacks]
        while self.step < self.total_steps and not self.history.stopped:
            self._take_step()
            for callback, period in due:
                if self.step % period == 0:
                    callback.after_step(self)
        self.history.stopped = self.history.stopped or "finished"

    def _period(self, callback: Callback) -> int:
        return self.steps_per_epoch if callback.every == "epoch" else callback.every

    def _take_step(self) -> None:
        A, y = self.batches.batch(self.step)
        if self.record_cost and self.step % self.record_cost == 0:
            cost = np.empty(self.history.diverged_at.shape, A.dtype)
            self.one_step.propagate(A, y, cost)
            self.history.add("cost", self.step, cost)
        else:
            self.one_step.propagate(A, y)
        self.one_step.update()
        self.step += 1
        self._watch.check(self, self.one_step.state.rate)


def _optimizer(optimizer: Optimizer | str) -> Optimizer:
    """Return the optimizer, or the one of that name with its default settings."""
    if isinstance(optimizer, Optimizer):
        return optimizer
    if not isinstance(optimizer, str):
        raise TypeError(f"optimizer must be an Optimizer such as Adam(0.01); got {optimizer!r}")
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer must be one of {', '.join(OPTIMIZERS)}; got {optimizer!r}")
    return OPTIMIZERS[optimizer]()


def _generators(network: Network, seed: Seed | Sequence[Seed] | None) -> list[np.random.Generator]:
    """Return the network's generators, replaced by those of `seed` if there is one."""
    if seed is not None:
        network.generators[:] = member_generators(seed, network.members)
    return network.generators


def _total_steps(epochs: int | None, steps: int | None, steps_per_epoch: int) -> int:
    if (epochs is None) == (steps is None):
        raise ValueError(f"give either epochs or steps; got epochs={epochs}, steps={steps}")
    if epochs is not None:
        return integer_at_least("epochs", epochs, 1) * steps_per_epoch
    return integer_at_least("steps", steps if steps is not None else 0, 1)


def _frozen(frozen: int, network: Network) -> int:
    layers = len(network.dense)
    if integer_at_least("frozen", frozen, 0) >= layers:
        raise ValueError(f"frozen must leave one of the {layers} layers to train; got {frozen}")
    return frozen
