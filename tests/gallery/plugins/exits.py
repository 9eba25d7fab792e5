"""A concept that fails while it computes."""

from nnviz import Concept


class Exits(Concept):
    """It exits."""

    topic = "failing"

    def compute(self):
        raise SystemExit(0)

    def draw(self, result, figure):
        figure.subplots()
