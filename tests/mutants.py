"""Faults to plant in `nnviz.core`, each a line of it changed, and who is about what they break.

    python tests/mutants.py        # each survivor by name

A fault is noticed where `nnviz check` of a concept would: a claim no longer holds at the defaults,
a finding is no longer so, a sentence says a number that is not proved, or nothing can be computed.
"""

import inspect
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from textwrap import dedent
from typing import Any, NamedTuple

from nnviz.concept import Concept
from nnviz.core import activations as acts
from nnviz.core import averages, differences, penalties, search
from nnviz.core import layers as layer
from nnviz.core import losses as loss
from nnviz.core import optimizers as opt
from nnviz.core import schedules as sched
from nnviz.core.batches import Batches
from nnviz.core.callbacks import EarlyStopping
from nnviz.core.constraints import ClipNorm, MaxNorm
from nnviz.core.data import augmentation, splits
from nnviz.core.data.standardization import Standardization
from nnviz.core.exact_descent import ExactDescent
from nnviz.core.initializers import VarianceScaling
from nnviz.core.schedules import base as schedule_base
from nnviz.core.surfaces import Quadratic
from nnviz.host.catalog import Catalog
from nnviz.host.loading import load_plugin
from nnviz.setting import Setting
from nnviz.testing.contract import finding_problems
from nnviz.testing.faults import notices, planted
from nnviz.testing.reach import Reach, Trial


class Mutant(NamedTuple):
    """A fault: in a function of this owner, `old` reads `new`; `concepts` are about it, if any."""

    name: str
    owner: Any
    function: str
    old: str
    new: str
    concepts: tuple[str, ...] = ()

    @contextmanager
    def planted(self) -> Iterator[None]:
        """Put the fault into the core while the block runs."""
        with planted(self.owner, self.function, self.fault()):
            yield

    def fault(self) -> Any:
        """Return the function with the fault; `LookupError` where its line has changed."""
        right = vars(self.owner)[self.function]
        plain = getattr(right, "fget", None) or getattr(right, "__func__", right)
        source = dedent(inspect.getsource(plain))
        if source.count(self.old) != 1:
            raise LookupError(f"{self.name}: {self.old!r} is not once in {plain.__qualname__}")
        names: dict[str, Any] = {}
        exec(source.replace(self.old, self.new), plain.__globals__, names)
        return names[self.function]


ACTIVATION = ("activations",)
BATCH_NORM = ("batch-norm",)
CHECKED = ("gradient-check", "from-scratch")
DROPOUT = ("dropout",)
SCALES = ("initialization", "activation-statistics", "vanishing-gradients")
SCHEDULES = ("schedules",)

