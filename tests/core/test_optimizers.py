"""What all optimizers keep to: stacks, precision, states, rates, and what they refuse."""

import tracemalloc
from dataclasses import dataclass, replace

import numpy as np
import pytest

from nnviz.core.optimizers import (
    OPTIMIZERS,
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    RMSProp,
)
from nnviz.core.schedules import Cosine

ALL = [
    GradientDescent(0.05),
    Momentum(0.05),
    Momentum(0.05, averaged=True),
    Nesterov(0.05),
    AdaGrad(0.05),
    RMSProp(0.05),
    Adam(0.05),
    Adam(0.05, bias_correction=False),
    AdamW(0.05, weight_decay=0.1),
]
every_optimizer = pytest.mark.parametrize("optimizer", ALL, ids=str)


def path_of(optimizer, start, gradients):
    """Return the path (steps + 1, ..., P) along the gradients (steps, ..., P)."""
    parameters = np.array(start)
    state = optimizer.init(parameters)
    points = [parameters.copy()]
    for gradient in gradients:
        optimizer.update(parameters, gradient, state)
        points.append(parameters.copy())
    return np.array(points)


def wandering(shape, steps=12, dtype=np.float64):
    """Return gradients (steps, *shape) that do not depend on where the parameters are."""
    return np.random.default_rng(7).normal(size=(steps, *shape)).astype(dtype)


# What all of them keep to


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_stack_moves_as_its_members_bit_for_bit(optimizer, dtype):
    gradients = wandering((3, 5), dtype=dtype)
    path = path_of(optimizer, np.ones((3, 5), dtype), gradients)
    for member in range(3):
        alone = path_of(optimizer, np.ones(5, dtype), gradients[:, member])
        assert path[:, member].tobytes() == alone.tobytes()


@every_optimizer
def test_each_member_has_the_rate_it_was_given(optimizer):
    each = np.array([0.001, 0.01, 0.1])
    gradients = wandering((3, 5))
    path = path_of(replace(optimizer, rate=each), np.ones((3, 5)), gradients)
    for member, rate in enumerate(each):
        single = replace(optimizer, rate=float(rate))
        alone = path_of(single, np.ones(5), gradients[:, member])
        assert path[:, member].tobytes() == alone.tobytes()


@every_optimizer
def test_a_schedule_gives_each_update_the_rate_of_its_step(optimizer):
    asked = []

    def schedule(step):
        asked.append(step)
        return 0.05

    gradients = wandering((4,))
    path = path_of(replace(optimizer, rate=schedule), np.ones(4), gradients)
    assert asked == list(range(12))
    assert path.tobytes() == path_of(optimizer, np.ones(4), gradients).tobytes()


@every_optimizer
def test_float32_stays_float32_and_gradients_stay_as_they_are(optimizer):
    parameters, gradients = np.ones((2, 3), np.float32), np.full((2, 3), 0.5, np.float32)
    state = optimizer.init(parameters)
    optimizer.update(parameters, gradients, state)
    assert parameters.dtype == np.float32
    assert all(array.dtype == np.float32 for array in state.arrays.values())
    assert (gradients == 0.5).all()


@pytest.mark.parametrize("rate", [0.01, np.array([0.01, 0.02])], ids=["one rate", "two rates"])
@every_optimizer
def test_a_large_network_updated_by_blocks_moves_as_its_pieces(optimizer, rate):
    gradients = np.resize(wandering((9973,), steps=1), (2, 2, 700_001))
    optimizer = replace(optimizer, rate=rate)
    path = path_of(optimizer, np.ones((2, 700_001)), gradients)
    for part in (slice(0, 40_000), slice(600_000, 700_001)):
        width = len(range(700_001)[part])
        alone = path_of(optimizer, np.ones((2, width)), gradients[..., part])
        assert path[..., part].tobytes() == alone.tobytes()


@every_optimizer
def test_updates_allocate_nothing_that_stays(optimizer):
    parameters, gradients = np.ones(50_000), np.ones(50_000)
    state = optimizer.init(parameters)
    optimizer.update(parameters, gradients, state)
    tracemalloc.start()
    try:
        for _ in range(20):
            optimizer.update(parameters, gradients, state)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000  # an eighth of one array


