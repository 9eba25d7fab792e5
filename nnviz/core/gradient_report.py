"""What a gradient check found: how far apart two gradients are, and where."""

from dataclasses import dataclass, field

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.network import Network

RIGHT, SUSPECT, WRONG = 1e-7, 1e-5, 1e-3
"""The lecture's bands: below the first all is well, above the last something is wrong."""


def relative_difference(gradient: Array, numerical: Array) -> float:
    """Return ‖g − ĝ‖₂ / (‖g‖₂ + ‖ĝ‖₂), and 0 for two zero gradients."""
    total = float(np.linalg.norm(gradient) + np.linalg.norm(numerical))
    return float(np.linalg.norm(gradient - numerical)) / total if total else 0.0


@dataclass(frozen=True)
class Fault:
    """One parameter by its name, with both derivatives of the cost by it."""

    name: str
    gradient: float
    numerical: float


@dataclass(frozen=True)
class DirectionCheck:
    """Derivatives along random directions, (directions,): g · d and by differences."""

    gradient: Array
    numerical: Array

    @property
    def relative_difference(self) -> float:
        """‖g − ĝ‖₂ / (‖g‖₂ + ‖ĝ‖₂) of the derivatives along the directions."""
        return relative_difference(self.gradient, self.numerical)

    @property
    def verdict(self) -> str:
        """What the relative difference says, in a few words."""
        return _verdict(self.relative_difference)

    def __str__(self) -> str:
        return f"{self.verdict}: relative difference {self.relative_difference:.2g}"


@dataclass(frozen=True)
class GradientCheck(DirectionCheck):
    """Derivatives by every parameter, (P,): back-propagated and by differences."""

    network: Network = field(repr=False)

    @property
    def by_part(self) -> dict[str, float]:
        """Each layer's W, b, γ and β: ‖g − ĝ‖₂ over that part, relative to all of g and ĝ.

        Relative to the whole, so that a part whose gradient is zero does not seem wrong for the
        rounding of its differences. The squares add up to `relative_difference` squared.
        """
        total = float(np.linalg.norm(self.gradient) + np.linalg.norm(self.numerical)) or 1.0
        difference = self.gradient - self.numerical
        return {
            name: float(np.linalg.norm(part)) / total
            for name, part in _parts(self.network, difference).items()
        }

    @property
    def culprit(self) -> str:
        """The part, such as `layer 2, W`, in which the two gradients are furthest apart."""
        by_part = self.by_part
        return max(by_part, key=by_part.__getitem__)

    def worst(self, count: int = 5) -> list[Fault]:
        """Return the parameters whose two derivatives are furthest apart, the worst first."""
        difference = np.abs(self.gradient - self.numerical)
        return [
            Fault(
                self.network.parameter_name(int(i)),
                float(self.gradient[i]),
                float(self.numerical[i]),
            )
            for i in np.argsort(-difference)[:count]
        ]

    def __str__(self) -> str:
        if self.relative_difference < RIGHT:
            return super().__str__()
        faults = "; ".join(
            f"{fault.name}: {fault.gradient:.6g} against {fault.numerical:.6g}"
            for fault in self.worst(3)
        )
        return f"{super().__str__()}, mostly in {self.culprit} ({faults})"


def _parts(network: Network, buffer: Array) -> dict[str, Array]:
    parts = {}
    for number, views in enumerate(network.views(buffer), 1):
        parts[f"layer {number}, W"] = views.W
        parts[f"layer {number}, b"] = views.b
        if views.gamma.size:
            parts[f"layer {number}, gamma"] = views.gamma
            parts[f"layer {number}, beta"] = views.beta
    return parts


def _verdict(difference: float) -> str:
    if difference < RIGHT:
        return "the gradient is right"
    if difference < SUSPECT:
        return "the gradient is probably right"
    if difference < WRONG:
        return "the gradient is suspect"
    return "the gradient is wrong"
