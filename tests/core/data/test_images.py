import numpy as np
import pytest

from nnviz.core.data import Dataset, digits
from nnviz.core.data.images import small_images


def dataset(inputs, shape=None):
    inputs = np.asarray(inputs, float)
    return Dataset(inputs, np.zeros(len(inputs), int), "made", "Made up.", ("a", "b"), shape)


def test_digits_are_small_images_as_they_are():
    np.testing.assert_array_equal(small_images(digits(), 8).inputs, digits().inputs)


def test_pixels_are_averaged_over_blocks():
    image = [[0, 1, 0, 0], [0, 1, 0, 0], [0, 0, 0.5, 0.5], [0, 0, 0.5, 0.5]]
    small = small_images(dataset([np.ravel(image)]), 2)
    np.testing.assert_array_equal(small.images, [[[0.5, 0], [0, 0.5]]])


def test_what_is_left_over_by_the_blocks_is_cut_off_at_the_right_and_the_bottom():
    image = np.zeros((5, 5))
    image[4] = image[:, 4] = 1
    assert small_images(dataset([image.ravel()]), 2).images.max() == 0


def test_brightness_from_0_to_255_becomes_0_to_1():
    small = small_images(dataset([[0, 51, 102, 255]]), 8)
    np.testing.assert_allclose(small.inputs, [[0, 0.2, 0.4, 1]])


def test_an_even_grey_of_any_brightness_is_black():
    np.testing.assert_array_equal(small_images(dataset([[7, 7, 7, 7]]), 8).inputs, np.zeros((1, 4)))


@pytest.mark.parametrize(
    ("features", "shape"), [(2, None), (1, None), (12, None), (12, (3, 4)), (12, (2, 2, 3))]
)
def test_what_is_no_square_grey_image_is_none(features, shape):
    assert small_images(dataset(np.zeros((3, features)), shape), 8) is None


def test_one_channel_is_grey():
    assert small_images(dataset(np.zeros((3, 16)), (4, 4, 1)), 8).image_shape == (4, 4)
