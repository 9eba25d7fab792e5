"""Starting weights by He, and half of them: what five deep networks have learned."""

import numpy as np

labels = np.arange(50) % 2
angle = 2 * np.pi * (np.arange(50) // 2) / 25
circles = np.stack([np.cos(angle), np.sin(angle)], axis=1) / (1 + labels[:, None])
inputs = circles + 0.1 * np.random.default_rng(0).standard_normal((50, 2))
y = labels[:, None]
shapes = [(2, 12), *[(12, 12)] * 9, (12, 1)]


def he(n_in, n_out):
    return 2 / n_in


def train(times, seed):
    rng = np.random.default_rng(seed)
    W = [times * np.sqrt(he(*shape)) * rng.standard_normal(shape) for shape in shapes]
    b = [np.zeros(n_out) for _, n_out in shapes]
    for step in range(251):
        a = [inputs]
        for l in range(10):
            a.append(np.maximum(a[l] @ W[l] + b[l], 0))
        z = a[10] @ W[10] + b[10]
        dz = (1 / (1 + np.exp(-z)) - y) / 50
        for l in reversed(range(11 if step < 250 else 0)):
            dW, db = a[l].T @ dz, dz.sum(axis=0)
            dz = (dz @ W[l].T) * (a[l] > 0)
            W[l], b[l] = W[l] - 0.15 * dW, b[l] - 0.15 * db
    return np.mean(np.log(1 + np.exp(-z)) + (1 - y) * z)


he_costs = np.array([train(1, seed) for seed in range(5)])
half_costs = np.array([train(0.5, seed) for seed in range(5)])
he_cost, half_cost = np.median(he_costs), np.median(half_costs)
print(f"Cost after 250 steps: He's start {he_cost:.5f}, half of it {half_cost:.3f}")
