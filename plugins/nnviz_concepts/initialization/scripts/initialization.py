"""Starting weights by Xavier and by He: a network trained from seven of each."""

import numpy as np

labels = np.arange(100) % 2
angle = 2 * np.pi * (np.arange(100) // 2) / 50
circles = np.stack([np.cos(angle), np.sin(angle)], axis=1) / (1 + labels[:, None])
inputs = circles + 0.1 * np.random.default_rng(0).standard_normal((100, 2))
y = labels[:, None]


def xavier(n_in, n_out):
    return 2 / (n_in + n_out)


def he(n_in, n_out):
    return 2 / n_in


def train(variance, seed):
    rng, costs = np.random.default_rng(seed), []
    shapes = [(2, 16), (16, 16), (16, 16), (16, 1)]
    W = [np.sqrt(variance(*shape)) * rng.standard_normal(shape) for shape in shapes]
    b = [np.zeros(n_out) for _, n_out in shapes]
    for step in range(401):
        a = [inputs]
        for l in (0, 1, 2):
            a.append(np.maximum(a[l] @ W[l] + b[l], 0))
        z = a[3] @ W[3] + b[3]
        if step % 5 == 0:
            costs.append(np.mean(np.log(1 + np.exp(-z)) + (1 - y) * z))
        dz = (1 / (1 + np.exp(-z)) - y) / 100
        for l in (3, 2, 1, 0):
            dW, db = a[l].T @ dz, dz.sum(axis=0)
            dz = (dz @ W[l].T) * (a[l] > 0)
            W[l], b[l] = W[l] - 0.1 * dW, b[l] - 0.1 * db
    return costs


def steps_to(cost, costs):
    return np.median(5 * np.argmax(costs <= cost, axis=1))


other_costs = np.array([train(xavier, seed) for seed in range(7)])
he_costs = np.array([train(he, seed) for seed in range(7)])
he_steps, other_steps = steps_to(0.2, he_costs), steps_to(0.2, other_costs)
print(f"Steps to a cost of 0.2: He's start {he_steps:.0f}, Xavier's {other_steps:.0f}")
