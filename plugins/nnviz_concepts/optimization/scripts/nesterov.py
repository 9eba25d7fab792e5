"""Nesterov's momentum beside momentum: both paths down the ravine."""

import numpy as np

kappa, rate, beta = 100.0, 0.5, 0.9
curvature = np.array([1 / kappa, 1.0])  # λ of J(w) = ½ Σ λw²


def descend(look_ahead):
    w, v = np.array([-10.0, 1.0]), np.zeros(2)
    path = [w]
    for _ in range(40):
        gradient = curvature * (w + look_ahead * beta * v)
        v = beta * v - rate * gradient
        w = w + v
        path.append(w)
    return np.array(path)


momentum = descend(look_ahead=0)
nesterov = descend(look_ahead=1)
travel = np.array([np.abs(np.diff(path[:, 1])).sum() for path in (momentum, nesterov)])
print(f"Nesterov swings {travel[1]:.2f}, momentum {travel[0]:.2f}")
