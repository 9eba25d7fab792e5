"""Paths of Optax' optimizers along given gradients, and the rates of its schedules.

    python tests/core/reference/make_optax_optimizers.py

reads the start and the gradients from torch_optimizers.npz and writes optax_optimizers.npz beside
it, laid out in the same way.
"""

from pathlib import Path

import jax
import numpy as np
import optax

STEPS = 60

OPTIMIZERS = {
    "momentum": optax.sgd(0.05, momentum=0.9),
    "averaged momentum": optax.chain(optax.ema(0.9, debias=False), optax.scale(-0.05)),
    "nesterov": optax.sgd(0.05, momentum=0.8, nesterov=True),
    "rmsprop": optax.rmsprop(0.02, decay=0.95, eps=1e-3, eps_in_sqrt=False),
    "adam": optax.adam(0.02),
    "adam without correction": optax.chain(
        optax.scale_by_rms(decay=0.99, eps=1e-8, eps_in_sqrt=False), optax.scale(-0.02)
    ),
    "adamw": optax.adamw(0.02, weight_decay=0.1),
}
SCHEDULES = {
    "constant": optax.constant_schedule(0.2),
    "exponential": optax.exponential_decay(0.2, transition_steps=9, decay_rate=0.4),
    "exponential staircase": optax.exponential_decay(
        0.2, transition_steps=9, decay_rate=0.4, staircase=True
    ),
    "polynomial": optax.polynomial_schedule(0.2, 0.02, power=3, transition_steps=45),
    "cosine": optax.cosine_decay_schedule(0.2, decay_steps=45, alpha=0.1),
    "warm-up": optax.warmup_cosine_decay_schedule(0.01, 0.2, warmup_steps=12, decay_steps=52),
}


def path(optimizer, start, gradients):
    parameters, state = jax.numpy.array(start), optimizer.init(jax.numpy.array(start))
    points = [np.array(parameters)]
    for gradient in gradients:
        updates, state = optimizer.update(jax.numpy.array(gradient), state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        points.append(np.array(parameters))
    return np.array(points)


def references():
    with np.load(Path(__file__).with_name("torch_optimizers.npz")) as archive:
        start, gradients = archive["start"], archive["gradients"]
    with jax.enable_x64(True):
        found = {"start": start, "gradients": gradients}
        for name, optimizer in OPTIMIZERS.items():
            found[f"optimizer/{name}"] = path(optimizer, start, gradients)
        for name, schedule in SCHEDULES.items():
            found[f"schedule/{name}"] = np.array([float(schedule(t)) for t in range(STEPS)])
        return found


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("optax_optimizers.npz"), **references())
