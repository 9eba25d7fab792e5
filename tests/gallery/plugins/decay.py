"""A concept with sliders, formulas, true claims and code."""

import numpy as np

from nnviz import Concept, Measured, Try, claim, parameter


def half_life(beta):
    return np.log(0.5) / np.log(beta)  # & <not> markup


class Decay(Concept):
    r"""A quantity that loses a fixed share a step halves at a steady pace, $x_t = \beta^t$.

    Each step keeps the share $\beta$ of what there is:

    $$
    x_{t+1} = \beta x_t, \qquad x_t = \beta^t x_0
    $$

    ## The half-life

    - Half is left after $\ln 2 / \ln(1/\beta)$ steps, **whatever** the start.

    For the curious:

    All that was ever there is $x_0/(1-\beta)$.
    """

    title = "Exponential decay"
    topic = "data"
    see_also = ("growth",)
    keywords = ("radioactivity", "half-life")
    symbols = ("β: share that is kept in each step",)
    try_next = (
        Try("It takes longer [halves].", beta=0.99),
        Try("It takes longer still [halves].", beta=0.999),
    )
    references = ("Rutherford 1900, [doi](https://doi.org/10.1080/14786440009463809)",)

    code = (half_life,)

    beta: float = parameter(0.9, "share kept at each step", gt=0, lt=1, sweep=(0.5, 0.9, 0.99))
    steps: int = parameter(50, "number of steps", ge=2, sweep=(10, 100))

    headline = "Half is left after {half:.1f} steps [halves]"
    caption = (
        "One is multiplied by $\\beta$ = {beta} {steps} times; "
        "half is left after {half:.1f} [halves]."
    )
    alt = "A curve that falls from 1 and halves every {half:.1f} steps [halves]."

    def compute(self):
        path = self.beta ** np.arange(self.steps)
        return {"path": path, "half": half_life(self.beta)}

    @claim("After {half:.1f} steps half is left.")
    def halves(self, result):
        return Measured(self.beta ** result["half"], "=", 0.5, within=1e-12)

    @claim("At the end less than {expected:.0%} is left.")
    def falls(self, result):
        return Measured(result["path"][-1], "<", 0.1)

    def draw(self, result, figure):
        axes = figure.subplots()
        axes.plot(result["path"])
        axes.set(xlabel="step", ylabel="what is left")
