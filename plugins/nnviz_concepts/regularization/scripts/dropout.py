"""Dropout: masks, and the way of an example through a network with and without them."""

import numpy as np

p = 0.5  # with which a unit is kept
numbers = np.random.default_rng(0).random((64, 2000))  # hidden units, examples
masks = np.array([(numbers < keep) / keep for keep in (0.1, 0.2, 0.35, p, 0.75, 1.0)])
kept = (masks[3, :8, :4] > 0).sum(axis=0)  # of eight units, for four examples
print("mean", masks.mean(axis=(1, 2)), "variance", masks.var(axis=(1, 2)))

saved = np.load("dropout.npz")  # nnviz show dropout --data-out dropout.npz
x, W1, b1, W2, b2 = (saved[name] for name in ("x", "W1", "b1", "W2", "b2"))
activations = np.maximum(x @ W1 + b1, 0)

# Training: what is kept is divided by p, forwards and backwards.
pass_masks = saved["pass_masks"]
logits_dropped = (activations * pass_masks) @ W2 + b2
errors_above = saved["errors_above"]  # by the logits
errors_below = (errors_above @ W2.T) * pass_masks * (activations > 0)

# Test: every unit, and nothing is scaled.
logits = activations @ W2 + b2
print(f"{kept} of 8 units are kept; at test time the logits are {logits}")
