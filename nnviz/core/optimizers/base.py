"""What every optimizer shares: its rate, the arrays it remembers, and the update in place."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from types import SimpleNamespace
from typing import Any, ClassVar, TypeAlias

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.checks import finite_array, number_in

Rate: TypeAlias = float | Array | Callable[[int], float]
"""A learning rate: one number, one number a member of a stack, or a schedule of the step."""

BLOCK = 32_768
"""Parameters updated at a time in large networks, so that a block stays in the cache."""

UNDIVIDED = 200_000
"""Up to so many parameters an update is done in one piece: blocks would not make it faster."""


@dataclass
class OptimizerState:
    """What an optimizer remembers between updates of one array of parameters.

    `step` counts the updates done. `arrays` holds the optimizer's memory by name, each of the
    parameters' shape and dtype. `numbers` holds the hyper-parameters as zero-dimensional arrays,
    which NumPy takes at half the cost of a Python float, and `work` is room for intermediate
    results.
    """

    arrays: dict[str, Array]
    numbers: SimpleNamespace
    work: Array
    shape: tuple[int, ...]
    step: int = 0
    ready_for: int = -1
    blocks: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def rate(self) -> Array:
        """The learning rate of the step last prepared for, () or (..., 1)."""
        rate: Array = self.numbers.rate
        return rate


@dataclass(frozen=True)
class Optimizer:
    """A rule that changes parameters along their gradients, in place.

    `rate` is a number, an array with the leading axes of the parameters (one rate a member of a
    stack), or a schedule: a callable that takes the number of updates done before this one.

    A new rule names the arrays it remembers in `slots`, which start at zero, and says in `rule`
    what one update does. Its numeric fields reach `rule` as `numbers.<field>`. To be used with an
    L1 penalty it says its `effective_rate`, too.

        @dataclass(frozen=True)
        class SignDescent(Optimizer):
            def rule(self, p, g, work, numbers):
                np.sign(g, out=work)
                work *= numbers.rate
                p -= work
    """

    rate: Rate = 0.01

    slots: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **settings: Any) -> None:
        """Leave behind the effective rate of a rule that is replaced: it may be another's."""
        super().__init_subclass__(**settings)
        if "rule" in vars(cls) and "effective_rate" not in vars(cls):
            cls.effective_rate = Optimizer.effective_rate  # type: ignore[method-assign]

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", checked_rate(self.rate))

    def init(self, parameters: Array) -> OptimizerState:
        """Return the state before the first update of `parameters`, shape (..., P)."""
        if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
            raise TypeError(f"parameters must be an array of floats; got {parameters!r}")
        if parameters.ndim == 0:
            raise ValueError("parameters must have at least one axis; got shape ()")
        kind = parameters.dtype.type
        numbers = {name: np.array(value, kind) for name, value in self.constants().items()}
        numbers["rate"] = self._room_for_rate(parameters)
        blocks = list(_blocks(parameters.shape))
        return OptimizerState(
            arrays={name: np.zeros_like(parameters) for name in self.slots},
            numbers=SimpleNamespace(**numbers),
            work=np.empty_like(parameters[blocks[0]] if blocks else parameters),
            shape=parameters.shape,
            blocks=blocks,
        )

    def update(self, parameters: Array, gradients: Array, state: OptimizerState) -> None:
        """Change `parameters` in place by one step along `gradients`; both have shape (..., P).

        Allocates nothing and leaves `gradients` as they are.
        """
        if not parameters.shape == gradients.shape == state.shape:
            raise ValueError(
                f"parameters and gradients must keep the shape {state.shape} that the state was "
                f"made for; got {parameters.shape} and {gradients.shape}"
            )
        self.make_ready(state)
        if state.blocks:
            self._update_by_blocks(parameters, gradients, state)
        else:
            self.rule(parameters, gradients, state.work, state.numbers, *state.arrays.values())
        state.step += 1

    def make_ready(self, state: OptimizerState) -> None:
        """Prepare `state` for the coming step, once, for who must know its rate before it."""
        if state.ready_for != state.step:
            self.prepare(state)
            state.ready_for = state.step

    def constants(self) -> dict[str, float]:
        """Return the numbers that `rule` needs, by name: the numeric fields unless extended."""
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "rate"}
        return {name: value for name, value in values.items() if type(value) in (int, float)}

    def prepare(self, state: OptimizerState) -> None:
        """Bring `state.numbers` to the coming step: by default the rate of a schedule."""
        if callable(self.rate):
            state.numbers.rate[...] = self.rate(state.step)

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        """Change `p` and the `slots` in place by one step along `g`; `work` is free to use."""
        raise NotImplementedError(f"{type(self).__name__} must define `rule`")

    def effective_rate(self, state: OptimizerState) -> Array:
        """Return by what the last step multiplied a gradient that stays the same.

        One number for all parameters or one each: () or an array that broadcasts to (..., P).
        Penalties with an L1 part need it, and refuse an optimizer that does not say it.
        """
        raise NotImplementedError(
            f"{type(self).__name__} must define `effective_rate`, by what its step multiplies a "
            "gradient that stays the same: a penalty with an L1 part needs it"
        )

    def _room_for_rate(self, parameters: Array) -> Array:
        """Return the rate in the parameters' dtype, of a shape that multiplies (..., P)."""
        rate = 0.0 if callable(self.rate) else self.rate
        if np.ndim(rate) == 0:
            return np.array(rate, parameters.dtype)
        leading = parameters.shape[:-1]
        pairs = zip(reversed(np.shape(rate)), reversed(leading), strict=False)
        if np.ndim(rate) > len(leading) or any(have not in (1, want) for have, want in pairs):
            raise ValueError(
                f"rate has shape {np.shape(rate)}, which does not fit the leading axes {leading} "
                f"of parameters of shape {parameters.shape}"
            )
        return np.asarray(rate, parameters.dtype)[..., np.newaxis].copy()

    def _update_by_blocks(self, parameters: Array, gradients: Array, state: OptimizerState) -> None:
        for block in state.blocks:
            p = parameters[block]
            slots = [array[block] for array in state.arrays.values()]
            self.rule(p, gradients[block], state.work[..., : p.shape[-1]], state.numbers, *slots)


def rate_of_each(rate: Array, squares: Array, epsilon: float) -> Array:
    """Return η/(√s + ε) where there was a gradient, and η where there was none yet.

    There the rule has no rate: η/ε would take a weight to 0 in one proximal step, for ever.
    """
    rates: Array = np.where(squares > 0, rate / (np.sqrt(squares) + epsilon), rate)
    return rates


def checked_rate(rate: Rate) -> Rate:
    """Return `rate` if it is a schedule, or a number or array of numbers of at least 0."""
    if callable(rate):
        return rate
    if not isinstance(rate, (int, float, np.number, np.ndarray, list, tuple)):
        raise TypeError(f"rate must be a number, an array of numbers or a schedule; got {rate!r}")
    if np.ndim(rate) == 0:
        return number_in("rate", rate.item() if isinstance(rate, np.ndarray) else rate, ge=0)
    rates = finite_array("rate", rate)
    if rates.min() < 0:
        raise ValueError(f"rate must be at least 0; got {rates.min()} among {rates.size} rates")
    return rates


def _blocks(shape: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    """Yield indices that divide (..., P) along P, or nothing where one piece is faster."""
    rows = int(np.prod(shape[:-1]))
    size = BLOCK // max(rows, 1)
    if rows * shape[-1] <= UNDIVIDED or size < 1024:
        return
    for start in range(0, shape[-1], size):
        yield ..., slice(start, start + size)
