"""Softmax: its temperatures, its cross-entropy's gradient, and its overflow."""

import numpy as np

logits = np.array([2.0, 1.0, 0.0])
target = np.array([1.0, 0.0, 0.0])  # the first class is the right one


def softmax(z):
    powers = np.exp(z - z.max(axis=-1, keepdims=True))  # or they overflow
    return powers / powers.sum(axis=-1, keepdims=True)


marked = np.array([0.2, 1.0, 5.0])  # temperatures
bars = softmax(logits / marked[:, None])
temperatures = np.geomspace(0.1, 10, 201)
probabilities = softmax(logits / temperatures[:, None])

trained = softmax(logits)  # at a temperature of 1
loss = -np.log(trained @ target)
gap = target - trained  # what descent pulls the logits by

shifts = np.arange(1001)
shifted = softmax(logits + shifts[:, None])[:, 0]
with np.errstate(over="ignore", invalid="ignore"):
    powers = np.exp(logits + shifts[:, None])  # as the formula stands
    naive = powers[:, 0] / powers.sum(axis=-1)  # not a number from 708 on

largest_cold, largest_hot = bars[[0, 2]].max(axis=1)
print(f"The largest takes {largest_cold:.3f} at T = 0.2, {largest_hot:.3f} at T = 5")
