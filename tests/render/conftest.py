"""A concept whose figure has every kind of text and mark that rendering must arrange."""

from collections.abc import Mapping

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnviz import Concept, Result, drawing, parameter


class Decay(Concept):
    """Two curves that fall at two rates."""

    title = "Decay"
    topic = "tests"

    rate: float = parameter(0.1, "how fast the first one falls", gt=0)

    headline = "The slow curve falls by {rate} a step and the fast one by a fifth, from one start"
    setting = r"Both start at 1 and are followed for 60 steps of $w \leftarrow (1 - \lambda) w$"

    def compute(self) -> Mapping[str, object]:
        steps = np.arange(60)
        return {"steps": steps, "slow": np.exp(-self.rate * steps), "fast": 0.8**steps}

    def draw(self, result: Result, figure: Figure) -> None:
        curves, path = drawing.panels(
            figure, "Two curves that fall at two quite different rates", "One path", widths=[1.3, 1]
        )
        for name, role in (("slow", "plain"), ("fast", "momentum")):
            text = f"{name} descent"
            drawing.curve(curves, result[name], role, text=text, log=True)
        drawing.threshold(curves, 0.01, "tolerance")
        drawing.value_mark(curves, 20, 0.8**20, "20 steps", "momentum")
        curves.set(xlabel="step", ylabel="cost of the network on the training set, averaged")
        drawing.contours(path, lambda point: (point**2).sum(axis=-1), (-1, 1), (-1, 1))
        spiral = np.array([[r * np.cos(6 * r), r * np.sin(6 * r)] for r in np.linspace(0.9, 0, 30)])
        drawing.path(path, spiral, "adam", text=r"Adam, $\beta = 0.9$", prefer="start")
        drawing.minimum(path, (0, 0))


@pytest.fixture
def decay() -> Concept:
    """Return the concept at its defaults."""
    return Decay()
