"""What a concept gets for the name of a data set, and what it refuses in a sentence."""

import numpy as np
import pytest
from nnviz_concepts.regularization.dropout import Dropout
from nnviz_concepts.regularization.early_stopping import EarlyStopping
from nnviz_concepts.regularization.l2 import L2
from nnviz_concepts.tuning.batch_norm import BatchNorm
from nnviz_concepts.tuning.loss_landscape import LossLandscape

from nnviz.core import data
from nnviz.core.data import Dataset
from nnviz.datasets import in_plane, labelled, square_images
from nnviz.errors import ExitCode, UsageError
from nnviz.families import Additions

TWO = ("a", "b")


def made(inputs, classes=TWO, shape=None):
    inputs = np.asarray(inputs, float)
    labels = np.arange(len(inputs)) % len(classes)
    return Dataset(inputs, labels, "made", "Made up.", classes, shape)


def concept(member, kind=Dropout):
    return kind(additions=Additions({"datasets": {"mine": member}}))


def offered(dataset, kind=Dropout):
    return concept(lambda *_: dataset, kind)


def test_digits_are_all_of_them_whatever_is_asked_for():
    assert len(labelled(Dropout(), "digits", 100, 0.1, 0)) == 1797


def test_another_set_is_made_of_the_examples_noise_and_seed_asked_for():
    asked = []
    kind = concept(lambda *given: asked.append(given) or made(np.eye(20)))
    labelled(kind, "mine", 300, 0.2, 7)
    assert asked == [(300, 0.2, 7)]


def test_points_in_the_plane_are_as_many_as_asked_for_of_a_set_that_has_more():
    points = made(np.arange(80).reshape(40, 2))
    assert len(in_plane(offered(points, L2), "mine", 14, 0.1, 0)) == 14


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "blobs", "flower"])
def test_the_sets_of_the_core_lie_in_the_plane(name):
    expected = data.DATASETS[name](50, 0.1, 3)
    np.testing.assert_array_equal(in_plane(L2(), name, 50, 0.1, 3).inputs, expected.inputs)


@pytest.mark.parametrize(
    ("choose", "dataset", "sentence"),
    [
        (
            in_plane,
            made(np.ones((30, 5))),
            "l2 needs points in the plane, of 2 features; mine has 5: choose moons, circles, "
            "spirals, blobs or flower.",
        ),
        (
            in_plane,
            made(np.ones((20, 2))),
            "l2 needs at least 30 examples; mine has 20: choose moons, circles, spirals, blobs or "
            "flower.",
        ),
        (
            labelled,
            data.regression(30),
            "l2 needs at least 2 classes; mine has numbers to predict: choose digits or moons.",
        ),
        (
            labelled,
            made(np.ones((30, 3)), classes=("only",)),
            "l2 needs at least 2 classes; mine has 1: choose digits or moons.",
        ),
        (
            labelled,
            made(np.ones((4, 3))),
            "l2 needs at least 10 examples; mine has 4: choose digits or moons.",
        ),
        (
            square_images,
            made(np.ones((30, 5))),
            "l2 needs square grey images; mine has 5 features: choose digits.",
        ),
        (
            square_images,
            made(np.ones((30, 48)), shape=(4, 4, 3)),
            "l2 needs square grey images; mine has 4 × 4 × 3 features: choose digits.",
        ),
        (labelled, "text", "l2 needs a Dataset; mine has a str: choose digits or moons."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(choose, dataset, sentence):
    with pytest.raises(UsageError) as refused:
        choose(offered(dataset, L2), "mine", 30, 0.1, 0)
    assert str(refused.value) == sentence
    assert refused.value.exit_code == ExitCode.USAGE == 2


def test_squares_of_features_are_images_of_that_side():
    images = square_images(offered(made(np.full((30, 25), 0.5))), "mine", 30, 0.1, 0)
    assert images.image_shape == (5, 5)


def test_images_of_28_pixels_are_averaged_to_14():
    images = square_images(offered(made(np.zeros((12, 784)))), "mine", 12, 0.1, 0)
    assert images.images.shape == (12, 14, 14)


@pytest.mark.parametrize("kind", [BatchNorm, Dropout, EarlyStopping, LossLandscape])
def test_a_set_too_small_to_be_divided_is_refused_by_the_number_it_takes(kind):
    small = offered(made(np.random.default_rng(0).random((25, 3))), kind)
    with pytest.raises(UsageError, match=rf"{kind.name} needs at least \d+ examples; mine has 25"):
        kind.create({"dataset": "mine"}, small.additions).run()
