"""The generated sets have the shapes that their definitions give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data.generated import (
    DATASETS,
    blobs,
    circles,
    flower,
    moons,
    regression,
    sine,
    spirals,
)

plane_sets = pytest.mark.parametrize("make", DATASETS.values(), ids=DATASETS)


def radius(points):
    return np.hypot(points[:, 0], points[:, 1])


@plane_sets
@given(examples=st.integers(3, 50), seed=st.integers(0, 100))
def test_every_beginning_of_a_set_has_its_classes_equally_often(make, examples, seed):
    data = make(examples, 0.1, seed)
    assert data.inputs.shape == (examples, 2)
    counts = np.bincount(data.targets, minlength=len(data.classes))
    assert counts.sum() == examples
    assert counts.max() - counts.min() <= 1


@plane_sets
def test_the_same_seed_gives_the_same_points_and_another_gives_others(make):
    np.testing.assert_array_equal(make(40, 0.1, 3).inputs, make(40, 0.1, 3).inputs)
    assert (make(40, 0.1, 3).inputs != make(40, 0.1, 4).inputs).any()


@plane_sets
def test_a_generator_in_place_of_a_seed_moves_on(make):
    rng = np.random.default_rng(3)
    np.testing.assert_array_equal(make(40, 0.1, rng).inputs, make(40, 0.1, 3).inputs)
    assert (make(40, 0.1, rng).inputs != make(40, 0.1, 3).inputs).any()


@plane_sets
def test_noise_has_the_standard_deviation_asked_for(make):
    clean, noisy = make(20_000, 0.0, 1), make(20_000, 0.25, 1)
    # the standard error of a deviation from n normal values is σ / √(2n)
    error = 0.25 / np.sqrt(2 * 40_000)
    assert np.std(noisy.inputs - clean.inputs) == pytest.approx(0.25, abs=4 * error)


@plane_sets
@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((0, 0.1), "examples must be at least"),
        ((30, -0.1), "noise must be finite and at least 0; got -0.1"),
        ((30, np.nan), "noise must be finite"),
    ],
)
def test_sizes_below_one_and_impossible_noise_are_refused(make, arguments, problem):
    with pytest.raises(ValueError, match=problem):
        make(*arguments)


def test_moons_lie_on_two_half_circles():
    data = moons(101, 0.0)
    upper, lower = data.inputs[data.targets == 0], data.inputs[data.targets == 1]
    np.testing.assert_allclose(radius(upper), 1)
    np.testing.assert_allclose(radius(lower - [1, 0.5]), 1)
    assert (upper[:, 1] >= 0).all()
    assert (lower[:, 1] <= 0.5).all()


@pytest.mark.parametrize("kind", ["moons", "circles"])
def test_moons_and_circles_without_noise_are_scikit_learns(kind):
    sklearn = pytest.importorskip("sklearn.datasets")
    points, labels = getattr(sklearn, f"make_{kind}")(
        100, shuffle=False, **({"factor": 0.5} if kind == "circles" else {})
    )
    data = DATASETS[kind](100, 0.0, 0)
    for label in (0, 1):
        ours = data.inputs[data.targets == label]
        np.testing.assert_allclose(ours, points[labels == label], atol=1e-12)


def test_circles_have_radius_one_and_the_factor():
    data = circles(90, 0.0, factor=0.3)
    np.testing.assert_allclose(radius(data.inputs[data.targets == 0]), 1)
    np.testing.assert_allclose(radius(data.inputs[data.targets == 1]), 0.3)


def test_the_points_of_a_circle_are_evenly_spaced_all_around():
    ring = circles(24, 0.0).inputs[::2]
    gaps = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1)
    np.testing.assert_allclose(gaps, 2 * np.sin(np.pi / 12))


def test_an_arm_of_a_spiral_is_the_first_arm_turned():
    data = spirals(90, 0.0, arms=3)
    first, second = data.inputs[data.targets == 0], data.inputs[data.targets == 1]
    third = 2 * np.pi / 3
    turn = np.array([[np.cos(third), np.sin(third)], [-np.sin(third), np.cos(third)]])
    np.testing.assert_allclose(first @ turn, second, atol=1e-12)
    np.testing.assert_allclose(radius(first), np.linspace(0, 1, 30))


def test_the_arms_of_a_spiral_wind_as_often_as_asked():
    arm = spirals(4000, 0.0, arms=1, turns=2.5).inputs[1:]
    angle = np.unwrap(np.arctan2(arm[:, 1], arm[:, 0]))
    assert angle[-1] - angle[0] == pytest.approx(2.5 * 2 * np.pi, rel=1e-3)


def test_blobs_are_round_clouds_around_their_centers():
    data = blobs(30_000, 0.2, centers=4)
    corners = [[1, 0], [0, 1], [-1, 0], [0, -1]]
    for label, corner in enumerate(corners):
        cloud = data.inputs[data.targets == label]
        np.testing.assert_allclose(cloud.mean(axis=0), corner, atol=4 * 0.2 / np.sqrt(7500))
        np.testing.assert_allclose(np.cov(cloud.T), 0.04 * np.eye(2), atol=0.003)


def test_the_petals_of_a_flower_take_turns_and_reach_from_the_middle_to_one():
    data = flower(3000, 0.0, petals=4)
    angle = np.arctan2(data.inputs[:, 1], data.inputs[:, 0]) % (2 * np.pi)
    away = radius(data.inputs) > 1e-6
    np.testing.assert_array_equal((angle // (np.pi / 2) % 2)[away], data.targets[away])
    assert radius(data.inputs).max() == pytest.approx(1, abs=1e-5)
    assert radius(data.inputs).min() < 1e-12


def test_a_flower_of_two_colours_needs_an_even_number_of_petals():
    with pytest.raises(ValueError, match="petals must be even"):
        flower(petals=5)


def test_least_squares_finds_the_weights_of_a_regression():
    data = regression(500, 0.0, weights=(2.0, -3.0), bias=0.5)
    design = np.column_stack([data.inputs, np.ones(500)])
    found, *_ = np.linalg.lstsq(design, data.targets[:, 0])
    np.testing.assert_allclose(found, [2.0, -3.0, 0.5], rtol=1e-12)


def test_the_residual_of_a_regression_is_its_noise():
    data = regression(40_000, 0.5, weights=(1.0,))
    residual = data.targets - data.inputs
    assert residual.std() == pytest.approx(0.5, abs=4 * 0.5 / np.sqrt(80_000))


def test_a_sine_without_noise_is_a_sine():
    data = sine(50, 0.0)
    np.testing.assert_array_equal(data.targets, np.sin(2 * np.pi * data.inputs))
    assert data.inputs.min() >= 0
    assert data.inputs.max() < 1


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: regression(0), "examples must be at least 1; got 0"),
        (lambda: regression(weights=()), "weights is empty"),
        (lambda: regression(weights=(np.inf,)), "weights has a value that is not finite"),
        (lambda: sine(0), "examples must be at least 1; got 0"),
        (lambda: sine(noise=-1), "noise must be finite and at least 0"),
        (lambda: spirals(arms=0), "arms must be at least 1"),
        (lambda: spirals(turns=0), "turns must be finite and greater than 0"),
        (lambda: circles(factor=1), "factor must be finite and greater than 0 and less than 1"),
        (lambda: blobs(centers=0), "centers must be at least 1"),
        (lambda: blobs(2), "examples must be at least 3; got 2"),
    ],
)
def test_what_cannot_be_generated_is_refused_by_name(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
