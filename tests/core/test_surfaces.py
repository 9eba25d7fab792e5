"""Surfaces: gradients against differences, minima that are minima, and the values of the books."""

from math import pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.differences import two_sided
from nnviz.core.surfaces import (
    SURFACES,
    Beale,
    Himmelblau,
    LocalMinima,
    Quadratic,
    Ravine,
    Rosenbrock,
    Saddle,
)

BOTTOMLESS = Saddle(curvature=0.3, wall=0)
OTHERS = [
    Quadratic(condition=300, largest=4, angle=0.7),
    BOTTOMLESS,
    LocalMinima(tilt=0.3),
]
every_surface = pytest.mark.parametrize("surface", [*SURFACES.values(), *OTHERS], ids=str)
with_minima = [surface for surface in [*SURFACES.values(), *OTHERS] if surface != BOTTOMLESS]
every_surface_with_minima = pytest.mark.parametrize("surface", with_minima, ids=str)
shares = st.floats(0, 1)


def inside(surface, *share):
    """Return the point at these shares of the way across the bounds."""
    least, greatest = np.array(surface.bounds).T
    return least + np.array(share) * (greatest - least)


def hessian(surface, w, epsilon=1e-4):
    """Return the second derivatives at w by differences of the gradient, shape (2, 2)."""
    ahead, behind = w + epsilon * np.eye(2), w - epsilon * np.eye(2)
    return (surface.gradient(ahead) - surface.gradient(behind)) / (2 * epsilon)


@every_surface
@given(across=shares, up=shares)
def test_the_gradient_is_the_two_sided_difference(surface, across, up):
    x, y = inside(surface, across, up)
    # A difference of values rounds to their size over ε; the third derivative, of the order of
    # the values themselves here, adds ε² of it.
    room = 1e-7 * (1 + abs(surface.height(x, y)) + np.abs(surface.gradient([x, y])).max())
    along_x = two_sided(lambda x: surface.height(x, y), x, 1e-5)
    along_y = two_sided(lambda y: surface.height(x, y), y, 1e-5)
    np.testing.assert_allclose(surface.gradient([x, y]), [along_x, along_y], atol=room, rtol=1e-6)


@every_surface_with_minima
def test_every_minimum_is_flat_and_curves_up_both_ways(surface):
    assert len(surface.minima) > 0
    for minimum in surface.minima:
        np.testing.assert_allclose(surface.gradient(minimum), 0, atol=1e-12)
        assert np.linalg.eigvalsh(hessian(surface, minimum)).min() > 0


@every_surface_with_minima
def test_the_deepest_minimum_comes_first_and_nothing_in_bounds_is_deeper(surface):
    grid = np.stack(np.meshgrid(*(np.linspace(*b, 201) for b in surface.bounds)), axis=-1)
    heights = surface.value(surface.minima)
    assert (np.diff(heights) >= -1e-12).all()
    assert surface.value(grid).min() >= heights[0] - 1e-12


@every_surface
def test_start_and_minima_lie_within_the_bounds_and_the_start_is_worth_descending(surface):
    least, greatest = np.array(surface.bounds).T
    for point in [surface.start, *surface.minima]:
        assert (least <= point).all()
        assert (point <= greatest).all()
    assert np.linalg.norm(surface.gradient(surface.start)) > 0.1


@every_surface
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_stack_of_points_has_the_values_of_each_bit_for_bit(surface, dtype):
    least, greatest = np.array(surface.bounds).T
    points = np.random.default_rng(0).uniform(least, greatest, (3, 4, 2)).astype(dtype)
    values, gradients = surface.value(points), surface.gradient(points)
    assert values.shape == (3, 4)
    assert gradients.shape == points.shape == (3, 4, 2)
    assert values.dtype == gradients.dtype == dtype
    assert surface.value(points[1, 2]) == values[1, 2]
    assert surface.gradient(points[1, 2]).tobytes() == gradients[1, 2].tobytes()


@every_surface
def test_numbers_and_arrays_go_through_the_same_formulas(surface):
    x, y = (float(c) for c in inside(surface, 0.3, 0.8))
    assert surface.height(x, y) == surface.value([x, y])
    np.testing.assert_array_equal(surface.slopes(x, y), surface.gradient([x, y]))
    assert type(surface.height(x, y)) is float


