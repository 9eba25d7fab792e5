"""RMSProp, AdaGrad and plain descent go down a wall and along a floor."""

import numpy as np

gamma, first, steps = 0.9, 0.3, 120


def slope(w):
    return 0.03 * w - 3 / (1 + np.exp((w + 3) / 0.12))  # a floor, a wall up to −3


def walk(divide, rate):
    w, memory = -4.8, 0.0
    path = [w]
    for _ in range(steps):
        g = slope(w)
        memory, size = divide(memory, g)
        w = w - rate * g / size
        path.append(w)
    return path


def plain(memory, g):
    return memory, 1.0


def adagrad(memory, g):
    memory = memory + g**2
    return memory, np.sqrt(memory) + 1e-10


def rmsprop(memory, g):
    memory = gamma * memory + (1 - gamma) * g**2
    return memory, np.sqrt(memory) + 1e-8


rates = first / abs(slope(-4.8)), first, first * np.sqrt(1 - gamma)  # equal first steps
divisors = plain, adagrad, rmsprop
paths = np.array([walk(*each) for each in zip(divisors, rates, strict=True)])
left = np.abs(paths[:, -1])
print("Plain descent, AdaGrad and RMSProp end so far from the minimum:", left.round(3))
