"""Exponentially weighted averages by SciPy's linear filter.

    python tests/core/reference/make_scipy_averages.py

writes scipy_averages.npz beside this file: `values` (n,) and the averages for each `beta/<β>`.
"""

from pathlib import Path

import numpy as np
from scipy.signal import lfilter

BETAS = (0.0, 0.5, 0.9, 0.98, 0.9999)


def references():
    values = 5 + np.random.default_rng(1).normal(size=700)
    found = {f"beta/{beta}": lfilter([1 - beta], [1, -beta], values) for beta in BETAS}
    return found | {"values": values}


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("scipy_averages.npz"), **references())
