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
from nnviz.datasets import in_plane, labelled, parts_in_plane, square_images, standardized
from nnviz.errors import ExitCode, ParameterError, UsageError
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


@pytest.fixture
def flowers(tmp_path):
    """A table as people have it: rows numbered, labels as words, four features, one of words."""
    rng = np.random.default_rng(0)
    kinds = np.repeat(["setosa", "virginica"], 60)
    lines = [
        f"{i},{5 + rng.normal() + 2 * (kind > 'setosa'):.3f},{100 * rng.normal():.1f},"
        f"{rng.normal():.4f},north,{kind}"
        for i, kind in enumerate(kinds)
    ]
    path = tmp_path / "flowers.csv"
    path.write_text("id,length,width,depth,place,species\n" + "\n".join(lines) + "\n")
    return str(path)


def own(kind, path, **values):
    return kind(dataset=path, target="species", **values)


def test_a_file_is_divided_by_class_and_standardized_by_what_is_learned(flowers):
    learned, other = parts_in_plane(own(L2, flowers), flowers, (60, 1000), 0.1, 0)
    assert (len(learned), len(other)) == (60, 60)
    assert np.bincount(learned.targets).tolist() == np.bincount(other.targets).tolist() == [30, 30]
    np.testing.assert_allclose(learned.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(learned.inputs.std(axis=0), 1)
    assert abs(other.inputs.mean(axis=0)).max() > 1e-3  # which the other part's need not be
    both = np.concatenate([learned.inputs, other.inputs])
    assert len(np.unique(both, axis=0)) == 120


@pytest.mark.parametrize(
    ("features", "said"),
    [
        (
            None,
            "flowers.csv (length, width, the first two of 3 features, without 'id', 'place', "
            "all standardized)",
        ),
        ("depth,width", "flowers.csv (depth, width, all standardized)"),
        (
            "all",
            "flowers.csv (the principal plane of 3 features, without 'id', 'place', "
            "all standardized)",
        ),
        ("length,width,depth", "flowers.csv (the principal plane of 3 features, all standardized)"),
    ],
)
def test_the_features_that_are_drawn_are_said(flowers, features, said):
    points = in_plane(own(L2, flowers, features=features), flowers, 100, 0.1, 0)
    assert points.inputs.shape == (100, 2)
    assert points.name == said


def test_a_principal_plane_is_that_of_the_singular_vectors(flowers):
    concept = own(L2, flowers, features="all")
    points = in_plane(concept, flowers, 120, 0.1, 0).inputs
    table = np.genfromtxt(flowers, delimiter=",", skip_header=1, usecols=(1, 2, 3))
    z = (table - table.mean(axis=0)) / table.std(axis=0)
    values = np.linalg.eigvalsh(z.T @ z)  # the variances along the components, largest last
    np.testing.assert_allclose((points**2).sum(axis=0), values[:0:-1])


def test_only_a_file_is_standardized(flowers):
    made_up = made(np.arange(80).reshape(40, 2))
    assert standardized("mine", made_up) == (made_up,)
    assert abs(standardized(flowers, made_up)[0].inputs.mean()) < 1e-12


def test_a_file_says_its_own_name_and_no_noise(flowers):
    concept = own(L2, flowers)
    result = concept.run()
    said = concept.say("setting", result)
    assert "the first two of 3 features, without 'id', 'place', all standardized)" in said
    assert "noise" not in said
    assert [v.sentence for v in concept.verdicts(result) if v.holds is False] == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"target": "specis"}, "has no column 'specis'; did you mean 'species'?"),
        (
            {"target": None},
            "does not say which are the labels; choose one (--target) of id, length",
        ),
        ({"target": "length"}, "the labels are not whole numbers"),
        ({"features": "length,place"}, "line 2: in the column 'place', 'north' is not a number"),
        ({"features": "length"}, "l2 needs 2 features; flowers.csv has 1: choose moons, circles"),
        ({"target": "id"}, "l2 needs at most 26 classes; flowers.csv has 120: choose moons"),
    ],
)
def test_a_file_that_does_not_serve_is_refused_in_a_sentence(flowers, values, sentence):
    concept = L2(**{"dataset": flowers, "target": "species", **values})
    with pytest.raises(UsageError) as refused:
        concept.run()
    assert sentence in str(refused.value)


def test_a_file_that_is_not_there_is_no_choice():
    with pytest.raises(ParameterError, match=r"dataset must be a file that exists; got gone.csv"):
        L2(dataset="gone.csv")
    with pytest.raises(
        ParameterError, match=r"blobs, flower or a file \(CSV or NPZ\); got moon\. Did"
    ):
        L2(dataset="moon")


def test_a_card_and_its_class_take_the_same_parameters():
    from nnviz.host.catalog import Catalog

    cards = {card.name: card for card in Catalog().cards}
    assert dict(cards["l2"].parameters) == dict(L2.parameters)
    assert {"target", "features", "encoding"} < set(L2.parameters)
