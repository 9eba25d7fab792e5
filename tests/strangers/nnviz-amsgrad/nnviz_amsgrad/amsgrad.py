"""The optimizer AMSGrad, and a concept that shows what it mends."""

from dataclasses import dataclass

import numpy as np

from nnviz import Concept, Measured, Panel, Try, claim, drawing, finding, hookimpl, parameter, plain
from nnviz.core.optimizers import Adam, Optimizer

STEPS = 1200
CYCLE = 12  # by then the averages have forgotten their start, and nobody has reached a wall


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam with the largest second moment so far (Reddi et al. 2018, algorithm 2)."""

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    slots = ("mean", "square", "largest")

    def rule(self, p, g, work, numbers, *slots):
        """Change `p` and the three averages in place by one step along `g`."""
        mean, square, largest = slots
        np.subtract(g, mean, out=work)
        work *= 1 - numbers.beta1
        mean += work  # β₁ m + (1 − β₁) g
        np.multiply(g, g, out=work)
        work -= square
        work *= 1 - numbers.beta2
        square += work
        np.maximum(largest, square, out=largest)
        np.sqrt(largest, out=work)
        work += numbers.epsilon
        np.divide(mean, work, out=work)
        work *= numbers.rate
        p -= work


@hookimpl
def nnviz_optimizers():
    """Offer AMSGrad wherever an optimizer is chosen."""
    return {"amsgrad": AMSGrad}


class AdamUphill(Concept):
    r"""On costs with a rare large gradient, Adam ends where the mean cost is highest.

    The costs are $Cx$ in every third step and $-x$ in the others, for $x$ between −1 and 1. Their
    mean is $(C-2)x/3$, which is least at $x=-1$. Adam divides each gradient by the root of an
    average of the squares. The large gradient $C$ makes its own divisor large, and is forgotten
    before the next, so that it counts for less than one step while the two small ones, together,
    count for more. AMSGrad divides by the largest average so far, so that all three gradients are
    divided alike and the sum $C-2$ decides.
    """

    title = "Where Adam goes uphill"
    topic = "optimization"
    see_also = ("adam", "rmsprop")
    references = ("Reddi, Kale & Kumar 2018, On the convergence of Adam and beyond, theorem 1",)

    spike: float = parameter(
        3.0, "Gradient C of every third step.", ge=2.5, le=20, sweep=(2.5, 3.0, 5.0, 10.0)
    )
    rate: float = parameter(0.01, "Learning rate η of both.", ge=0.005, le=0.05)

    headline = "Adam goes uphill where one gradient in three is {spike} [adam_drifts, ends_highest]"
    setting = "Gradients {spike}, −1, −1 over and over, x from −1 to 1, η = {rate}, β₁ = 0"
    look = "{adam_drifts} {amsgrad_drifts}"
    caption = (
        plain("Adam and AMSGrad with the rate {rate} on gradients of {spike}, −1 and −1 in turn."),
        "The mean cost falls to the left: AMSGrad goes there [amsgrad_drifts], and Adam to the "
        "right, to the highest mean cost [adam_drifts, ends_highest].",
    )
    alt = "Two zigzag lines from 0: Adam's ends at {ends_highest.measured} [ends_highest]."
    panels = (Panel("place", "Place x", "step"),)
    try_next = (Try("A larger one is forgotten as soon [ends_highest].", spike=10.0),)

    @property
    def beta2(self):
        """The decay of the squares for which the theorem is stated."""
        return 1 / (1 + self.spike**2)

    def compute(self):
        """Take the same gradients with both, from x = 0, each step kept between −1 and 1."""
        both = {"adam": Adam, "amsgrad": AMSGrad}
        return {
            name: descended(kind(self.rate, beta1=0.0, beta2=self.beta2), self.spike)
            for name, kind in both.items()
        }

    def _drift(self, name):
        """Return how far each goes in three steps, from the cycle that the squares repeat."""
        roots = np.sqrt(squares(self.spike, self.beta2))
        if name == "amsgrad":
            return self.rate * (2 - self.spike) / roots[0]
        return self.rate * (np.array([-self.spike, 1, 1]) / roots).sum()

    def _gone(self, name, result):
        gone = result[name][3 * CYCLE + 3] - result[name][3 * CYCLE]
        # ε is 1e-8 of a root of 1 or more
        return Measured(gone, "=", self._drift(name), within=1e-6 * abs(self._drift(name)))

    @claim("In each three steps Adam goes {measured} uphill.")
    def adam_drifts(self, result):
        return self._gone("adam", result)

    @claim("In each three steps AMSGrad goes {measured}.")
    def amsgrad_drifts(self, result):
        return self._gone("amsgrad", result)

    @finding("Adam ends at {measured}, within its largest step of the highest mean cost.")
    def ends_highest(self, result):
        (root, *_) = np.sqrt(squares(self.spike, self.beta2))
        return Measured(result["adam"][-1], ">=", 1 - self.rate * self.spike / root)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, *self.words(result).titled(self.panels))
        steps = np.arange(STEPS + 1)
        for name, of, text in (("adam", "adam", "Adam"), ("amsgrad", "first", "AMSGrad")):
            axes.plot(steps, result[name], **drawing.line_style(of))
            drawing.label(axes, text, steps, result[name], of)
        axes.set(xlim=(0, STEPS), ylim=(-1.2, 1.2))


def descended(optimizer, spike):
    """Return the places before each step and after the last, shape (STEPS + 1,)."""
    x, path = np.zeros(1), np.zeros(STEPS + 1)
    state = optimizer.init(x)
    for t in range(STEPS):
        optimizer.update(x, np.array([spike if t % 3 == 0 else -1.0]), state)
        np.clip(x, -1, 1, out=x)
        path[t + 1] = x[0]
    return path


def squares(spike, beta2):
    """Return the averages of the squares that repeat after each of the three gradients."""
    newest = 1 - beta2
    first = newest * (spike**2 + beta2 + beta2**2) / (1 - beta2**3)
    second = beta2 * first + newest
    return first, second, beta2 * second + newest
