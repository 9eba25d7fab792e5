"""A normalized layer of 32 units: forward, undone, and the way of the gradient back."""

import numpy as np

# nnviz show batch-norm --data-out batch-norm.npz
seen = np.load("batch-norm.npz")
u, gamma, beta, epsilon = seen["u"], seen["gamma"], seen["beta"], 1e-5

mean, variance = u.mean(axis=0), u.var(axis=0)  # over the batch
even = (u - mean) / np.sqrt(variance + epsilon)
z = gamma * even + beta

# γ = √(σ² + ε) and β = μ take it all back.
undone = np.sqrt(variance + epsilon) * even + mean

# Backwards through ReLU, then through γ, the deviation and the mean.
delta = seen["errors_above"] @ seen["weights_above"].T * (z > 0)
through = delta - delta.mean(axis=0) - even * (delta * even).mean(axis=0)
errors_below = gamma / np.sqrt(variance + epsilon) * through

print(f"z of the first example:\n{z[0]}\nand the gradient by u:\n{errors_below[0]}")
