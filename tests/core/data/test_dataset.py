"""A data set refuses what does not fit together, and says what it wanted."""

import numpy as np
import pytest

from nnviz.core.data import Dataset

INPUTS = np.arange(8.0).reshape(4, 2)


def make(inputs=INPUTS, targets=(0, 1, 0, 1), classes=("no", "yes"), image_shape=None):
    return Dataset(inputs, np.asarray(targets), "toy", "Made up.", classes, image_shape)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"inputs": np.zeros((0, 2))}, r"inputs is empty: shape \(0, 2\)"),
        ({"inputs": np.zeros(4)}, r"inputs must have shape \(examples, features\); got \(4,\)"),
        ({"inputs": np.array([[0, np.nan]] * 4)}, r"inputs has a value that is not finite"),
        ({"targets": (0, 1)}, r"targets must have shape \(examples,\) = \(4,\); got \(2,\)"),
        ({"targets": (0, 1, 2, 0)}, r"class numbers from 0 to 1; got 2 at index 2"),
        ({"targets": (0, -1, 1, 0)}, r"class numbers from 0 to 1; got -1 at index 1"),
        ({"targets": np.zeros((3, 1)), "classes": ()}, r"\(examples, outputs\) = \(4, …\)"),
        ({"targets": np.full((4, 1), np.inf), "classes": ()}, r"targets has a value that is not"),
        ({"classes": ()}, r"targets are integers: name the classes"),
        ({"image_shape": (2, 2)}, r"image_shape \(2, 2\) has 4 pixels; inputs have 2 features"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(arguments, words):
    with pytest.raises(ValueError, match=words):
        make(**arguments)


def test_labels_that_are_not_integers_are_a_type_error():
    with pytest.raises(TypeError, match="targets must be integers from 0"):
        make(targets=(0.0, 1.0, 0.0, 1.0))


def test_taking_examples_keeps_inputs_and_targets_together():
    part = make().take([3, 0])
    np.testing.assert_array_equal(part.inputs, [[6.0, 7.0], [0.0, 1.0]])
    np.testing.assert_array_equal(part.targets, [1, 0])
    assert (len(part), part.classes) == (2, ("no", "yes"))


def test_float32_inputs_stay_float32():
    assert make(inputs=INPUTS.astype(np.float32)).inputs.dtype == np.float32


def test_images_are_the_inputs_in_their_shape():
    np.testing.assert_array_equal(make(image_shape=(1, 2)).images[1], [[2.0, 3.0]])
    with pytest.raises(ValueError, match="'toy' has no images"):
        _ = make().images
