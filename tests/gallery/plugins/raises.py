"""A concept that fails while it computes."""

from nnviz import Concept


class Raises(Concept):
    """It raises."""

    topic = "failing"

    def compute(self):
        raise RuntimeError("no data today")

    def draw(self, result, figure):
        figure.subplots()
