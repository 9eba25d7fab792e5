"""Paths of PyTorch's optimizers along given gradients, and the rates of its schedulers.

    python tests/core/reference/make_torch_optimizers.py

writes torch_optimizers.npz beside this file: `start` (P,) and `gradients` (steps, P), a path
(steps + 1, P) for each `optimizer/<case>`, in float64 and float32, and rates (steps,) for each
`schedule/<case>`.
"""

from pathlib import Path

import numpy as np
import torch
from torch import optim
from torch.optim import lr_scheduler

STEPS = 60

OPTIMIZERS = {
    "sgd": lambda p: optim.SGD(p, lr=0.05),
    "momentum": lambda p: optim.SGD(p, lr=0.05, momentum=0.9),
    "nesterov": lambda p: optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.3, eps=1e-10),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.02, alpha=0.95, eps=1e-3),
    "adam": lambda p: optim.Adam(p, lr=0.02, betas=(0.9, 0.999), eps=1e-8),
    "adam large epsilon": lambda p: optim.Adam(p, lr=0.1, betas=(0.5, 0.9), eps=0.1),
    "adamw": lambda p: optim.AdamW(p, lr=0.02, weight_decay=0.1),
}
SCHEDULES = {
    "step": lambda o: lr_scheduler.StepLR(o, step_size=7, gamma=0.3),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, gamma=0.93),
    "polynomial": lambda o: lr_scheduler.PolynomialLR(o, total_iters=40, power=2.0),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS, eta_min=0.01),
    "cosine-restarts": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(
        o, T_0=5, T_mult=2, eta_min=0.01
    ),
    "cosine-restarts equal": lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, T_0=8),
    "one-cycle": lambda o: lr_scheduler.OneCycleLR(
        o, max_lr=0.5, total_steps=STEPS, pct_start=0.25, cycle_momentum=False
    ),
}


def given():
    """Return a start and gradients whose scales differ by parameter, one of them often zero."""
    rng = np.random.default_rng(20240607)
    gradients = rng.normal(size=(STEPS, 6)) * np.array([1, 1, 1e-3, 30, 1, 0])
    gradients[:, 4] *= rng.random(STEPS) < 0.2
    return rng.normal(size=6), gradients


def path(make, start, gradients, make_schedule=None):
    parameters = torch.tensor(start, requires_grad=True)
    optimizer = make([parameters])
    scheduler = make_schedule(optimizer) if make_schedule else None
    points = [parameters.detach().numpy().copy()]
    for gradient in gradients:
        parameters.grad = torch.tensor(gradient)
        optimizer.step()
        if scheduler:
            scheduler.step()
        points.append(parameters.detach().numpy().copy())
    return np.array(points)


def rates(make):
    optimizer = optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
    scheduler = make(optimizer)
    values = []
    for _ in range(STEPS):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if len(values) < STEPS:
            scheduler.step()
    return np.array(values)


def references():
    start, gradients = given()
    found = {"start": start, "gradients": gradients}
    for name, make in OPTIMIZERS.items():
        found[f"optimizer/{name}"] = path(make, start, gradients)
        single = path(make, start.astype(np.float32), gradients.astype(np.float32))
        found[f"optimizer/{name} float32"] = single
    found["optimizer/momentum with a cosine"] = path(
        OPTIMIZERS["momentum"],
        start,
        gradients,
        lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=STEPS),
    )
    for name, make in SCHEDULES.items():
        found[f"schedule/{name}"] = rates(make)
    return found


if __name__ == "__main__":
    np.savez_compressed(Path(__file__).with_name("torch_optimizers.npz"), **references())
