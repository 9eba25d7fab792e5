import numpy as np
import pytest
from nnviz_concepts.tuning.transfer_learning import TransferLearning

from nnviz.core.data import digits
from nnviz.errors import UsageError


@pytest.fixture(scope="module")
def at_defaults():
    return TransferLearning().run()


def test_every_split_is_an_order_of_all_ten_digits(at_defaults):
    assert (np.sort(at_defaults["orders"], axis=1) == np.arange(10)).all()


def test_fine_tuning_changes_most_numbers_and_freezing_none(at_defaults):
    hidden = 144 * 96 + 96 + 96 * 48 + 48
    runs = 10 * 5
    assert at_defaults["changed_frozen"] == 0
    assert 0.5 * runs * hidden < at_defaults["changed_fine"] <= runs * hidden


def test_errors_are_shares_of_the_test_images(at_defaults):
    wrong = at_defaults["errors_fine"] / 100 * 150  # 75 of each of two digits
    assert wrong == pytest.approx(np.round(wrong), abs=1e-3)


def test_shown_images_are_whole_digits_of_the_classes_that_they_stand_for(at_defaults):
    data = digits()
    for label, image in zip(at_defaults["orders"][0], at_defaults["shown"], strict=True):
        whole = data.images[np.argmax(data.targets == label)]
        np.testing.assert_allclose(_inked(image), _inked(whole), atol=1e-6)


def _inked(image):
    """Return the part of an image that holds all its ink."""
    rows, columns = np.nonzero(image)
    return image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def test_a_network_that_guesses_with_one_example_knows_nothing_of_the_others():
    result = TransferLearning(pretraining=1, splits=2, steps=10).run()
    few = result["errors_scratch"][:, 0]
    # two classes: chance is 50 %, and one shifted example of each hardly changes that
    assert (np.abs(few - 50) < 25).all()


def test_digits_that_are_not_shifted_leave_little_to_transfer():
    shifted, plain = (TransferLearning(room=room, splits=3).run() for room in (2, 0))
    assert plain["few_scratch"] < shifted["few_scratch"] / 2
    assert plain["few_gap"] < shifted["few_gap"] / 2


@pytest.mark.slow
@pytest.mark.parametrize("classes", [2, 3])
def test_claims_hold_for_other_seeds(classes):
    for seed in range(1, 22):
        concept = TransferLearning(seed=seed, classes=classes)
        assert [claim for claim in concept.verdicts(concept.run()) if not claim.holds] == []


@pytest.mark.parametrize("shape", [(4, 4, 5), (26, 5, 12), (10, 28, 30)])
def test_features_of_a_plugins_images_are_transferred(
    shape, pattern_set, with_dataset, figure_problems
):
    concept = with_dataset(TransferLearning, pattern_set(*shape), splits=3, pretraining=20)
    assert figure_problems(concept) == []


def test_half_of_the_smallest_class_is_learned_at_most(pattern_set, with_dataset):
    result = with_dataset(TransferLearning, pattern_set(4, 4, 7), splits=2, pretraining=5).run()
    assert result["tested"] == 3 * 2
    assert list(result["sizes"]) == [1, 3]
    assert (result["few"], result["many"], result["known"]) == (1, 3, 2)


def test_ten_classes_of_many_are_drawn_anew_for_each_split(pattern_set, with_dataset):
    result = with_dataset(TransferLearning, pattern_set(26, 4, 6), splits=6, pretraining=5).run()
    assert result["orders"].shape == (6, 10)
    assert len(np.unique(result["orders"])) > 20
    assert result["known"] == 8


@pytest.mark.parametrize(("shape", "had"), [((3, 4, 9), 3), ((5, 4, 3), 0)])
def test_too_few_classes_or_images_are_refused(shape, had, pattern_set, with_dataset):
    sentence = f"transfer-learning needs 4 classes of at least 4 images; strange has {had}:"
    with pytest.raises(UsageError, match=sentence):
        with_dataset(TransferLearning, pattern_set(*shape)).run()


def test_a_class_with_too_few_images_is_left_out(pattern_set, with_dataset):
    full = pattern_set(5, 4, 8)
    fewer = full.take(np.arange(len(full) - 5))  # three of the last class are left
    result = with_dataset(TransferLearning, fewer, splits=2, pretraining=5).run()
    assert result["known"] == 2
    assert set(np.unique(result["orders"])) == {0, 1, 2, 3}
