"""A concept without parameters, in a topic of its own, that leads to another."""

import numpy as np

from nnviz import Concept, Measured, claim


class Growth(Concept):
    """What doubles at every step passes a thousand after ten."""

    title = "Doubling"
    topic = "zoology"
    see_also = ("decay", "no-such-concept")
    builds_on = ("decay",)

    def compute(self):
        return {"path": 2.0 ** np.arange(11)}

    @claim("Ten doublings give {measured:.0f}.")
    def doublings(self, result):
        return Measured(result["path"][-1], "=", 1024)

    def draw(self, result, figure):
        figure.subplots().plot(result["path"])
