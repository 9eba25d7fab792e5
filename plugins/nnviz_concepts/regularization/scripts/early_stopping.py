"""Why stopping early resembles L2: descent on a quadratic, and L2's solutions."""

import numpy as np

curvature = np.array([1.0, 0.1])  # λ of J(w) = ½ Σ λ(w − w*)²
lowest = np.array([1.0, 1.0])  # w*
rate, steps = 0.1, 2000

w = np.zeros(2)
path, ridge = [w], [w]
for t in range(1, steps + 1):
    w = w - rate * curvature * (w - lowest)
    path.append(w)
    alpha = 1 / (rate * t)
    ridge.append(curvature / (curvature + alpha) * lowest)
path, ridge = np.array(path), np.array(ridge)

gap = np.abs(path - ridge).max()
print(f"Stopping after t steps is L2 of strength 1/(ηt), to within {gap:.3f}")
