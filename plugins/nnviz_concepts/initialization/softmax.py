"""Softmax, its temperature, its cross-entropy and its overflow."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from nnviz import Claim, Concept, Result, UsageError, drawing, parameter
from nnviz.core import activations, differences
from nnviz.core.arrays import Array
from nnviz.core.losses import CrossEntropy
from nnviz.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FLOAT = np.finfo(float)
LARGEST_EXPONENT = float(np.log(FLOAT.max))
ROLES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
REACH = 4.0
SHIFTS = 1000


class Softmax(Concept):
    r"""Softmax turns logits into probabilities in which only the differences of logits count.

    The last layer of a classifier gives one number for each class, the logits $z$.
    $p_i = e^{z_i/T} / \sum_j e^{z_j/T}$ makes them positive and lets them sum to 1. Two classes
    alone give the sigmoid of $z_1 - z_2$.

    Look at the left panel: the temperature $T$ divides all logits. A low one gives nearly all
    probability to the largest (an argmax that has a gradient), a high one makes the classes equal;
    networks are trained at $T = 1$. In the middle, the cross-entropy $-\ln p_y$ of the right class
    over two of the logits, with steps of gradient descent: its gradient is
    $\partial J/\partial z = p - y$, as far as the prediction is off, so that a confident mistake
    still learns fast. At the right, the same constant is added to every logit. Nothing should
    change, but $e^{710}$ is larger than any double-precision number. Subtracting the largest logit
    first changes nothing either, and never overflows.

    In practice, hand the logits to a loss that includes softmax; every library has one. A
    misconception: softmax outputs are not by themselves the chance of being right. Large networks
    are usually overconfident, and a temperature fitted on the dev set mends much of it.

    Try next:

    - `nnviz show softmax --temperature 5`: less sure of everything, in the same order.
    - `nnviz show softmax --logits 3,0`: two classes, a sigmoid.
    - `nnviz show softmax --logits 40,39,38`: the same probabilities as 2, 1, 0.
    """

    title = "Softmax and cross-entropy"
    topic = "initialization"
    order = 6
    see_also = ("activations", "from-scratch", "gradient-check")
    references = (
        "Goodfellow, Bengio & Courville 2016, Deep Learning, sections 4.1 and 6.2.2",
        "Guo, Pleiss, Sun & Weinberger 2017, On calibration of modern neural networks",
    )
    code = (activations.Softmax.value, CrossEntropy.per_example)

    logits: tuple[float, ...] = parameter(
        (2.0, 1.0, 0.0),
        "Logits of 2 to 8 classes, the right one first; one stands against 0.",
        ge=-50,
        le=50,
    )
    temperature: float = parameter(
        1.0, "Temperature T that is marked.", ge=0.1, le=10, sweep=(0.1, 0.5, 1.0, 2.0, 10.0)
    )

    def compute(self) -> dict[str, object]:
        """Evaluate the probabilities over temperatures and over shifts, and the loss's gradient."""
        logits = self._classes()
        temperatures = np.geomspace(0.1, 10, 201)
        shifts = np.arange(SHIFTS + 1.0)
        probabilities = _softmax(logits / temperatures[:, np.newaxis])
        chosen = _softmax(logits / self.temperature)
        right = np.eye(len(logits))[0]
        naive = _naive_softmax(logits + shifts[:, np.newaxis])[:, 0]
        z = np.linspace(-REACH, REACH, 401)
        return {
            "temperatures": temperatures,
            "probabilities": probabilities,
            "coldest": probabilities[0, 0],
            "hottest": probabilities[-1, 0],
            "chosen": chosen,
            "chosen_first": chosen[0],
            "plain_first": _softmax(logits)[0],
            "loss": _loss(logits),
            "gradient": _softmax(logits) - right,
            "difference": differences.gradient(_loss, logits),
            "shifts": shifts,
            "shifted": _softmax(logits + shifts[:, np.newaxis])[:, 0],
            "naive": naive,
            "overflow": _first_wrong(shifts, naive, _softmax(logits)[0]),
            "two_classes": _softmax(np.stack([z, np.zeros_like(z)], axis=-1))[:, 0],
            "sigmoid": activations.ACTIVATIONS["sigmoid"].value(z),
        }

    def claims(self, result: Result) -> Iterator[Claim]:
        """Yield what softmax keeps, the gradient of its cross-entropy, and where it overflows."""
        probabilities, logits = result["probabilities"], self._classes()
        yield Claim(
            "The probabilities sum to 1 at every temperature: off by {measured}.",
            expected=0,
            measured=np.abs(probabilities.sum(axis=-1) - 1).max(),
            tolerance=len(logits) * FLOAT.eps,
        )
        yield Claim(
            "Adding up to 1,000 to every logit changes nothing but rounding: {measured}.",
            expected=0,
            measured=np.abs(result["shifted"] - result["plain_first"]).max(),
            tolerance=2 * FLOAT.eps * (SHIFTS + np.abs(logits).max()),
        )
        step = differences.best_epsilon()
        yield Claim(
            "The gradient of the cross-entropy is p − y: two-sided differences are within "
            "{measured} of it.",
            expected=0,
            measured=np.abs(result["gradient"] - result["difference"]).max(),
            tolerance=step**2 + 4 * FLOAT.eps * max(1.0, np.abs(logits).max()) / step,
        )
        yield Claim(
            "With two classes it is the sigmoid of their difference, to within {measured}.",
            expected=0,
            measured=np.abs(result["two_classes"] - result["sigmoid"]).max(),
            tolerance=4 * FLOAT.eps,
        )
        if result["chosen"].all():
            yield Claim(
                "At T = {temperature} the log odds of the first class against the last are their "
                "logits' difference over T: {measured}.",
                expected=(logits[0] - logits[-1]) / self.temperature,
                measured=np.log(result["chosen"][0] / result["chosen"][-1]),
                tolerance=8 * FLOAT.eps * max(1.0, np.abs(logits).max() / self.temperature),
            )
        yield Claim(
            "Without the largest logit subtracted, the sum overflows once {expected} is added: "
            "seen at {measured}, in steps of 1.",
            expected=LARGEST_EXPONENT - _log_sum_exp(logits),
            measured=result["overflow"],
            tolerance=1,
        )

    def draw(self, result: Result, figure: "Figure") -> None:
        """Draw probabilities over temperature, the loss over two logits, and the overflow."""
        heat, surface, overflow = drawing.panels(
            figure,
            "Low temperature: the largest takes all",
            "Cross-entropy of the first class",
            "Overflow of large logits",
        )
        _draw_temperatures(heat, result, self.temperature)
        _draw_surface(surface, self._classes())
        _draw_overflow(overflow, result)

    def headline(self, result: Result) -> str:
        """Return what the temperature makes of the first logit."""
        return "The first class gets {coldest} at temperature 0.1, and {hottest} at temperature 10"

    def setting(self, result: Result) -> str:
        """Return the logits."""
        return "Softmax of the logits {logits}; the first class is the right one"

    def caption(self, result: Result) -> str:
        """Return what was varied, what is seen, and what follows."""
        return (
            "The probabilities of the logits {logits} against temperature: {chosen_first} for the "
            "first class at T = {temperature}. Middle: the cross-entropy over two logits, with "
            "arrows along y − p, where gradient descent goes. Right: as the formula stands, "
            "softmax overflows once {overflow} is added to the logits; with the largest logit "
            "subtracted first it stays at {plain_first}."
        )

    def alt(self, result: Result) -> str:
        """Return the three panels in words."""
        return (
            "Left: one curve a class against temperature; at a low one the largest logit's "
            "probability is near 1, and with rising temperature all come together. Middle: pale "
            "contours of the cross-entropy, which falls towards large first and small second "
            "logits, with arrows that point there and are longer where the loss is high. Right: a "
            "flat line at {plain_first} up to 1,000; the unprotected formula's ends at {overflow}."
        )

    def _classes(self) -> Array:
        """Return the logits (classes,); a single one is that of a sigmoid, against 0."""
        if len(self.logits) > len(ROLES):
            raise UsageError(f"logits must be up to {len(ROLES)}; got {len(self.logits)}.")
        return np.array(self.logits if len(self.logits) > 1 else (*self.logits, 0.0))


