"""Optimizers: rules that change one flat array of parameters along its gradients, in place.

    optimizer = Momentum(rate=0.1, beta=0.9)
    state = optimizer.init(parameters)
    optimizer.update(parameters, gradients, state)

Parameters and gradients have shape (..., P). The leading axes are a stack of independent
networks or trajectories, each of which moves as it would alone.
"""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.optimizers.adam import Adam, AdamW
from nnviz.core.optimizers.adaptive import AdaGrad, RMSProp
from nnviz.core.optimizers.base import Optimizer, OptimizerState, Rate
from nnviz.core.optimizers.descent import GradientDescent, Momentum, Nesterov

__all__ = [
    "OPTIMIZERS",
    "AdaGrad",
    "Adam",
    "AdamW",
    "GradientDescent",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "OptimizerState",
    "RMSProp",
    "Rate",
]

OPTIMIZERS: Mapping[str, type[Optimizer]] = MappingProxyType(
    {
        "sgd": GradientDescent,
        "momentum": Momentum,
        "nesterov": Nesterov,
        "adagrad": AdaGrad,
        "rmsprop": RMSProp,
        "adam": Adam,
        "adamw": AdamW,
    }
)
"""The optimizers by their short names."""
