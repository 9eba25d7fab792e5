"""Trajectories: the quick ways equal the plain one, and what theory says of their ends."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.descent import descend
from nnviz.core.optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum, Optimizer
from nnviz.core.schedules import Cosine
from nnviz.core.surfaces import SURFACES, Quadratic, Saddle

every_surface = pytest.mark.parametrize("name", SURFACES)


def step_by_step(surface, optimizer, start, steps):
    """Return the path by the optimizer's own updates."""
    point = np.array(start, dtype=float)
    state = optimizer.init(point)
    path = [point.copy()]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            optimizer.update(point, surface.gradient(point), state)
            path.append(point.copy())
    return np.array(path)


@given(
    name=st.sampled_from(list(SURFACES)),
    rate=st.floats(1e-4, 5),
    beta=st.floats(0, 0.999),
    averaged=st.booleans(),
    start=st.tuples(st.floats(-3, 3), st.floats(-3, 3)),
)
def test_a_single_heavy_ball_is_the_plain_loop_bit_for_bit_even_where_it_diverges(
    name, rate, beta, averaged, start
):
    optimizer = Momentum(rate, beta, averaged)
    path = descend(SURFACES[name], optimizer, start, 60)
    np.testing.assert_array_equal(path, step_by_step(SURFACES[name], optimizer, start, 60))


@pytest.mark.parametrize("averaged", [False, True])
def test_a_single_heavy_ball_is_polyaks_recurrence_in_exact_arithmetic(averaged):
    """w(t+1) = w(t) − η∇J + β(w(t) − w(t−1)) (Polyak 1964, eq. 9), without any velocity."""
    rate, beta, curvatures = Fraction(3, 8), Fraction(7, 8), (Fraction(1, 4), Fraction(2))
    factor = rate * (1 - beta) if averaged else rate
    path = [[Fraction(-4), Fraction(3, 2)]] * 2  # at rest
    for _ in range(40):
        path.append(
            [
                w - factor * curvature * w + beta * (w - before)
                for w, before, curvature in zip(path[-1], path[-2], curvatures, strict=True)
            ]
        )
    exact = np.array(path[1:], dtype=float)
    optimizer = Momentum(float(rate), float(beta), averaged)
    taken = descend(Quadratic(8, largest=2), optimizer, exact[0], 40)
    np.testing.assert_allclose(taken, exact, rtol=1e-12, atol=1e-13)


def test_a_single_heavy_ball_goes_on_to_infinity_where_python_would_raise():
    class Steep(Saddle):
        def slopes(self, x, y):
            return 4 * x**3, 2 * y

    path = descend(Steep(), Momentum(2.0), [3.0, 1.0], 60)
    assert not np.isfinite(path[-1, 0])


def test_a_single_heavy_ball_follows_whatever_the_rule_is(monkeypatch):
    def rule(self, p, g, work, numbers, *slots):
        p -= g

    monkeypatch.setattr(Momentum, "rule", rule)
    np.testing.assert_array_equal(descend(Quadratic(1), Momentum(0.1), [2.0, 1.0], 3)[1:], 0)


@every_surface
@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_trajectory_is_the_same_alone_as_among_others(name, kind):
    surface, optimizer = SURFACES[name], kind(rate=0.003)
    starts = np.random.default_rng(0).uniform(-2, 2, (2, 3, 2))
    paths = descend(surface, optimizer, starts, 40)
    assert paths.shape == (41, 2, 3, 2)
    for i in range(2):
        for j in range(3):
            alone = descend(surface, optimizer, starts[i, j], 40)
            assert alone.shape == (41, 2)
            np.testing.assert_array_equal(alone, paths[:, i, j])
            np.testing.assert_array_equal(alone, step_by_step(surface, optimizer, starts[i, j], 40))


def test_a_gradient_alone_is_descended_as_its_surface_is():
    surface = Quadratic(20, angle=0.5)
    start, optimizer = surface.start, Momentum(0.3)
    alone = descend(surface.gradient, optimizer, start, 50)
    np.testing.assert_array_equal(alone, descend(surface, optimizer, start, 50))


def test_a_gradient_may_have_any_number_of_coordinates():
    path = descend(lambda w: 2 * w, GradientDescent(0.25), [1.0, 2.0, 4.0], 2)
    np.testing.assert_array_equal(path, [[1, 2, 4], [0.5, 1, 2], [0.25, 0.5, 1]])


def test_one_start_is_descended_at_every_rate_of_a_stack():
    rates = np.array([0.1, 0.5, 1.9])
    paths = descend(Quadratic(5), GradientDescent(rates), [1.0, 1.0], 3)
    for member, rate in enumerate(rates):
        alone = descend(Quadratic(5), GradientDescent(rate), [1.0, 1.0], 3)
        np.testing.assert_array_equal(paths[:, member], alone)


