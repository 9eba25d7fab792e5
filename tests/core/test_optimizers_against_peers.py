"""Optimizers and schedules against PyTorch and Optax, by the vectors stored in `reference`."""

from pathlib import Path

import numpy as np
import pytest

from nnviz.core import optimizers, schedules

REFERENCE = Path(__file__).with_name("reference")

TORCH_OPTIMIZERS = {
    "sgd": optimizers.GradientDescent(0.05),
    "momentum": optimizers.Momentum(0.05, beta=0.9),
    "momentum with a cosine": optimizers.Momentum(schedules.Cosine(0.05, steps=60), beta=0.9),
    "nesterov": optimizers.Nesterov(0.05, beta=0.8),
    "adagrad": optimizers.AdaGrad(0.3, epsilon=1e-10),
    "rmsprop": optimizers.RMSProp(0.02, gamma=0.95, epsilon=1e-3),
    "adam": optimizers.Adam(0.02),
    "adam large epsilon": optimizers.Adam(0.1, beta1=0.5, beta2=0.9, epsilon=0.1),
    "adamw": optimizers.AdamW(0.02, weight_decay=0.1),
}
OPTAX_OPTIMIZERS = {
    "momentum": TORCH_OPTIMIZERS["momentum"],
    "averaged momentum": optimizers.Momentum(0.05, beta=0.9, averaged=True),
    "nesterov": TORCH_OPTIMIZERS["nesterov"],
    "rmsprop": TORCH_OPTIMIZERS["rmsprop"],
    "adam": TORCH_OPTIMIZERS["adam"],
    "adam without correction": optimizers.Adam(0.02, beta1=0.0, beta2=0.99, bias_correction=False),
    "adamw": TORCH_OPTIMIZERS["adamw"],
}
TORCH_SCHEDULES = {
    "step": schedules.Step(0.2, factor=0.3, every=7),
    "exponential": schedules.Exponential(0.2, factor=0.93, period=1),
    "polynomial": schedules.Polynomial(0.2, steps=40, power=2.0),
    "cosine": schedules.Cosine(0.2, floor=0.01, steps=60),
    "cosine-restarts": schedules.CosineRestarts(0.2, floor=0.01, first=5, t_mult=2),
    "cosine-restarts equal": schedules.CosineRestarts(0.2, first=8, t_mult=1),
    "one-cycle": schedules.OneCycle(0.5, steps=60, rise=0.25),
}
OPTAX_SCHEDULES = {
    "constant": schedules.Constant(0.2),
    "exponential": schedules.Exponential(0.2, factor=0.4, period=9),
    "exponential staircase": schedules.Exponential(0.2, factor=0.4, period=9, staircase=True),
    "polynomial": schedules.Polynomial(0.2, end=0.02, steps=45, power=3),
    "cosine": schedules.Cosine(0.2, floor=0.02, steps=45),
    "warm-up": schedules.WarmUp(schedules.Cosine(0.2, steps=40), steps=12, start=0.01),
}


def references(peer):
    with np.load(REFERENCE / f"{peer}_optimizers.npz") as archive:
        return dict(archive)


@pytest.fixture(scope="module")
def torch_says():
    return references("torch")


@pytest.fixture(scope="module")
def optax_says():
    return references("optax")


def path_of(optimizer, start, gradients):
    parameters = start.copy()
    state = optimizer.init(parameters)
    points = [start]
    for gradient in gradients:
        optimizer.update(parameters, gradient, state)
        points.append(parameters.copy())
    return np.array(points)


@pytest.mark.parametrize("name", TORCH_OPTIMIZERS)
def test_optimizer_follows_the_path_of_torch(torch_says, name):
    path = path_of(TORCH_OPTIMIZERS[name], torch_says["start"], torch_says["gradients"])
    np.testing.assert_allclose(path, torch_says[f"optimizer/{name}"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", [n for n in TORCH_OPTIMIZERS if n != "momentum with a cosine"])
def test_optimizer_follows_the_path_of_torch_in_float32(torch_says, name):
    start, gradients = (torch_says[k].astype(np.float32) for k in ("start", "gradients"))
    path = path_of(TORCH_OPTIMIZERS[name], start, gradients)
    assert path.dtype == np.float32
    expected = torch_says[f"optimizer/{name} float32"]
    np.testing.assert_allclose(path, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", OPTAX_OPTIMIZERS)
def test_optimizer_follows_the_path_of_optax(optax_says, name):
    path = path_of(OPTAX_OPTIMIZERS[name], optax_says["start"], optax_says["gradients"])
    np.testing.assert_allclose(path, optax_says[f"optimizer/{name}"], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", TORCH_SCHEDULES)
def test_schedule_gives_the_rates_of_torch(torch_says, name):
    expected = torch_says[f"schedule/{name}"]
    rates = TORCH_SCHEDULES[name](np.arange(expected.size))
    np.testing.assert_allclose(rates, expected, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("name", OPTAX_SCHEDULES)
def test_schedule_gives_the_rates_of_optax(optax_says, name):
    expected = optax_says[f"schedule/{name}"]
    rates = OPTAX_SCHEDULES[name](np.arange(expected.size))
    np.testing.assert_allclose(rates, expected, rtol=1e-12, atol=1e-16)