def test_every_name_makes_an_optimizer_of_its_class():
    assert {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"} == set(OPTIMIZERS)
    for kind in OPTIMIZERS.values():
        assert kind(rate=0.5).rate == 0.5


def test_a_rule_of_ones_own_is_a_few_lines():
    @dataclass(frozen=True)
    class SignDescent(Optimizer):
        shrink: float = 0.5

        def rule(self, p, g, work, numbers, *slots):
            np.sign(g, out=work)
            work *= numbers.rate
            p -= work
            p *= numbers.shrink

    path = path_of(SignDescent(0.1, shrink=1), [1.0, -1.0], [np.array([9.0, -9.0])] * 3)
    np.testing.assert_allclose(path[:, 0], [1.0, 0.9, 0.8, 0.7], rtol=1e-14)
    np.testing.assert_allclose(path[:, 1], -path[:, 0], rtol=0)


CONSTANT = [replace(o, weight_decay=0) if isinstance(o, AdamW) else o for o in ALL]


@pytest.mark.parametrize("rate", [0.05, np.array([0.05, 0.2])], ids=["one rate", "two rates"])
@pytest.mark.parametrize("optimizer", CONSTANT, ids=str)
def test_effective_rate_is_what_a_gradient_that_stays_is_multiplied_by(optimizer, rate):
    optimizer = replace(optimizer, rate=rate)
    if isinstance(optimizer, Adam):
        optimizer = replace(optimizer, beta2=0.99)  # so that its average, too, forgets its start
    gradient = np.array([[3.0, -0.2, 1e-3], [40.0, 1.0, -5.0]])
    parameters = np.zeros((2, 3))
    state = optimizer.init(parameters)
    for _ in range(4000):
        before = parameters.copy()
        optimizer.update(parameters, gradient, state)
    effective = optimizer.effective_rate(state)
    np.testing.assert_allclose(before - parameters, effective * gradient, rtol=1e-9)


def test_a_rule_that_replaces_another_does_not_keep_its_effective_rate():
    class Half(GradientDescent):
        def rule(self, p, g, work, numbers, *slots):
            super().rule(p, g / 2, work, numbers, *slots)

    class Told(Half):
        def effective_rate(self, state):
            return state.rate / 2

    class Renamed(Told):
        pass

    state = GradientDescent(0.5).init(np.ones(3))
    with pytest.raises(NotImplementedError, match="Half must define `effective_rate`, by what its"):
        Half(0.5).effective_rate(state)
    assert Told(0.5).effective_rate(state) == Renamed(0.5).effective_rate(state) == 0.25


def test_equal_settings_are_equal_optimizers():
    assert Momentum(0.1, beta=0.8) == Momentum(0.1, beta=0.8) != Momentum(0.1, beta=0.9)
    assert Adam(Cosine(0.1)) == Adam(Cosine(0.1))


# What is refused


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientDescent(-0.1), "rate must be finite and at least 0; got -0.1"),
        (lambda: GradientDescent(float("nan")), "rate must be finite and at least 0; got nan"),
        (lambda: GradientDescent(np.array([0.1, -2.0])), "rate must be at least 0; got -2.0"),
        (lambda: Momentum(0.1, beta=1.0), "beta must be .* less than 1; got 1.0"),
        (lambda: Nesterov(0.1, beta=-0.5), "beta must be .* at least 0"),
        (lambda: AdaGrad(0.1, epsilon=-1), "epsilon must be"),
        (lambda: RMSProp(0.1, gamma=1), "gamma must be .* less than 1"),
        (lambda: Adam(0.1, beta1=1), "beta1 must be"),
        (lambda: Adam(0.1, beta2=1), "beta2 must be"),
        (lambda: AdamW(0.1, weight_decay=-1), "weight_decay must be"),
    ],
)
def test_a_hyper_parameter_out_of_range_is_refused_by_name(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("rate", ["fast", None, {"rate": 1}])
def test_a_rate_of_another_kind_is_refused(rate):
    with pytest.raises(TypeError, match="rate must be a number, an array of numbers or a schedule"):
        Adam(rate)


def test_rates_that_do_not_fit_the_stack_are_refused():
    with pytest.raises(ValueError, match=r"shape \(5,\), which does not fit .* axes \(3,\)"):
        GradientDescent(np.ones(5)).init(np.ones((3, 2)))


def test_gradients_of_another_shape_are_refused():
    optimizer, parameters = Adam(), np.ones((3, 2))
    state = optimizer.init(parameters)
    with pytest.raises(ValueError, match=r"keep the shape \(3, 2\).*got \(3, 2\) and \(2,\)"):
        optimizer.update(parameters, np.ones(2), state)


def test_parameters_that_are_not_floats_are_refused():
    with pytest.raises(TypeError, match="parameters must be an array of floats"):
        Adam().init(np.ones(3, dtype=int))