@given(factor=st.floats(0.05, 2.2), start=st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
def test_each_axis_of_a_bowl_contracts_by_one_minus_rate_times_eigenvalue(factor, start):
    bowl = Quadratic(condition=10, largest=2.0)
    rate = factor / 2.0
    path = descend(bowl, GradientDescent(rate), start, 30)
    factors = (1 - rate * np.array(bowl.eigenvalues)) ** np.arange(31)[:, np.newaxis]
    np.testing.assert_allclose(path, start * factors, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("kappa", [10.0, 100.0])
def test_the_best_heavy_ball_contracts_as_polyak_says_and_gradient_descent_as_cauchy(kappa):
    bowl, root = Quadratic(kappa, largest=kappa), np.sqrt(kappa)
    cauchy = GradientDescent(2 / (1 + kappa))
    polyak = Momentum(4 / (root + 1) ** 2, beta=((root - 1) / (root + 1)) ** 2)
    for optimizer, rate in ((cauchy, (kappa - 1) / (kappa + 1)), (polyak, (root - 1) / (root + 1))):
        lengths = np.linalg.norm(descend(bowl, optimizer, [1.0, 1.0], 130), axis=-1)
        # The double root of the best heavy ball adds a factor of t, which the ratio takes away.
        power = 1 if optimizer is polyak else 0
        measured = (lengths[130] / lengths[65] / 2**power) ** (1 / 65)
        assert measured == pytest.approx(rate, rel=2e-3)


def test_leaving_a_saddle_takes_the_log_of_the_distance_over_the_log_of_the_growth():
    delta, rate, curvature = np.array([1e-2, 1e-4, 1e-6, 1e-8]), 0.1, 1.0
    starts = np.stack([np.zeros(4), delta], axis=-1)
    path = descend(Saddle(curvature, wall=0), GradientDescent(rate), starts, 250)
    left = (np.abs(path[..., 1]) >= 1).argmax(axis=0)
    np.testing.assert_array_equal(left, np.ceil(-np.log(delta) / np.log1p(rate * curvature)))


def test_a_schedule_gives_the_rate_of_each_step():
    schedule = Cosine(0.5, steps=10)
    path = descend(lambda w: np.ones_like(w), GradientDescent(schedule), [0.0, 0.0], 10)
    np.testing.assert_allclose(-np.diff(path[:, 0]), schedule(np.arange(10)), atol=1e-15)
    slowing = descend(Quadratic(), Momentum(schedule), [1.0, 1.0], 10)
    np.testing.assert_array_equal(
        slowing, step_by_step(Quadratic(), Momentum(schedule), [1.0, 1.0], 10)
    )


def test_an_optimizer_of_someone_else_descends_as_well():
    @dataclass(frozen=True)
    class Halving(Optimizer):
        def update(self, parameters, gradients, state):
            parameters *= 0.5

    path = descend(SURFACES["beale"], Halving(), [4.0, 2.0], 2)
    np.testing.assert_array_equal(path, [[4, 2], [2, 1], [1, 0.5]])


@pytest.mark.parametrize("optimizer", [Momentum(2.1), GradientDescent(2.1), Adam(1e308)], ids=str)
def test_divergence_is_recorded_without_a_warning(optimizer):
    path = descend(SURFACES["rosenbrock"], optimizer, [2.0, -2.0], 100)
    assert path.shape == (101, 2)
    assert not np.isfinite(path[-1]).all()


@pytest.mark.parametrize("stack", [(), (3,)])
def test_a_path_ends_with_its_first_point_out_of_bounds(stack):
    bounds = ((-3.0, 3.0), (-3.0, 3.0))
    start = np.broadcast_to([1.0, 0.0], (*stack, 2))
    # Along x the point is multiplied by 1 − 2.5 at every step: 1, −1.5, 2.25, −3.375.
    path = descend(Quadratic(1), GradientDescent(2.5), start, 6, bounds=bounds)
    expected = np.array([1, -1.5, 2.25, -3.375, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(path[..., 0], np.broadcast_to(expected, (*stack, 7)).T)


def test_a_path_that_stays_is_whole():
    bowl = Quadratic(10)
    path = descend(bowl, GradientDescent(1.0), bowl.start, 20, bounds=bowl.bounds)
    np.testing.assert_array_equal(path, descend(bowl, GradientDescent(1.0), bowl.start, 20))


def test_float32_stays_float32():
    start = np.array([1.0, 1.0], np.float32)
    for optimizer in (Momentum(0.1), Adam(0.1)):
        assert descend(Quadratic(10, angle=0.3), optimizer, start, 5).dtype == np.float32


def test_no_steps_leave_the_start_and_the_start_is_not_moved():
    start = np.array([1.0, 2.0])
    np.testing.assert_array_equal(descend(Quadratic(), Adam(), start, 0), [[1.0, 2.0]])
    descend(Quadratic(), Adam(), start, 5)
    np.testing.assert_array_equal(start, [1.0, 2.0])


@pytest.mark.parametrize(
    ("start", "steps", "message"),
    [
        ([1.0, 2.0, 3.0], 5, r"points must have shape \(\.\.\., 2\); got \(3,\)"),
        ([1.0, np.nan], 5, "start has a value that is not finite, nan"),
        ([1.0, 2.0], -1, "steps must be at least 0; got -1"),
        (1.0, 5, "start must have at least 1 axes"),
    ],
)
def test_what_cannot_be_descended_is_refused(start, steps, message):
    with pytest.raises(ValueError, match=message):
        descend(Quadratic(), GradientDescent(), start, steps)
