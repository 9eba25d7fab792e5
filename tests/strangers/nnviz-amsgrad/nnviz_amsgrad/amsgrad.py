"""The optimizer AMSGrad, and a concept that shows what it mends."""

from dataclasses import dataclass

import numpy as np

from nnviz import Claim, Concept, drawing, hookimpl, parameter
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
    count for more.

    Look at the two lines: they see the same gradients. AMSGrad divides by the largest average so
    far, so that all three gradients are divided alike and the sum $C-2$ decides.
    """

    title = "Where Adam goes uphill"
    topic = "optimization"
    see_also = ("adam", "rmsprop")
    references = ("Reddi, Kale & Kumar 2018, On the convergence of Adam and beyond, theorem 1",)

    spike: float = parameter(
        3.0, "Gradient C of every third step.", ge=2.5, le=20, sweep=(2.5, 3.0, 5.0, 10.0)
    )
    rate: float = parameter(0.01, "Learning rate η of both.", ge=0.005, le=0.05)

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

    def claims(self, result):
        """Yield how far each goes in three steps, from the squares' fixed cycle, and its end."""
        after_spike, second, third = squares(self.spike, self.beta2)
        roots = np.sqrt([after_spike, second, third])
        drifts = {
            "adam": self.rate * (np.array([-self.spike, 1, 1]) / roots).sum(),
            "amsgrad": self.rate * (2 - self.spike) / roots[0],
        }
        words = {"adam": "Adam goes {measured} uphill", "amsgrad": "AMSGrad goes {measured}"}
        for name, drift in drifts.items():
            path = result[name]
            yield Claim(
                f"In each three steps {words[name]}.",
                expected=drift,
                measured=path[3 * CYCLE + 3] - path[3 * CYCLE],
                tolerance=1e-6 * self.rate,  # ε is 1e-8 of a root of 1 or more
            )
        yield Claim(
            "Adam ends at {measured}, within its largest step of the highest mean cost.",
            relation=">=",
            expected=1 - self.rate * self.spike / roots[0],
            measured=result["adam"][-1],
        )

    def draw(self, result, figure):
        """Draw the two paths and the walls."""
        (axes,) = drawing.panels(figure, "Place x")
        steps = np.arange(STEPS + 1)
        for name, of in (("adam", "adam"), ("amsgrad", "first")):
            axes.plot(steps, result[name], **drawing.line_style(of))
            text = {"adam": "Adam", "amsgrad": "AMSGrad"}[name]
            drawing.label(axes, text, steps, result[name], of)
        axes.set(xlabel="step", xlim=(0, STEPS), ylim=(-1.2, 1.2))

    def headline(self, result):
        """Return what Adam does."""
        return "Adam goes uphill where one gradient in three is {spike}"

    def setting(self, result):
        """Return what was done."""
        return "Gradients {spike}, −1, −1 over and over, x from −1 to 1, η = {rate}, β₁ = 0"

    def caption(self, result):
        """Return what was done, what is seen and what follows."""
        return (
            "Adam and AMSGrad with the rate {rate} on gradients of {spike}, −1 and −1 in turn. The "
            "mean cost falls to the left. AMSGrad goes there; Adam goes to the right, to the "
            "highest mean cost, since it divides the large gradient by more than the small ones."
        )

    def alt(self, result):
        """Return the two lines in words."""
        return (
            "Two zigzag lines from 0. Adam's rises to 1 and stays there; AMSGrad's falls steadily."
        )


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
