"""A concept without parameters, in a topic of its own, that leads to another."""

import numpy as np

from nnviz import Claim, Concept


class Growth(Concept):
    """What doubles at every step passes a thousand after ten."""

    title = "Doubling"
    topic = "zoology"
    see_also = ("decay", "no-such-concept")

    def compute(self):
        return {"path": 2.0 ** np.arange(11)}

    def claims(self, result):
        last = result["path"][-1]
        yield Claim("Ten doublings give {measured:.0f}.", expected=1024, measured=last)

    def draw(self, result, figure):
        figure.subplots().plot(result["path"])
