"""Noticing that a network's parameters are no longer finite, and saying why that happens."""

from math import isfinite
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from nnviz.core.arrays import Array
from nnviz.core.callbacks import Run
from nnviz.core.history import History

OnDivergence: TypeAlias = Literal["raise", "record"]
"""Whether divergence is an error, or is what shall be seen."""


class DivergenceError(ArithmeticError):
    """Training left the finite numbers at `step`; `history` holds what was recorded until then."""

    def __init__(self, message: str, step: int, history: History) -> None:
        super().__init__(message)
        self.step = step
        self.history = history


class DivergenceWatch:
    """Looks after each step whether the squared norm of the parameters (…, P) is still finite."""

    def __init__(self, parameters: Array, on_divergence: OnDivergence) -> None:
        if on_divergence not in ("raise", "record"):
            raise ValueError(f"on_divergence must be 'raise' or 'record'; got {on_divergence!r}")
        self.parameters = parameters
        self.all = parameters.reshape(-1)
        self.on_divergence = on_divergence

    def check(self, run: Run, rate: npt.ArrayLike) -> None:
        """Note the members that have just diverged; raise DivergenceError if that is wanted."""
        if isfinite(self.all.dot(self.all)):  # one call, whatever the number of members
            return
        finite = np.isfinite(np.vecdot(self.parameters, self.parameters))
        at = run.history.diverged_at
        at[~finite & (at < 0)] = run.step
        if self.on_divergence == "raise" and not finite.all():
            raise DivergenceError(_message(run, rate), run.step, run.history)


def _message(run: Run, rate: npt.ArrayLike) -> str:
    at = run.history.diverged_at
    who = "the network"
    if at.ndim:
        members = np.flatnonzero(at >= 0).tolist()
        who = f"member{'s' if len(members) > 1 else ''} {', '.join(map(str, members))}"
    return (
        f"training diverged at step {run.step} (epoch {run.epoch}): the parameters of "
        f"{who} overflowed or are not numbers. The usual cause is a learning rate that is too "
        f"large: it is {np.max(rate):g}; try a tenth of it. Others are inputs that are not "
        "standardized, weights that start too large, and rare huge gradients, which "
        "clip=ClipNorm(1.0) limits. To keep and draw a divergence, pass on_divergence='record'"
    )