MUTANTS = (
    Mutant(
        "gradient descent's rate", opt.GradientDescent, "rule",
        "numbers.rate,", "0.99 * numbers.rate,", ("learning-rate",),
    ),
    Mutant(
        "gradient descent goes up", opt.GradientDescent, "rule",
        "p -= work", "p += work", ("learning-rate", "minibatch"),
    ),
    Mutant(
        "momentum's averaged form", opt.Momentum, "rule",
        "np.multiply(g, numbers.newest, out=work) if self.averaged else g", "g", ("momentum",),
    ),
    Mutant(
        "momentum's β", opt.Momentum, "rule",
        "v *= numbers.beta", "v *= numbers.beta * numbers.beta", ("momentum",),
    ),
    Mutant(
        "momentum's rate", opt.Momentum, "rule",
        "numbers.rate,", "0.99 * numbers.rate,", ("momentum",),
    ),
    Mutant(
        "Nesterov's look ahead", opt.Nesterov, "rule",
        "work += g", "work += 0 * g", ("nesterov",),
    ),
    Mutant(
        "Nesterov's β", opt.Nesterov, "rule",
        "v *= numbers.beta", "v *= numbers.beta * numbers.beta", ("nesterov",),
    ),
    Mutant("AdaGrad forgets", opt.AdaGrad, "rule", "s += work", "s[...] = work", ("adagrad",)),
    Mutant(
        "RMSProp forgets nothing", opt.RMSProp, "rule",
        "s *= numbers.gamma", "s *= 1", ("rmsprop",),
    ),
    Mutant(
        "RMSProp's newest square", opt.RMSProp, "rule",
        "work *= numbers.newest", "work *= 1", ("rmsprop",),
    ),
    Mutant(
        "Adam's bias correction", opt.Adam, "prepare", "(sqrt(c2) / c1)", "1.0", ("adam",)
    ),
    Mutant("Adam's ε", opt.Adam, "rule", "work += numbers.epsilon", "work += 0", ("adam",)),
    Mutant("Adam's β₁", opt.Adam, "rule", "m *= numbers.beta1", "m *= numbers.beta2", ("adam",)),
    Mutant(
        "batch norm's backward pass, the mean", layer.Normalization, "backward",
        "delta -= d_beta / m", "delta -= 0 * d_beta", BATCH_NORM,
    ),
    Mutant(
        "batch norm's backward pass, the scale", layer.Normalization, "backward",
        "delta -= work", "delta -= 0 * work", BATCH_NORM,
    ),
    Mutant(
        "batch norm's running mean", layer.Normalization, "follow",
        "momentum * (mean", "0.5 * momentum * (mean", BATCH_NORM,
    ),
    Mutant(
        "batch norm's running variance", layer.Normalization, "follow",
        "(variance * (m / (m - 1))", "(variance", BATCH_NORM,
    ),
    Mutant(
        "dropout's keep for drop", layer, "draw_mask",
        "np.less(out, keep,", "np.less(out, 1 - keep,", DROPOUT,
    ),
    Mutant("dropout's missing division", layer, "draw_mask", "/= keep", "/= 1", DROPOUT),
    Mutant(
        "dropout at test time", layer.Dropout, "forward",
        "np.copyto(self.passed_on, a)", "np.multiply(a, self.keep, out=self.passed_on)", DROPOUT,
    ),
    Mutant(
        "dropout's backward pass", layer.Dropout, "backward", "*= self.mask", "*= 1", DROPOUT
    ),
    Mutant(
        "L1's step", penalties, "shrink",
        "magnitude -= threshold", "magnitude -= 0.5 * threshold", ("l1-vs-l2",),
    ),
    Mutant(
        "L1's subgradient", penalties.Penalty, "add_gradient",
        "np.sign(parameters, out=work)", "np.copyto(work, parameters)", ("l1-vs-l2",),
    ),
    Mutant(
        "L2 on biases", penalties.Penalty, "add_gradient",
        "np.multiply(parameters, weights, out=work)", "np.copyto(work, parameters)",
        ("l2", "gradient-check"),
    ),
    Mutant("L2's ½", penalties.Penalty, "cost", "(0.5 * l2)", "l2", ("l2", "gradient-check")),
    Mutant(
        "Xavier's fans", VarianceScaling, "variance", "(fan_in + fan_out) / 2", "fan_in", SCALES
    ),
    Mutant(
        "He's two", VarianceScaling, "variance", "self.scale /", "min(self.scale, 1) /", SCALES
    ),
    Mutant(
        "tanh's derivative", acts.Tanh, "derivative", "np.square(a,", "np.abs(a,", ACTIVATION
    ),
    Mutant(
        "the sigmoid's derivative", acts.Sigmoid, "derivative",
        "np.multiply(out, a,", "np.multiply(out, 1.01 * a,", ACTIVATION,
    ),
    Mutant(
        "ReLU's derivative", acts.ReLU, "derivative",
        "np.greater(", "np.greater_equal(", ACTIVATION,
    ),
    Mutant(
        "ReLU's backward pass", acts.ReLU, "backward", "a > ZERO", "a >= ZERO",
        ("vanishing-gradients", "gradient-check"),
    ),
    Mutant(
        "leaky ReLU's derivative", acts.LeakyReLU, "derivative",
        "out.fill(self.slope)", "out.fill(0)", ACTIVATION,
    ),
    Mutant(
        "ELU's derivative", acts.ELU, "derivative",
        "np.add(a, self.alpha,", "np.add(a, 0.9 * self.alpha,", ACTIVATION,
    ),
    Mutant(
        "GELU's derivative", acts.GELU, "derivative",
        "np.add(out, normal_cdf(z), out=out)", "np.positive(normal_cdf(z), out=out)", ACTIVATION,
    ),
    Mutant(
        "softmax's backward pass", acts.Softmax, "backward",
        "work.sum(axis=self.axis, keepdims=True)", "0", ("softmax",),
    ),
    Mutant(
        "binary cross-entropy's gradient", loss.BinaryCrossEntropy, "gradient",
        "np.subtract(a, y, out=out)", "np.multiply(2, a - y, out=out)", CHECKED,
    ),
    Mutant(
        "cross-entropy's gradient", loss.CrossEntropy, "gradient",
        "np.subtract(a, y, out=out)", "np.multiply(2, a - y, out=out)", ("softmax", *CHECKED),
    ),
    Mutant(
        "squared error's gradient", loss.MeanSquaredError, "gradient", "2 / (", "1 / (",
        ("vanishing-gradients",),
    ),
    Mutant(
        "one cycle's top", sched.OneCycle, "at",
        "self.rise * self.steps - 1", "self.rise * self.steps", SCHEDULES,
    ),
    Mutant(
        "the cosine", schedule_base, "falling_cosine",
        "np.pi * progress", "3 * progress", SCHEDULES,
    ),
    Mutant("the polynomial's power", sched.Polynomial, "at", "**self.power", "", SCHEDULES),
    Mutant("the staircase", sched.Step, "at", "staircase=True", "staircase=False", SCHEDULES),
    Mutant(
        "the exponential's period", sched.Exponential, "at",
        "periods(t, self.period,", "periods(t, self.period + 1,", SCHEDULES,
    ),
    Mutant(
        "inverse time's decay", sched.InverseTime, "at",
        "1 + self.decay", "1 + 0.9 * self.decay", SCHEDULES,
    ),
    Mutant(
        "warm-up's rise", sched.WarmUp, "at",
        "t / self.steps +", "t / (self.steps + 1) +", SCHEDULES,
    ),
    Mutant(
        "the average's bias correction", averages, "_average", "/= sums", "/= 1", ("ewma",)
    ),
    Mutant("the average's β", averages, "_scan", "(lags, 0.0)", "(lags - 1, 0.0)", ("ewma",)),
    Mutant("the average's window", averages, "window", "1 / (1 -", "2 / (1 -", ("ewma",)),
    Mutant(
        "one-sided differences", differences, "one_sided",
        "(f(x + epsilon) - f(x)) / epsilon", "(f(x + 2 * epsilon) - f(x)) / (2 * epsilon)",
        ("difference-error",),
    ),
    Mutant(
        "two-sided differences", differences, "two_sided",
        "f(x - epsilon)) / (2", "f(x)) / (1", ("difference-error",),
    ),
    Mutant(
        "the gradient check's ε", differences, "best_epsilon",
        "(1 / (sides + 1))", "(1 / 2)", ("gradient-check", "difference-error"),
    ),
    Mutant("shuffling", Batches, "_draw_order", "generator.shuffle(order)", "pass"),
    Mutant(
        "early stopping's restore", EarlyStopping, "finish",
        "self._put_back", "None and self._put_back", ("early-stopping",),
    ),
    Mutant(
        "early stopping's patience", EarlyStopping, "after_step",
        ">= self.patience", "> self.patience", ("early-stopping",),
    ),
    Mutant("max-norm's axis", MaxNorm, "apply", "axis=-2", "axis=-1", ("weight-constraints",)),
    Mutant(
        "clipping by norm", ClipNorm, "apply",
        "np.maximum(norm, self.limit)", "np.maximum(norm, 2 * self.limit)",
    ),
    Mutant(
        "the quadratic's gradient", Quadratic, "gradient",
        "= w * own", "= 1.01 * w * own", ("momentum", "nesterov"),
    ),
    Mutant(
        "exact descent's factors", ExactDescent, "factors",
        "1 - self.rate", "1 - 0.9 * self.rate", ("normalization",),
    ),
    Mutant(
        "k-fold leaks", splits, "k_fold", "fold != f", "fold >= 0", ("data-splits",)
    ),
    Mutant(
        "standardization", Standardization, "fit", "array.std(", "array.var(", ("normalization",)
    ),
    Mutant("shifts", augmentation, "shift", "[-1]) -", "[-1]) +", ("augmentation",)),
    Mutant(
        "the chance of the best", search, "chance_of_best",
        "expm1(trials *", "expm1(0.9 * trials *", ("random-search",),
    ),
)  # fmt: skip


