"""Exponentially weighted averages of the figure's temperatures."""

import numpy as np

# nnviz show ewma --data-out ewma.npz
values = np.load("ewma.npz")["values"]
decays = np.array([0.5, 0.9, 0.98])

v = np.zeros(3)
averages, plain = [], []
for t, x in enumerate(values, start=1):
    v = decays * v + (1 - decays) * x
    plain.append(v)
    averages.append(v / (1 - decays**t))  # the weights so far sum to 1 − βᵗ
averages = np.array(averages).T
start_plain = np.array(plain)[:100, 2]

spans = 1 / (1 - decays)
weights_at_spans = decays**spans
print(f"β = {decays}: averages over {spans} days")
