import numpy as np
import pytest
from nnviz_concepts.tuning.transfer_learning import TransferLearning

from nnviz.core.data import digits


@pytest.fixture(scope="module")
def at_defaults():
    return TransferLearning().run()


def test_every_split_is_an_order_of_all_ten_digits(at_defaults):
    assert (np.sort(at_defaults["orders"], axis=1) == np.arange(10)).all()


def test_fine_tuning_changes_nearly_every_number_and_freezing_none(at_defaults):
    hidden = 144 * 96 + 96 + 96 * 48 + 48
    runs = 6 * 7
    assert at_defaults["changed_frozen"] == 0
    assert 0.5 * runs * hidden < at_defaults["changed_fine"] <= runs * hidden


def test_errors_are_shares_of_the_test_images(at_defaults):
    wrong = at_defaults["errors_fine"] / 100 * 150  # 75 of each of two digits
    assert wrong == pytest.approx(np.round(wrong), abs=1e-3)


def test_shown_images_hold_the_ink_of_whole_digits(at_defaults):
    ink = {float(image.sum()) for image in digits().inputs.astype(np.float32)}
    assert all(
        min(abs(image.sum() - each) for each in ink) < 1e-3 for image in at_defaults["shown"]
    )


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
