"""Gradient descent with momentum: both paths, and the race at the best settings."""

import numpy as np

kappa = 100.0
curvature = np.array([1 / kappa, 1.0])  # λ of J(w) = ½ Σ λw²


def descend(rate, beta, steps):
    w, v = np.array([-10.0, 1.0]), np.zeros(2)
    path = [w]
    for _ in range(steps):
        gradient = curvature * w
        v = beta * v + (1 - beta) * gradient
        w = w - rate * v
        path.append(w)
    return np.array(path)


def steps_to_a_millionth(path):
    distance = np.linalg.norm(path, axis=1)
    return np.argmax(distance <= 1e-6 * distance[0])


plain = descend(rate=1.9, beta=0.0, steps=40)
momentum = descend(rate=5.0, beta=0.9, steps=40)

best_beta = ((np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)) ** 2
best_rate = 4 / (1 + np.sqrt(1 / kappa)) ** 2 / (1 - best_beta)
plain_steps = steps_to_a_millionth(descend(2 / (1 + 1 / kappa), 0.0, 800))
momentum_steps = steps_to_a_millionth(descend(best_rate, best_beta, 800))
print(f"Momentum needs {momentum_steps} steps, plain descent {plain_steps}")
