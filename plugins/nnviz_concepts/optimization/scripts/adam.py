"""Plain descent, RMSProp, momentum and Adam in one noisy ravine: how far they walk."""

import numpy as np

beta1, beta2, epsilon = 0.9, 0.999, 1e-8
curvature = np.array([1 / 50, 1.0])  # λ of J(w) = ½ Σ λw²
noise = 1.2 * np.random.default_rng(0).standard_normal((60, 201, 2))  # steps, runs


def walk(rate, averaged, divided):
    w, m, v = np.full((201, 2), (-4.0, 2.0)), 0.0, 0.0
    path = [w]
    for t, moved in enumerate(noise, 1):
        g = curvature * (w - moved)
        m = beta1 * m + (1 - beta1) * g if averaged else g
        v = beta2 * v + (1 - beta2) * g**2
        size = np.sqrt(v / (1 - beta2**t)) + epsilon
        start = 1 - beta1**t if averaged and divided else 1.0  # momentum has no hat
        w = w - rate * m / start / (size if divided else 1.0)
        path.append(w)
    path = np.array(path)
    way = np.linalg.norm(np.diff(path, axis=0), axis=-1).sum(axis=0)
    return np.median(way), np.median(np.linalg.norm(path[-10:], axis=-1).mean(axis=0))


walked, left = np.transpose([
    walk(0.5, averaged=False, divided=False),
    walk(0.1, averaged=False, divided=True),
    walk(0.5, averaged=True, divided=False),
    walk(0.1, averaged=True, divided=True),
])  # fmt: skip
print("Walked:", walked.round(2), "and left:", left.round(2))
