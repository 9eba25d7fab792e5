"""A neural network from scratch: all of its training on two half moons."""

import numpy as np

rate, epochs, examples = 1.0, 100, 300
y = np.arange(examples) % 2
t = np.pi * (np.arange(examples) // 2) / 149
moons = np.where(y == 0, [np.cos(t), np.sin(t)], [1 - np.cos(t), 0.5 - np.sin(t)]).T
inputs = moons + 0.1 * np.random.default_rng(0).standard_normal((examples, 2))

# initialize: two hidden layers of 8 units
rng = np.random.default_rng(0)
deviations = {(2, 8): np.sqrt(2 / 10), (8, 8): np.sqrt(2 / 16), (8, 1): 0.01}
W = [std * rng.standard_normal(shape) for shape, std in deviations.items()]
b = [np.zeros(8), np.zeros(8), np.zeros(1)]


def forward(X):
    a = [X]
    for l in (0, 1):
        a.append(np.tanh(a[l] @ W[l] + b[l]))
    return [*a, 1 / (1 + np.exp(-(a[2] @ W[2] + b[2])))]


def cost():
    p = forward(inputs)[3][:, 0]
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


costs = [cost()]
for _ in range(epochs):
    for batch in rng.permutation(examples).reshape(10, 30):
        a = forward(inputs[batch])
        dz = (a[3] - y[batch, None]) / 30
        for l in (2, 1, 0):  # backward, and the update
            slopes = a[l].T @ dz, dz.sum(axis=0)
            dz = (dz @ W[l].T) * (1 - a[l] ** 2)
            W[l] = W[l] - rate * slopes[0]
            b[l] = b[l] - rate * slopes[1]
    costs.append(cost())

first_cost, last_cost = costs[0], costs[-1]
accuracy = np.mean((forward(inputs)[3][:, 0] >= 0.5) == y)
print(f"From {first_cost:.3f} to {last_cost:.5f}, {accuracy:.0%} right")
