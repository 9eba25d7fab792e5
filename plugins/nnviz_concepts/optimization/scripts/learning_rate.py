"""Gradient descent on the bowl J(w) = ½λw² from w = 1, at four learning rates."""

import numpy as np

curvature = 1.0  # λ
rates = np.array([0.1, 0.7, 1.8, 2.1])  # η: small, good, high, large

w = np.ones(4)
paths = [w]
for _ in range(20):
    gradient = curvature * w
    w = w - rates * gradient
    paths.append(w)
costs = 0.5 * curvature * np.array(paths) ** 2
ends = paths[-1]

grid = np.linspace(0, 10, 501)
factors = 1 - grid * curvature  # by which a step multiplies w
factors_of_rates = 1 - rates * curvature
print(f"w ends at {ends}")