def _softmax(z: Array) -> Array:
    return activations.Softmax().value(z)


def _naive_softmax(z: Array) -> Array:
    """Return softmax as its formula stands, which overflows."""
    with np.errstate(over="ignore", invalid="ignore"):
        powers = np.exp(z)
        shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _loss(z: Array) -> Array:
    """Return the cross-entropy −ln p of the first class for logits (…, classes)."""
    return CrossEntropy().per_example(z, np.eye(z.shape[-1])[0])


def _log_sum_exp(z: Array) -> float:
    return float(z.max() + np.log(np.exp(z - z.max()).sum()))


def _first_wrong(shifts: Array, naive: Array, right: float) -> float:
    """Return the first shift at which the naive probability is not the right one."""
    wrong = ~(np.abs(naive - right) <= 1e-9 * right)
    return float(shifts[np.argmax(wrong)])


def _draw_temperatures(axes: "Axes", result: Result, temperature: float) -> None:
    temperatures, probabilities = result["temperatures"], result["probabilities"]
    drawing.log_axis(axes, "x")
    drawing.threshold(axes, temperature, which="x", of="faint")
    for at, curve in enumerate(probabilities.T):
        axes.plot(temperatures, curve, **drawing.line_style(ROLES[at]))
        drawing.label(axes, f"class {at + 1}", temperatures, curve, ROLES[at], prefer="start")
    first = result["chosen_first"]
    drawing.value_mark(axes, temperature, first, number(first), "first")
    axes.set_ylim(-0.06, 1.08)
    axes.set_xlabel("temperature T")
    axes.set_ylabel("probability")