@given(condition=st.floats(1, 1e4), largest=st.floats(1e-2, 1e2), angle=st.floats(-2 * pi, 2 * pi))
def test_a_quadratic_has_the_eigenvalues_asked_for_along_its_axes(condition, largest, angle):
    bowl = Quadratic(condition, largest, angle)
    flat, steep = bowl.eigenvalues
    assert steep / flat == pytest.approx(condition)
    found = np.linalg.eigvalsh(bowl.hessian)
    np.testing.assert_allclose(found, bowl.eigenvalues, rtol=1e-9, atol=1e-14 * largest)
    along, across = bowl.eigenvectors.T
    np.testing.assert_allclose(bowl.hessian @ along, flat * along, atol=1e-13 * largest)
    np.testing.assert_allclose(bowl.hessian @ across, steep * across, atol=1e-13 * largest)
    np.testing.assert_allclose(along, [np.cos(angle), np.sin(angle)], atol=1e-15)


def test_a_quadratic_along_its_axes_keeps_them_apart_even_at_infinity():
    assert Quadratic(10).slopes(1.0, float("inf")) == (0.1, float("inf"))
    np.testing.assert_array_equal(Quadratic(10).gradient([1.0, np.inf]), [0.1, np.inf])


def test_the_values_of_the_books():
    assert Rosenbrock().value([-1.2, 1.0]) == pytest.approx(24.2)
    assert Beale().value([1.0, 1.0]) == pytest.approx(14.203125)
    assert Himmelblau().value([0.0, 0.0]) == 170
    assert Himmelblau().value([-0.270845, -0.923039]) == pytest.approx(181.617, abs=1e-3)
    assert Ravine().value([-5.0, -2.0]) == pytest.approx(0.1 * 25 + 2 * 4)


def test_himmelblaus_minima_are_the_four_published_ones_of_depth_zero():
    published = [[3, 2], [-2.805118, 3.131312], [-3.779310, -3.283186], [3.584428, -1.848126]]
    np.testing.assert_allclose(Himmelblau().minima, published, atol=1e-6)
    np.testing.assert_allclose(Himmelblau().value(Himmelblau().minima), 0, atol=1e-25)


@given(curvature=st.floats(0.1, 5), wall=st.floats(0.1, 5))
def test_the_saddle_rises_along_x_and_falls_along_y_into_two_minima(curvature, wall):
    saddle = Saddle(curvature, wall)
    expected = [[1, 0], [0, -curvature]]
    np.testing.assert_allclose(hessian(saddle, np.zeros(2)), expected, atol=1e-6)
    depth = -(curvature**2) / (4 * wall)
    np.testing.assert_allclose(saddle.value(saddle.minima), depth, rtol=1e-12)


def test_a_saddle_without_a_wall_has_no_minimum():
    assert Saddle(wall=0).minima.shape == (0, 2)


@given(tilt=st.floats(0.01, 0.38))
def test_two_valleys_have_a_barrier_between_them(tilt):
    surface = LocalMinima(tilt)
    deep, shallow = surface.minima
    assert deep[0] < surface.barrier[0] < shallow[0]
    assert surface.value(deep) < surface.value(shallow) < surface.value(surface.barrier)
    np.testing.assert_allclose(surface.gradient(surface.barrier), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Quadratic(condition=0.5), "condition"),
        (lambda: Quadratic(largest=0), "largest"),
        (lambda: Saddle(curvature=0), "curvature"),
        (lambda: Saddle(wall=-1), "wall"),
        (lambda: LocalMinima(tilt=0.4), "tilt"),
        (lambda: Rosenbrock(steepness=0), "steepness"),
    ],
)
def test_what_a_surface_cannot_be_made_of_is_refused_by_name(make, name):
    with pytest.raises(ValueError, match=f"^{name} must be"):
        make()


@pytest.mark.parametrize("points", [3.0, [1.0, 2.0, 3.0], np.ones((2, 5))])
def test_points_that_are_not_of_the_plane_are_refused(points):
    with pytest.raises(ValueError, match=r"points must have shape \(\.\.\., 2\); got"):
        SURFACES["beale"].gradient(points)
