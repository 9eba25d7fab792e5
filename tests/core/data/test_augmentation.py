"""Augmented images are the same images moved, mirrored, cut, turned or disturbed."""

import numpy as np
import pytest

from nnviz.core.data import digits
from nnviz.core.data.augmentation import (
    add_noise,
    flip,
    random_flip,
    random_shift,
    rotate,
    shift,
)

IMAGES = np.arange(1.0, 25.0).reshape(2, 3, 4)


def test_a_shift_moves_pixels_and_brings_in_zeros():
    moved = shift(IMAGES[0], 1, -2)
    np.testing.assert_array_equal(moved, [[0, 0, 0, 0], [3, 4, 0, 0], [7, 8, 0, 0]])


def test_each_image_may_have_its_own_shift():
    moved = shift(IMAGES, np.array([0, -1]), np.array([1, 0]))
    np.testing.assert_array_equal(moved[0], shift(IMAGES[0], 0, 1))
    np.testing.assert_array_equal(moved[1], shift(IMAGES[1], -1, 0))


def test_a_shift_out_of_the_picture_leaves_nothing():
    assert not shift(IMAGES, 3, 0).any()


def test_random_shifts_use_every_distance_up_to_the_most():
    point = np.zeros((2000, 7, 7))
    point[:, 3, 3] = 1
    places = np.argwhere(random_shift(point, 2, 0))[:, 1:]
    assert {tuple(place) for place in places} == {(r, c) for r in range(1, 6) for c in range(1, 6)}
    counts = np.unique(places, axis=0, return_counts=True)[1]
    assert counts.sum() == 2000
    # 25 places, 80 each, standard deviation √(2000 · 0.04 · 0.96)
    np.testing.assert_allclose(counts, 80, atol=5 * np.sqrt(2000 * 0.04 * 0.96))


def test_a_flip_mirrors_left_and_right_and_undoes_itself():
    np.testing.assert_array_equal(flip(IMAGES)[0, 0], [4, 3, 2, 1])
    np.testing.assert_array_equal(flip(flip(IMAGES)), IMAGES)


def test_random_flips_mirror_the_share_asked_for():
    pair = np.tile([[0.0, 1.0]], (10_000, 1, 1))
    share = random_flip(pair, 0, 0.3)[:, 0, 0].mean()
    assert share == pytest.approx(0.3, abs=4 * np.sqrt(0.3 * 0.7 / 10_000))
    np.testing.assert_array_equal(random_flip(IMAGES, 0, 1.0), flip(IMAGES))
    np.testing.assert_array_equal(random_flip(IMAGES, 0, 0.0), IMAGES)


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2, 3])
def test_a_right_angle_is_numpys_rot90(quarters):
    image = np.random.default_rng(0).random((5, 5))
    turned = rotate(image, 90.0 * quarters)
    np.testing.assert_allclose(turned, np.rot90(image, quarters), atol=1e-12)


def test_a_small_angle_is_scipys_bilinear_rotation():
    ndimage = pytest.importorskip("scipy.ndimage")
    images = digits().images[:3]
    for image, turned, angle in zip(
        images, rotate(images, [7.0, -12.5, 30.0]), (7.0, -12.5, 30.0), strict=True
    ):
        theirs = ndimage.rotate(image, angle, reshape=False, order=1, mode="grid-constant")
        np.testing.assert_allclose(turned, theirs, atol=1e-12)


def test_noise_has_the_deviation_asked_for():
    noise = add_noise(np.zeros((100, 20, 20)), 0.3, 0)
    assert noise.std() == pytest.approx(0.3, abs=4 * 0.3 / np.sqrt(80_000))
    assert noise.mean() == pytest.approx(0, abs=4 * 0.3 / np.sqrt(40_000))


def test_noise_on_inputs_acts_as_ridge_on_least_squares():
    # Bishop 1995: the expected normal equations are XᵀX + nσ²I
    rng = np.random.default_rng(0)
    x = rng.standard_normal((50, 2))
    y = x @ [1.0, -1.0]
    many = add_noise(np.tile(x, (4000, 1)), 0.5, 1)
    noisy = np.linalg.lstsq(many, np.tile(y, 4000))[0]
    ridge = np.linalg.solve(x.T @ x + 50 * 0.25 * np.eye(2), x.T @ y)
    np.testing.assert_allclose(noisy, ridge, atol=0.01)


CALLS = {
    "random_shift": lambda images, seed: random_shift(images, 2, seed),
    "random_flip": lambda images, seed: random_flip(images, seed),
    "add_noise": lambda images, seed: add_noise(images, 0.1, seed),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_the_seed_decides_and_float32_and_the_original_are_kept(call):
    images = np.random.default_rng(0).random((30, 5, 6)).astype(np.float32)
    before = images.copy()
    first = call(images, 1)
    assert first.dtype == np.float32
    np.testing.assert_array_equal(first, call(images, np.random.default_rng(1)))
    assert (first != call(images, 2)).any()
    np.testing.assert_array_equal(images, before)


def test_further_leading_axes_are_free():
    stack = np.random.default_rng(0).random((2, 3, 5, 5))
    turned = rotate(stack, np.full((2, 3), 15.0))
    np.testing.assert_array_equal(turned[1, 2], rotate(stack[1, 2], 15.0))
    assert random_shift(stack, 1, 0).shape == stack.shape


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: flip(np.zeros(4)), "images must have at least 2 axes"),
        (lambda: flip(np.zeros((0, 4, 4))), "images is empty"),
        (lambda: flip(np.full((2, 2), np.nan)), "images has a value that is not finite"),
        (lambda: shift(IMAGES, np.zeros(3, int), 0), r"down must be one number, or one an image"),
        (lambda: random_shift(IMAGES, -1, 0), "most must be at least 0; got -1"),
        (lambda: random_flip(IMAGES, 0, 1.5), "probability must be finite and at least 0"),
        (lambda: rotate(IMAGES, np.inf), "degrees has a value that is not finite"),
        (lambda: rotate(IMAGES, [1.0, 2.0, 3.0]), "degrees must be one number, or one an image"),
        (lambda: add_noise(IMAGES, -1, 0), "std must be finite and at least 0"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()


def test_half_a_pixel_is_refused():
    with pytest.raises(TypeError, match="down must be whole numbers of pixels"):
        shift(IMAGES, 0.5, 0)
