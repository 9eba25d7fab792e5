"""Schedules: learning rates as pure functions of the step.

schedule = Cosine(rate=0.1, steps=1000)
schedule(0), schedule(np.arange(1000))
optimizer = Momentum(rate=schedule)
"""

from collections.abc import Mapping
from types import MappingProxyType

from nnviz.core.schedules.base import Schedule
from nnviz.core.schedules.cycles import Cosine, CosineRestarts, OneCycle, WarmUp
from nnviz.core.schedules.decay import Constant, Exponential, InverseTime, Polynomial, Step

__all__ = [
    "SCHEDULES",
    "Constant",
    "Cosine",
    "CosineRestarts",
    "Exponential",
    "InverseTime",
    "OneCycle",
    "Polynomial",
    "Schedule",
    "Step",
    "WarmUp",
]

SCHEDULES: Mapping[str, type[Schedule]] = MappingProxyType(
    {
        "constant": Constant,
        "inverse_time": InverseTime,
        "step": Step,
        "exponential": Exponential,
        "polynomial": Polynomial,
        "cosine": Cosine,
        "cosine_restarts": CosineRestarts,
        "warm_up": WarmUp,
        "one_cycle": OneCycle,
    }
)
"""The schedules by their names."""
