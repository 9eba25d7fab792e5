"""Batch normalization of one unit: normalized, moved by γ and β, and put back."""

import numpy as np

# nnviz show batch-norm --data-out batch-norm.npz
seen = np.load("batch-norm.npz")
raw, gamma, beta, epsilon = seen["raw"], seen["gamma"], seen["beta"], 1e-5

mean, variance = raw.mean(), raw.var()  # over the batch
normalized = (raw - mean) / np.sqrt(variance + epsilon)
moved = gamma * normalized + beta

# γ = √(σ² + ε) and β = μ take it all back
undone = np.sqrt(variance + epsilon) * normalized + mean

print(f"Variance {normalized.var():.4f} once normalized, and {undone.var():.4f} undone")