def _draw_surface(axes: "Axes", logits: Array) -> None:
    """Draw the loss over the first two logits, the others as given, with its downhill steps."""
    others = logits[2:]

    def full(points: Array) -> Array:
        rest = np.broadcast_to(others, (*points.shape[:-1], len(others)))
        return np.concatenate([points, rest], axis=-1)

    x, y = (np.round(middle) + REACH * np.linspace(-1, 1, 9) for middle in logits[:2])
    limits = [(float(ends[0]), float(ends[-1])) for ends in (x, y)]
    grid = np.stack(np.meshgrid(x[1:-1], y[1:-1]), axis=-1)
    axes.set(xlim=limits[0], ylim=limits[1])
    if np.ptp(_loss(full(grid))) > FLOAT.eps:  # far out the loss is flat, and has no contours
        drawing.contours(axes, lambda points: _loss(full(points)), *limits, levels=7, log=False)
    downhill = (1.0, 0.0) - _softmax(full(grid))[..., :2]
    axes.quiver(
        *np.moveaxis(grid, -1, 0),
        *np.moveaxis(downhill, -1, 0),
        color=drawing.colour("first"),
        angles="xy",
        scale_units="xy",
        scale=1.3,
        width=0.008,
        zorder=0.8,
    )
    drawing.start(axes, logits[:2])
    text = f"loss {number(float(_loss(logits)))}"
    drawing.label(axes, text, logits[0], logits[1], "ink", bold=True)
    axes.set_xlabel("logit $z_1$ of the right class")
    axes.set_ylabel("logit $z_2$ of another")


def _draw_overflow(axes: "Axes", result: Result) -> None:
    """Draw the first class's probability by both formulas, and where one is not a number."""
    shifts, right, overflow = result["shifts"], result["shifted"], result["overflow"]
    good = shifts < overflow
    axes.axvspan(overflow, SHIFTS, color=drawing.role("large").fill, linewidth=0, zorder=0.3)
    axes.plot(shifts, right, **drawing.line_style("with"))
    axes.plot(shifts[good], result["naive"][good], **drawing.line_style("large"))
    middle, x = "largest logit\nsubtracted first", np.linspace(0, overflow, 50)
    drawing.label(axes, middle, shifts, right, "with", prefer="middle", side="above")
    drawing.label(axes, "as the formula\nstands", x, right[:50], "large", side="below")
    text = f"overflows\nat {number(overflow)}"
    drawing.value_mark(axes, overflow - 1, right[0], text, "large", side="above")
    drawing.label(axes, "NaN", (overflow + SHIFTS) / 2, 0.2, "large", side="above")
    axes.set(xlim=(0, SHIFTS), ylim=(-0.06, 1.08))
    axes.set_xlabel("constant added to every logit")
    axes.set_ylabel("probability of class 1")
