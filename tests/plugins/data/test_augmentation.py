"""What copies of images make of a network, and noise of least squares."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from nnviz_concepts.data.augmentation import Augmentation

from nnviz.core.data import digits, moons
from nnviz.errors import UsageError


def _failed(concept: Augmentation) -> list[str]:
    return [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds]


@pytest.fixture(scope="module")
def result():
    return Augmentation().run()


def test_ridge_is_least_squares_with_a_row_of_the_root_of_the_penalty_for_each_weight(result):
    data = digits()
    every = np.linspace(0, 1796, 100).astype(int)
    X, t = data.inputs[every], np.where(data.targets[every] < 5, 1.0, -1.0)
    rows = np.sqrt(100 * 0.3**2) * np.eye(64)
    expected = np.linalg.lstsq(np.vstack([X, rows]), np.concatenate([t, np.zeros(64)]))[0]
    np.testing.assert_allclose(result["ridge"], expected, atol=1e-10)


@pytest.mark.slow
def test_how_far_weights_of_noisy_copies_are_off_ridge_is_as_derived():
    # The mean square over seeds, of about 15 independent directions each, to within a third.
    runs = [Augmentation(networks=2, off_center=0, seed=seed).run() for seed in range(8)]
    squares = np.mean([run["weights_distance"] ** 2 for run in runs])
    assert squares == pytest.approx(runs[0]["weights_doubt"] ** 2, rel=0.35)


def test_noise_brings_the_weights_to_ridge_and_without_it_they_are_far(result):
    plain = np.linalg.norm(result["plain"] - result["ridge"])
    assert result["weights_distance"] < plain / 20


def test_a_flipped_image_is_mirrored(result):
    np.testing.assert_array_equal(result["flips"][..., ::-1], result["originals"])


def test_shifts_by_a_pixel_keep_ink_that_is_not_at_the_edge(result):
    for original, shifted in zip(result["originals"], result["shifts"], strict=True):
        moved = [np.roll(original, by, (0, 1)) for by in product((-1, 0, 1), repeat=2)]
        assert any(np.array_equal(shifted[1:-1, 1:-1], each[1:-1, 1:-1]) for each in moved)
    assert not np.array_equal(result["shifts"], result["originals"])


def test_both_networks_of_a_pair_start_learn_and_are_tested_alike(pattern_set, with_dataset):
    full = pattern_set(10, 4, 30)
    images = full.inputs.reshape(-1, 4, 4)
    mirrored = ((images + images[..., ::-1]) / 2).reshape(len(full), -1)
    symmetric = replace(full, inputs=mirrored)  # a flip changes nothing
    run = with_dataset(Augmentation, symmetric, kind="flips", off_center=0, networks=3).run()
    np.testing.assert_array_equal(run["without"], run["augmented"])
    assert np.ptp(run["without"]) > 0


def test_networks_are_tested_on_images_that_they_have_not_seen(pattern_set, with_dataset):
    full = pattern_set(10, 4, 30)
    drawn = np.random.default_rng(0).permutation(full.targets)  # which only a memory could tell
    run = with_dataset(Augmentation, replace(full, targets=drawn), networks=3).run()
    for which in ("without", "augmented"):
        assert run[which].mean() == pytest.approx(0.9, abs=0.05)  # guessing among ten


@pytest.mark.slow
def test_flips_are_worse_than_shifts_with_many_digits():
    flips, shifts = (Augmentation(kind=kind).run()["augmented"] for kind in ("flips", "shifts"))
    assert flips[:, -1].min() > shifts[:, -1].max()


@pytest.mark.slow
def test_shifts_that_no_test_image_has_make_the_task_harder():
    run = Augmentation(off_center=0).run()
    assert (run["augmented"][:, -1] > run["without"][:, -1]).all()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["flips", "turns", "noise"])
def test_what_is_claimed_of_every_kind_holds(kind: str):
    assert _failed(Augmentation(kind=kind)) == []


@pytest.mark.parametrize("noise", [0.05, 1.0])
def test_noise_is_ridge_over_its_range(noise: float):
    assert _failed(Augmentation(noise=noise, networks=2)) == []


@pytest.mark.slow
def test_claims_hold_for_twenty_other_seeds():
    assert [_failed(Augmentation(seed=seed)) for seed in range(1, 21)] == [[]] * 20


@pytest.mark.parametrize("shape", [(2, 4, 5), (12, 3, 30), (3, 28, 12)])
def test_a_plugins_images_are_augmented(shape, pattern_set, with_dataset, figure_problems) -> None:
    assert figure_problems(with_dataset(Augmentation, pattern_set(*shape), networks=2)) == []


def test_sizes_and_tests_share_a_small_set(pattern_set, with_dataset):
    run = with_dataset(Augmentation, pattern_set(2, 4, 25), networks=2).run()
    assert run["tested"] == 20
    assert list(run["sizes"]) == [1, 2, 5, 10, 20]
    assert (run["n"], run["side"], run["fitted_on"]) == (5, 4, 50)


def test_shown_are_classes_in_turns(pattern_set, with_dataset):
    images = pattern_set(2, 4, 25)
    run = with_dataset(Augmentation, images, networks=2, off_center=0).run()
    expected = images.inputs[[0, 25, 1, 26, 2]].reshape(-1, 4, 4)
    np.testing.assert_allclose(run["originals"], expected, rtol=1e-6)


def test_what_is_no_square_is_refused(with_dataset):
    with pytest.raises(UsageError, match="augmentation needs square grey images; strange has 2"):
        with_dataset(Augmentation, moons(60, 0.1, 0)).run()


def test_images_without_any_ink_are_drawn(pattern_set, with_dataset, figure_problems):
    blank = replace(pattern_set(2, 4, 8), inputs=np.zeros((16, 16)))
    assert figure_problems(with_dataset(Augmentation, blank, networks=2)) == []
