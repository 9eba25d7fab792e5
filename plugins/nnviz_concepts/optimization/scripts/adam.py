"""Adam, corrected and not: its paths, and its steps on constant gradients."""

import numpy as np

beta1, beta2, epsilon = 0.9, 0.999, 1e-8
curvature = np.array([0.2, 4.0])  # λ of J(w) = ½ Σ λw²


def adam(gradient, w, rate, steps, corrected):
    m, v = np.zeros_like(w), np.zeros_like(w)
    path = [w]
    for t in range(1, steps + 1):
        g = gradient(w)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat = m / (1 - beta1**t) if corrected else m
        v_hat = v / (1 - beta2**t) if corrected else v
        w = w - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        path.append(w)
    return np.array(path)


def bowl(w):
    return curvature * w


def constant(w):
    return np.array([1e-3, 1.0, 1e3])


path_with = adam(bowl, np.array([-4.0, 2.0]), 0.2, 60, corrected=True)
path_without = adam(bowl, np.array([-4.0, 2.0]), 0.2, 60, corrected=False)
walk_with = adam(constant, np.zeros(3), 1.0, 3000, corrected=True)
walk_without = adam(constant, np.zeros(3), 1.0, 3000, corrected=False)
steps_with, steps_without = -np.diff(walk_with, axis=0), -np.diff(walk_without, axis=0)
longest = steps_without[:, 1].max()
print(f"Without correction Adam's steps reach {longest:.2f} times its rate")
