"""A concept with two questions, the second asked from another setting than the defaults."""

import numpy as np

from nnviz import Choice, Concept, Measured, Predict, Ratio, claim, drawing, parameter


class Halving(Concept):
    r"""What loses a share at each step halves after $\ln 2 / \ln(1/\beta)$ steps."""

    title = "Halving"
    topic = "data"
    beta: float = parameter(0.9, "share kept at each step", gt=0, lt=1, sweep=(0.5, 0.9))

    headline = "Half is left after {half:.1f} steps [halves]"
    look = "The curve falls ever more slowly."

    def compute(self):
        return {"path": self.beta ** np.arange(50), "half": np.log(0.5) / np.log(self.beta)}

    @claim("After {half:.1f} steps half is left.")
    def halves(self, result):
        return Measured(self.beta ** result["half"], "=", 0.5, within=1e-12)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "What is left, $x_t$")
        axes.plot(result["path"])

    longer = Predict(
        "β goes from {before.beta} to {beta}. It took {before.half:.1f} steps & <now> …",
        Choice("about as many", 1, "One may think that 0.09 is little $<$ 1."),
        Choice("{near} times as many", 10),
        of=Ratio("half"),
        beta=0.99,
        why="What is lost at each step is a tenth [halves].",
    )
    shorter = Predict(
        "β goes from {before.beta} to {beta}. The half-life is …",
        Choice("a half", 0.5, "One may think that it goes with β."),
        Choice("a tenth", 0.1),
        of=Ratio("half"),
        before={"beta": 0.99},
        beta=0.9,
        why="What is lost at each step is ten times as much [halves].",
    )
