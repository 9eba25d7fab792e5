"""Finite differences: their errors' order, their turning points, and vectors of any stack."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.differences import best_epsilon, directional, gradient, one_sided, two_sided

TRUNCATION = np.logspace(-1, -4, 31)


def cube(x):
    return x**3


def slope(epsilon, error):
    return np.polyfit(np.log(epsilon), np.log(error), 1)[0]


def test_the_cube_at_one_with_a_hundredth_is_3_0001_and_3_0301():
    assert two_sided(cube, 1.0, 0.01) == pytest.approx(3.0001, abs=1e-12)
    assert one_sided(cube, 1.0, 0.01) == pytest.approx(3.0301, abs=1e-12)


@given(x=st.floats(-10, 10), epsilon=st.floats(1e-3, 1))
def test_the_cube_has_errors_of_exactly_epsilon_squared_and_3x_epsilon_more(x, epsilon):
    assert two_sided(cube, x, epsilon) == pytest.approx(3 * x**2 + epsilon**2, abs=1e-9)
    exact = 3 * x**2 + 3 * x * epsilon + epsilon**2
    assert one_sided(cube, x, epsilon) == pytest.approx(exact, abs=1e-9)


def test_two_sided_error_falls_with_the_square_of_epsilon():
    error = np.abs(two_sided(np.exp, 0.7, TRUNCATION) - np.exp(0.7))
    assert slope(TRUNCATION, error) == pytest.approx(2, abs=0.01)


def test_one_sided_error_falls_with_epsilon():
    error = np.abs(one_sided(np.exp, 0.7, TRUNCATION) - np.exp(0.7))
    assert slope(TRUNCATION, error) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(("rule", "sides"), [(one_sided, 1), (two_sided, 2)])
def test_errors_turn_up_again_around_the_best_epsilon(rule, sides):
    best = best_epsilon(sides=sides)
    assert best == pytest.approx({1: 1.5e-8, 2: 6e-6}[sides], rel=0.02)
    points = np.linspace(0.5, 2, 200)[:, np.newaxis]
    steps = best * np.array([1e-3, 1.0, 1e3])
    error = np.sqrt(((rule(np.sin, points, steps) - np.cos(points)) ** 2).mean(axis=0))
    assert error[0] > 20 * error[1] < error[2] / 20


def test_many_points_and_many_steps_are_taken_at_once():
    points, steps = np.linspace(-1, 1, 5)[:, np.newaxis], np.logspace(-1, -9, 200)
    table = two_sided(cube, points, steps)
    assert table.shape == (5, 200)
    assert table[3, 17] == two_sided(cube, points[3, 0], steps[17])


def quadratic(seed, n):
    """Return a function of (..., n) whose gradient at w is H w + b, with H and b."""
    rng = np.random.default_rng(seed)
    root, b = rng.normal(size=(n, n)), rng.normal(size=n)
    H = root @ root.T
    return (lambda w: 0.5 * ((w @ H) * w).sum(axis=-1) + w @ b), H, b


@given(seed=st.integers(0, 1000), n=st.integers(1, 8), stack=st.integers(1, 4))
def test_the_gradient_of_a_quadratic_is_exact_for_a_vector_and_for_a_stack(seed, n, stack):
    f, H, b = quadratic(seed, n)
    w = np.random.default_rng(seed + 1).normal(size=(stack, n))
    np.testing.assert_allclose(gradient(f, w), w @ H + b, rtol=1e-8, atol=1e-7)
    np.testing.assert_allclose(gradient(f, w[0]), gradient(f, w)[0], rtol=1e-8, atol=1e-7)


def test_a_long_vector_is_tried_a_part_at_a_time():
    n = 3000
    sizes = []

    def f(w):
        sizes.append(w.size)
        return (w**2).sum(axis=-1)

    w = np.random.default_rng(0).normal(size=n)
    np.testing.assert_allclose(gradient(f, w, 0.01), 2 * w, rtol=1e-8, atol=1e-8)
    assert max(sizes) <= 2**20 < n * n


@given(seed=st.integers(0, 1000), epsilon=st.floats(1e-4, 1e-1))
def test_a_direction_gives_its_component_of_the_gradient(seed, epsilon):
    f, H, b = quadratic(seed, 5)
    rng = np.random.default_rng(seed + 1)
    w, directions = rng.normal(size=5), rng.normal(size=(16, 5))
    along = directional(f, w, directions, epsilon)
    np.testing.assert_allclose(along, directions @ (H @ w + b), rtol=1e-7, atol=1e-8)


def test_float32_is_differentiated_in_float32_with_a_step_of_its_own():
    w = np.array([0.3, -0.8], np.float32)
    slopes = gradient(lambda w: np.sin(w).sum(axis=-1), w)
    assert slopes.dtype == np.float32
    np.testing.assert_allclose(slopes, np.cos(w), atol=1e-4)
    assert best_epsilon(np.float32) == pytest.approx(2 ** (-23 / 3))


@pytest.mark.parametrize("epsilon", [0.0, -0.01, np.array([0.1, -1e-3])])
def test_a_step_that_is_not_positive_is_refused(epsilon):
    for rule in (one_sided, two_sided):
        with pytest.raises(ValueError, match="epsilon must be greater than 0; got"):
            rule(cube, 1.0, epsilon)


def test_points_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="x has a value that is not finite, nan"):
        two_sided(cube, np.nan, 0.1)
    with pytest.raises(ValueError, match="sides must be 1 or 2; got 3"):
        best_epsilon(sides=3)
