import numpy as np
import pytest
from nnviz_concepts.tuning.transfer_learning import TransferLearning
from nnviz_concepts.tuning.transfer_learning_tasks import Learning

from nnviz.core import training
from nnviz.core.data import digits
from nnviz.errors import UsageError
from nnviz.result import Result


def states(concept):
    return {verdict.name: verdict.state for verdict in concept.verdicts(concept.run())}


@pytest.fixture(scope="module")
def at_defaults():
    return TransferLearning().run()


def test_every_split_is_an_order_of_all_ten_digits(at_defaults):
    assert (np.sort(at_defaults["orders"], axis=1) == np.arange(10)).all()


def test_fine_tuning_changes_most_numbers_and_freezing_none(at_defaults):
    hidden = 12 * (144 * 64 + 64 + 64 * 24 + 24)
    scratch, frozen, fine = at_defaults["changed"]
    assert (frozen == 0).all()
    # With one image a class no weight from a pixel without ink moves; with more images few stay.
    assert (np.diff(fine) > 0).all()
    assert 0.7 * hidden < fine[-1] <= hidden
    assert (scratch > 0.9 * hidden).all()


def test_a_frozen_network_ends_where_it_started_but_in_its_last_layer(at_defaults):
    started, ended = at_defaults["started"], at_defaults["ended"]
    new = 33 * 2
    np.testing.assert_array_equal(started[:-new], ended[:-new])
    assert (started[-new:] != ended[-new:]).sum() > new / 2


def test_layers_that_are_not_frozen_after_all_are_noticed(monkeypatch):
    monkeypatch.setattr(training, "_frozen", lambda frozen, network: 0)
    found = states(TransferLearning(splits=3, pretraining=20))
    assert {name for name, state in found.items() if state == "fails"} == {"kept", "new", "stands"}


def test_a_last_layer_on_other_features_is_noticed(at_defaults):
    rolled = Result({**at_defaults, "features": np.roll(at_defaults["features"], 1, axis=1)})
    assert TransferLearning().proofs(rolled).verdicts_of("stands")[0].state == "fails"


def test_margins_are_by_students_t_of_the_differences_between_splits(at_defaults):
    scratch, frozen, _ = at_defaults["errors"][:, :, 2]
    gaps = scratch - frozen
    # The t of 11 degrees that 97.5 % are under, from any table: 2.201.
    margin = 2.201 * np.sqrt(np.sum((gaps - gaps.mean()) ** 2) / 11 / 12)
    (verdict,) = TransferLearning().proofs(at_defaults).verdicts_of("helps")
    assert float(verdict.proof.margin) == pytest.approx(margin, rel=2e-3)


def test_copied_layers_start_alike_whatever_comes_after():
    learning = Learning(pixels=9, splits=3, seed=1)
    base = learning.fresh(4)
    copied = learning.copied(base, 2)
    for layer, known in zip(copied.layers[:-1], base.layers[:-1], strict=True):
        np.testing.assert_array_equal(layer.block, known.block)
    assert copied.layers[-1].W.shape == (3, 24, 2)


def test_errors_are_shares_of_the_test_images(at_defaults):
    wrong = at_defaults["errors"][2] / 100 * 150  # 75 of each of two digits
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
    result = TransferLearning(pretraining=1, splits=3, steps=10).run()
    few = result["errors"][0, :, 0]
    # two classes: chance is 50 %, and one shifted example of each hardly changes that
    assert (np.abs(few - 50) < 25).all()


@pytest.mark.parametrize("setting", [{"room": 0}, {"examples": 80}])
def test_the_headline_turns_where_nothing_is_gained(setting):
    concept = TransferLearning(**setting)
    assert states(concept)["helps"] == "not so"
    assert "freezing costs" in concept.say("headline", concept.run())


def test_layers_that_learned_hardly_anything_do_not_help():
    assert states(TransferLearning(pretraining=5))["helps"] in ("not so", "too close")


def test_a_number_of_examples_that_no_column_has_is_added():
    concept = TransferLearning(examples=20, splits=3, pretraining=20)
    result = concept.run()
    assert list(result["sizes"]) == [1, 3, 10, 20, 30, 80]
    assert result["errs"][1] == pytest.approx(result["errors"][1, :, 3].mean())
    assert "With 20 examples a class" in concept.say("headline", result)


@pytest.mark.slow
@pytest.mark.parametrize("setting", [{}, {"classes": 3}, {"room": 3}, {"examples": 3}])
def test_copied_layers_help_in_other_splits(setting):
    for seed in range(1, 22):
        found = states(TransferLearning(seed=seed, **setting))
        assert found["helps"] == "holds", seed
        assert "fails" not in found.values()


@pytest.mark.parametrize("shape", [(4, 4, 5), (26, 5, 12), (10, 28, 30)])
def test_features_of_a_plugins_images_are_transferred(
    shape, pattern_set, with_dataset, figure_problems
):
    concept = with_dataset(TransferLearning, pattern_set(*shape), splits=3, pretraining=20)
    assert figure_problems(concept) == []


def test_half_of_the_smallest_class_is_learned_at_most(pattern_set, with_dataset):
    result = with_dataset(TransferLearning, pattern_set(4, 4, 7), splits=3, pretraining=5).run()
    assert result["tested"] == 3 * 2
    assert list(result["sizes"]) == [1, 3]
    assert (result["compared"], result["most"], result["known"]) == (3, 3, 2)


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
    result = with_dataset(TransferLearning, fewer, splits=3, pretraining=5).run()
    assert result["known"] == 2
    assert set(np.unique(result["orders"])) == {0, 1, 2, 3}
