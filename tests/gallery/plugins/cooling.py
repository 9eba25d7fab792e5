"""A concept with one curve that readers draw before they see it, and nothing else to ask."""

import numpy as np

from nnviz import Concept, Measured, claim, drawing, parameter


class Cooling(Concept):
    """What cools loses a share of its warmth at each step."""

    title = "Cooling"
    topic = "data"
    beta: float = parameter(0.5, "share kept at each step", gt=0, lt=1)

    headline = "After 4 steps {left} is left [halves]"
    to_draw = "Draw what is left at β = {beta}."

    def compute(self):
        return {"path": self.beta ** np.arange(5), "left": self.beta**4}

    @claim("After 4 steps {measured} is left.")
    def halves(self, result):
        return Measured(result["path"][-1], "=", self.beta**4, within=1e-12)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "What is left")
        drawing.to_draw(axes.plot(result["path"])[0])
        axes.set(xlim=(0, 4), ylim=(0, 1))
