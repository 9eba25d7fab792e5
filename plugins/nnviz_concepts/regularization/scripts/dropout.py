"""Dropout: the masks, and the linear model whose weights it evens."""

import numpy as np

p = 0.5  # with which a unit is kept
rng = np.random.default_rng(0)
masks = (rng.random((200, 1000)) < p) / p  # kept units, divided by p

signal = rng.standard_normal(30)
X = signal[:, None] + 0.3 * rng.standard_normal((30, 5))  # noisy copies
y = signal + 0.3 * rng.standard_normal(30)

# What dropout adds to the cost on average is a penalty on w².
penalty = (1 - p) / p * np.diag((X**2).sum(axis=0))
weights_without = np.linalg.solve(X.T @ X, X.T @ y)
weights_with = np.linalg.solve(X.T @ X + penalty, X.T @ y)

costs_with = []
for mask in ((rng.random((30 * 5, 4000)) < p) / p).T:
    dropped = X * mask.reshape(30, 5)
    costs_with.append(((y - dropped @ weights_with) ** 2).sum())
cost_with = ((y - X @ weights_with) ** 2).sum()
penalty_with = weights_with @ penalty @ weights_with
print(f"{cost_with:.2f} + {penalty_with:.2f} is near {np.mean(costs_with):.2f}")
