"""Gradient descent on the bowl J(w) = ½λw² from w = 1, at three learning rates."""

import numpy as np

curvature = 1.0  # λ
rates = np.array([0.1, 0.7, 2.1])  # η: small, good, large

w = np.ones(3)
paths = [w]
for _ in range(20):
    gradient = curvature * w
    w = w - rates * gradient
    paths.append(w)
paths = np.array(paths)
costs = 0.5 * curvature * paths**2

grid = np.linspace(0, 2.5 / curvature, 251)
factors = np.abs(1 - grid * curvature)  # by which a step multiplies the distance
limit = 2 / curvature
print(f"Below η = {limit:g} descent converges, above it diverges")
