"""A concept that fails while it computes."""

from nnviz import Concept


class Hangs(Concept):
    """It hangs."""

    topic = "failing"

    def compute(self):

        while True:
            pass

    def draw(self, result, figure):
        figure.subplots()
