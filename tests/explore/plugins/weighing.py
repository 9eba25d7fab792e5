"""A concept that takes as long, or as much, as it is told to."""

import os
import time
from pathlib import Path

import numpy as np

from nnviz import Concept, Measured, claim, drawing, parameter


class Weighing(Concept):
    """A number weighed: it is what it is."""

    topic = "other"
    number: float = parameter(0.5, "Number.", gt=0, lt=1)
    mood: str = parameter("calm", "Mood.", choices=("calm", "busy", "asleep", "greedy", "gone"))
    names: tuple[str, ...] = parameter(("a",), "Names.")
    data: Path | None = parameter(None, "Numbers of one's own.")
    headline = "It weighs {number:.3f} [weighs]"

    def compute(self):
        if self.mood == "busy":
            while True:
                pass
        if self.mood == "asleep":
            time.sleep(1000)
        if self.mood == "greedy":
            np.zeros(20_000_000_000)
        if self.mood == "gone":
            os._exit(3)
        rows = self.data.read_text().split() if self.data else []
        return {"line": np.linspace(0, self.number, 5), "rows": len(rows)}

    @claim("The last of the line is {measured:.3f}.")
    def weighs(self, result):
        return Measured(result["line"][-1], "=", self.number, within=1e-12)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "A line")
        axes.plot(result["line"])
