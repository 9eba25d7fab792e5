"""Nesterov's momentum beside momentum: both paths down the ravine."""

import numpy as np

kappa, rate, beta = 100.0, 0.5, 0.9
curvature = np.array([1 / kappa, 1.0])  # λ of J(θ) = ½ Σ λθ²


def descend(look_ahead):
    theta, v = np.array([-10.0, 1.0]), np.zeros(2)
    path = [theta]
    for _ in range(40):
        gradient = curvature * (theta + look_ahead * beta * v)
        v = beta * v - rate * gradient
        theta = theta + v
        path.append(theta)
    return np.array(path)


momentum = descend(look_ahead=0)
nesterov = descend(look_ahead=1)
momentum_travel = np.abs(np.diff(momentum[:, 1])).sum()
nesterov_travel = np.abs(np.diff(nesterov[:, 1])).sum()
print(f"Nesterov swings {nesterov_travel:.2f}, momentum {momentum_travel:.2f}")
