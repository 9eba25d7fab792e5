"""AdaGrad: its path, the rate of each parameter, and its steps on gradients of 1."""

import numpy as np

kappa, rate, epsilon = 20.0, 0.4, 1e-10
curvature = np.array([4 / kappa, 4.0])  # λ of J(w) = ½ Σ λw²

w, s = np.array([-4.0, 4.0]), np.zeros(2)
path, rates = [w], []
for _ in range(60):
    g = curvature * w
    s = s + g**2
    own_rate = rate / (np.sqrt(s) + epsilon)
    w = w - own_rate * g
    path.append(w)
    rates.append(own_rate)
path, rates = np.array(path), np.array(rates)

steps_constant = 1 / np.sqrt(np.cumsum(np.ones(1000)))  # in η
marked = steps_constant[99]

ratio = np.median(rates[:31, 0] / rates[:31, 1])
print(f"AdaGrad's rate is {ratio:.0f} times as large where it is flat")
