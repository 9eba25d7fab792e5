"""A concept that moves: two lines that grow."""

import numpy as np

from nnviz import Concept, Measured, claim, drawing, parameter


class Race(Concept):
    """What grows by a square is overtaken by what doubles."""

    title = "A race"
    topic = "zoology"

    steps: int = parameter(8, "number of steps", ge=5, sweep=(6, 8))

    def compute(self):
        steps = np.arange(float(self.steps))
        return {"square": steps**2, "doubling": 2**steps}

    @claim("The last is {measured:.0f} ahead.")
    def ahead(self, result):
        return Measured(result["doubling"][-1] - result["square"][-1], ">", 0)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "how far")
        for name in ("square", "doubling"):
            (line,) = axes.plot(result[name])
            drawing.reveal(line)
