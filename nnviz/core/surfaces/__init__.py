"""Surfaces: costs over the plane with their gradients, minima and instructive starts.

bowl = Quadratic(condition=100)
bowl.value(w), bowl.gradient(w)     # points w of shape (..., 2)
"""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.surfaces.base import Bounds, Surface
from nnviz.core.surfaces.classic import Beale, Himmelblau, Rosenbrock
from nnviz.core.surfaces.curved import LocalMinima, Saddle
from nnviz.core.surfaces.quadratic import Quadratic, Ravine

__all__ = [
    "SURFACES",
    "Beale",
    "Bounds",
    "Himmelblau",
    "LocalMinima",
    "Quadratic",
    "Ravine",
    "Rosenbrock",
    "Saddle",
    "Surface",
]

SURFACES: Mapping[str, Surface] = MappingProxyType(
    {
        kind.name: kind()
        for kind in (Quadratic, Ravine, Saddle, Rosenbrock, Beale, Himmelblau, LocalMinima)
    }
)
"""The surfaces by their names, each with its default parameters."""
