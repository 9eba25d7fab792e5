"""A concept whose name would lead out of the gallery."""

from nnviz import Concept


class Über_Name(Concept):  # noqa: N801
    """It has a name that no folder should have."""

    def compute(self):
        return {}

    def draw(self, result, figure):
        figure.subplots()