def concepts() -> dict[str, type[Concept]]:
    """Return the bundled concepts by name."""
    cards = Catalog(blocked=["all"]).cards
    return {card.name: load_plugin(card.source).concept(card.name) for card in cards}


def notice(concept: type[Concept], before: Collection[str] = ()) -> bool:
    """Return whether a concept notices, at its defaults, that something is wrong.

    `before` is what was `unproved` without the fault.
    """
    found = notices(concept) or any(finding_problems(concept))
    return found or not unproved(concept) <= set(before)


def unproved(concept: type[Concept]) -> set[str]:
    """Return what is said at the defaults without proof, constants of the concept among it."""
    reach = Reach(concept)
    reach.look_at(Trial(concept(), Setting()))
    return set(reach.wrong)


def survivors(known: Mapping[str, type[Concept]]) -> list[str]:
    """Return the faults that none of the concepts notices that are about what they break."""
    before = {name: unproved(one) for name, one in known.items()}
    left = []
    for mutant in MUTANTS:
        with mutant.planted():
            noticed = any(notice(known[name], before[name]) for name in mutant.concepts)
        if not noticed:
            left.append(f"{mutant.name} ({', '.join(mutant.concepts) or 'no concept'})")
    return left


if __name__ == "__main__":
    left = survivors(concepts())
    print(f"{len(left)} of {len(MUTANTS)} faults survive:")
    print("".join(f"  {name}\n" for name in left), end="")
