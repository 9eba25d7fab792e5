"""The shapes of schedules, fitted to the length of a training."""

from dataclasses import fields
from math import ceil
from typing import Any

import numpy as np

from nnviz.core.arrays import Array
from nnviz.core.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Exponential,
    InverseTime,
    OneCycle,
    Polynomial,
    Schedule,
    Step,
    WarmUp,
)


def period(steps: int) -> int:
    """Return the period of step and exponential decay, a quarter of the training."""
    return ceil(steps / 4)


def first_cycle(steps: int) -> int:
    """Return the first cycle of the restarts, of which three fill the training: 1 + 2 + 4 = 7."""
    return ceil(steps / 7)


def fitted(steps: int, factor: float) -> dict[str, Schedule]:
    """Return the bundled schedules by name, from the peak 1 and fitted to the training's length."""
    rise = ceil(steps / 10)
    return {
        "constant": Constant(1.0),
        "inverse_time": InverseTime(1.0, 9.0, steps),
        "step": Step(1.0, factor, period(steps)),
        "exponential": Exponential(1.0, factor, period(steps)),
        "polynomial": Polynomial(1.0, 0.0, steps),
        "cosine": Cosine(1.0, 0.0, steps),
        "cosine_restarts": CosineRestarts(1.0, 0.0, first_cycle(steps)),
        "warm_up": WarmUp(Cosine(1.0, 0.0, steps - rise), rise),
        "one_cycle": OneCycle(1.0, steps),
    }


def lasting(kind: Any, steps: int) -> Schedule:
    """Return a schedule of a plugin's class, told how many steps there are if it has that field."""
    asks = any(each.name == "steps" for each in fields(kind))
    made: Schedule = kind(steps=steps) if asks else kind()
    return made


def shares_of_peak(schedule: Schedule, steps: int) -> Array:
    """Return the rates at the steps 0, 1, …, as shares of the largest one."""
    rates = schedule(np.arange(steps + 1))
    shares: Array = rates / rates.max()
    return shares


def asked_backwards(schedule: Schedule, steps: int) -> Array:
    """Return what `shares_of_peak` does, from rates asked one by one from the last step back."""
    rates = np.array([schedule(step) for step in range(steps, -1, -1)])[::-1]
    shares: Array = rates / rates.max()
    return shares
