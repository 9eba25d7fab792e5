"""A neural network from scratch: all of its training, one point of two moons a step."""

import numpy as np

rate, epochs, examples = 0.2, 60, 200
y = np.arange(examples) % 2
t = np.pi * (np.arange(examples) // 2) / 99
moons = np.where(y == 0, [np.cos(t), np.sin(t)], [1 - np.cos(t), 0.5 - np.sin(t)]).T
inputs = moons + 0.1 * np.random.default_rng(0).standard_normal((examples, 2))
order = np.random.default_rng(0).permutation(examples)
inputs, y = inputs[order], y[order]

# initialize: one hidden layer of 4 units, by Xavier
rng = np.random.default_rng(9)
W1, b1 = np.sqrt(2 / 6) * rng.standard_normal((2, 4)), np.zeros(4)
W2, b2 = np.sqrt(2 / 5) * rng.standard_normal((4, 1)), np.zeros(1)


def forward(x):
    hidden = np.tanh(x @ W1 + b1)
    return hidden, 1 / (1 + np.exp(-(hidden @ W2 + b2)[..., 0]))


def cost():
    _, p = forward(inputs)
    return -np.mean(np.log(np.where(y == 1, p, 1 - p)))


typical = [cost()]
for _ in range(epochs):
    for x, label in zip(inputs, y, strict=True):
        hidden, p = forward(x)
        output_error = np.array([p - label])  # backward
        hidden_error = (W2 @ output_error) * (1 - hidden**2)
        W2, b2 = W2 - rate * np.outer(hidden, output_error), b2 - rate * output_error
        W1, b1 = W1 - rate * np.outer(x, hidden_error), b1 - rate * hidden_error
    typical.append(cost())

first_cost, last_cost = typical[0], typical[-1]
accuracy = np.mean((forward(inputs)[1] >= 0.5) == y)
print(f"From {first_cost:.3f} to {last_cost:.5f}, {accuracy:.0%} right")
