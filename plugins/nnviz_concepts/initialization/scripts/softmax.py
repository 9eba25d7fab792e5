"""Softmax: its temperatures, its cross-entropy's gradient, and its overflow."""

import numpy as np

logits = np.array([2.0, 1.0, 0.0])
right = np.array([1.0, 0.0, 0.0])  # the first class is the right one


def softmax(z):
    powers = np.exp(z - z.max(axis=-1, keepdims=True))  # or they overflow
    return powers / powers.sum(axis=-1, keepdims=True)


temperatures = np.geomspace(0.1, 10, 201)
probabilities = softmax(logits / temperatures[:, None])
loss = -np.log(softmax(logits) @ right)
gradient = softmax(logits) - right

shifts = np.arange(1001)
shifted = softmax(logits + shifts[:, None])[:, 0]
with np.errstate(over="ignore", invalid="ignore"):
    powers = np.exp(logits + shifts[:, None])  # as the formula stands
    naive = powers[:, 0] / powers.sum(axis=-1)
overflow = np.argmax(~np.isclose(naive, shifted))  # NaN is close to nothing

coldest, hottest = probabilities[[0, -1], 0]
print(f"The first class gets {coldest:.3f} at T = 0.1, and {hottest:.3f} at T = 10")
