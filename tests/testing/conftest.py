"""Concepts that keep the whole contract; heirs break one point each."""

import numpy as np
import pytest

from nnviz import (
    Concept,
    Measured,
    Panel,
    Try,
    claim,
    drawing,
    either,
    finding,
    parameter,
    plain,
)
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent


class Halving(Concept):
    r"""A share that decays by a constant factor is halved in equal times.

    After $t$ steps $(1-r)^t$ is left, so that half is left after $\ln ½ / \ln(1-r)$ steps.
    """

    rate: float = parameter(0.1, "Share that decays in each step.", ge=0.05, le=0.5)

    headline = "Halved in equal times [halves]"
    setting = "{rate} decays in each step"
    caption = plain("The share that is left, at a rate of {rate}.")
    alt = plain("A curve that falls ever more slowly.")

    def compute(self):
        return {"left": (1 - self.rate) ** np.arange(60.0)}

    @claim("Half is left.")
    def halves(self, result):
        half = np.log(0.5) / np.log1p(-self.rate)
        left = np.interp(half, np.arange(60), result["left"])
        # The chord lies above the curve by at most r²/8 of its height.
        return Measured(left, "=", 0.5, within=self.rate**2 / 8)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "What is left")
        axes.plot(result["left"])


@pytest.fixture(scope="session")
def halving() -> type[Concept]:
    return Halving


class Decay(Concept):
    r"""On a bowl of curvature 1 the distance to the minimum is halved in equal times.

    After $t$ steps $(1-\eta)^t$ is left, so that half is left after $\ln ½ / \ln(1-\eta)$ steps.
    """

    rate: float = parameter(0.1, "Learning rate η.", ge=0.02, le=0.5, sweep=(0.1, 0.2))
    form: str = parameter("plain", "How it is called.", choices=("plain", "fancy"))

    headline = either(
        "Halved every {halves.measured} steps [halves]",
        plain("A decay of {rate}"),
    )
    setting = "Descent on a bowl at η = {rate}, {form}"
    look = "Half is left after {halves.measured} steps [halves]."
    caption = (
        "What is left at η = {rate}: half after {halves.measured} steps [halves].",
        either("After 20 steps {soon.measured} is left [soon].", "It takes longer [not soon]."),
    )
    alt = (plain("A curve."), "It is halved every {halves.measured} steps [halves].")
    panels = (Panel("left", "What is left", "step", "distance"),)
    try_next = (Try("At η = {rate} it takes longer [not soon].", rate=0.02),)

    def compute(self):
        rule, start = GradientDescent(self.rate), np.array([1.0])
        return {"left": descend(lambda w: w, rule, start, 59)[:, 0]}

    @claim("Half is left after {measured} steps.")
    def halves(self, result):
        halving = np.interp(np.log(2), -np.log(result["left"]), np.arange(60.0))
        if self.rate == 0.5:
            return "at η = ½ there is one step"
        return Measured(halving, "=", np.log(0.5) / np.log1p(-self.rate), within=1e-9)

    @finding("After 20 steps {measured} is left.")
    def soon(self, result):
        return Measured(result["left"][20], "<", 0.2)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, *self.words(result).titled(self.panels))
        axes.plot(result["left"][::2])


@pytest.fixture(scope="session")
def decay() -> type[Concept]:
    """A concept that has all that one can have."""
    return Decay
