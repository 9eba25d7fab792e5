"""RMSProp: its path, and how long its steps remember a large gradient."""

import numpy as np

kappa, rate, gamma = 20.0, 0.4, 0.9
curvature = np.array([4 / kappa, 4.0])  # λ of J(w) = ½ Σ λw²

w, s = np.array([-4.0, 4.0]), np.zeros(2)
path = [w]
for _ in range(60):
    g = curvature * w
    s = gamma * s + (1 - gamma) * g**2
    w = w - rate * g / (np.sqrt(s) + 1e-8)
    path.append(w)
path = np.array(path)

steps_spiked, steps_adagrad, average, total = [], [], 0.0, 0.0
for g in [100.0] + 999 * [1.0]:
    average = gamma * average + (1 - gamma) * g**2
    total = total + g**2
    steps_spiked.append(g / np.sqrt(average))  # in η
    steps_adagrad.append(g / np.sqrt(total))

recovered_at = 2 + np.argmax(np.array(steps_spiked[1:]) >= 0.9)
print(f"RMSProp forgets a large gradient in {recovered_at} steps, AdaGrad never")
