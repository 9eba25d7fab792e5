"""A concept that keeps the whole contract, and heirs that each break one point of it."""

import numpy as np
import pytest

from nnviz import Claim, Concept, drawing, parameter


class Halving(Concept):
    r"""A share that decays by a constant factor is halved in equal times.

    After $t$ steps $(1-r)^t$ is left, so that half is left after $\ln ½ / \ln(1-r)$ steps.
    """

    rate: float = parameter(0.1, "Share that decays in each step.", ge=0.05, le=0.5)

    def compute(self):
        return {"left": (1 - self.rate) ** np.arange(60.0)}

    def claims(self, result):
        half = np.log(0.5) / np.log1p(-self.rate)
        left = np.interp(half, np.arange(60), result["left"])
        # The chord lies above the curve by at most r²/8 of its height.
        yield Claim("Half is left.", expected=0.5, measured=left, tolerance=self.rate**2 / 8)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "What is left")
        axes.plot(result["left"])

    def headline(self, result):
        return "Halved in equal times"

    def setting(self, result):
        return "{rate} decays in each step"

    def caption(self, result):
        return "The share that is left, at a rate of {rate}."

    def alt(self, result):
        return "A curve that falls ever more slowly."


@pytest.fixture(scope="session")
def halving() -> type[Concept]:
    return Halving
