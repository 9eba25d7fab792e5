"""Gradient descent with momentum: both paths, a step taken apart, and the speed."""

import numpy as np

kappa, steps = 100.0, 40
curvature = np.array([1 / kappa, 1.0])  # λ of J(w) = ½ Σ λw²


def descend(rate, beta):
    w, v = np.array([-10.0, 1.0]), np.zeros(2)
    path = [w]
    for _ in range(steps):
        gradient = curvature * w
        v = beta * v + (1 - beta) * gradient
        w = w - rate * v
        path.append(w)
    return np.array(path)


def steps_to_a_tenth(rate, beta):
    """In the end a step multiplies by the root of x² − (1 + β − η(1 − β)λ)x + β."""
    sums = 1 + beta - rate * (1 - beta) * curvature
    roots = [np.roots([1, -each, beta]) for each in sums]
    return -1 / np.log10(np.abs(roots).max())


plain = descend(rate=1.9, beta=0.0)
momentum = descend(rate=5.0, beta=0.8)

at = 9  # this step is what is remembered of the last one, and what is new
remembered = 0.8 * (momentum[at - 1] - momentum[at - 2])
new = -5.0 * (1 - 0.8) * curvature * momentum[at - 1]
step_along, step_across = remembered + new  # momentum[at] - momentum[at - 1]

drawn_tens = [steps_to_a_tenth(1.9, 0.0), steps_to_a_tenth(5.0, 0.8)]
left = np.linalg.norm([plain[-1], momentum[-1]], axis=1)
print("Away after 40 steps, without and with momentum:", left.round(3))
