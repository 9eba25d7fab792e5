"""What networks learn from copies of images, and what they do not."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from nnviz_concepts.data.augmentation import Augmentation
from nnviz_concepts.data.augmentation_networks import Changes, reached

from nnviz import Concept, Result
from nnviz.core.data import Dataset, moons
from nnviz.errors import UsageError


def _failed(concept: Concept, result: Result) -> list[str]:
    return [v.sentence for v in concept.verdicts(result) if not v.holds]


@pytest.fixture(scope="module")
def result() -> Result:
    return Augmentation().run()


def test_a_mirrored_image_is_mirrored(result: Result) -> None:
    plain, *_, mirrored = result["heads"]
    np.testing.assert_array_equal(mirrored[:, ::-1], plain)


def test_shifted_copies_lie_at_each_of_the_nine_places(result: Result) -> None:
    plain, copies = result["heads"][0], result["copies_seen"][1]
    places = [np.roll(plain, by, (0, 1)) for by in product((-1, 0, 1), repeat=2)]
    found = [[np.array_equal(copy, place) for place in places] for copy in copies]
    assert np.sum(found, axis=1).tolist() == [1] * len(copies)
    assert np.sum(found, axis=0).max() < len(copies)


def test_every_test_image_is_mirrored_and_half_of_the_copies() -> None:
    changes, rng = Changes(1, 25.0, 0.5), np.random.default_rng(0)
    images = rng.random((2000, 3, 4))
    copies, met = changes.copies("mirrored", images, rng), changes.met("mirrored", images, rng)
    np.testing.assert_array_equal(met, images[..., ::-1])
    assert np.mean((copies != images).any(axis=(1, 2))) == pytest.approx(0.5, abs=0.05)


def test_networks_of_one_number_start_learn_and_are_tested_alike(
    pattern_set: Callable[..., Dataset], with_dataset: Callable[..., Concept]
) -> None:
    full = pattern_set(10, 4, 30)
    images = full.inputs.reshape(-1, 4, 4)
    mirrored = ((images + images[..., ::-1]) / 2).reshape(len(full), -1)
    symmetric = replace(full, inputs=mirrored)  # to mirror it changes nothing
    run = with_dataset(Augmentation, symmetric, kind="mirrored", examples=50).run()
    errors = run["errors"]
    np.testing.assert_array_equal(errors[:, 0], errors[:, 4])
    assert np.ptp(errors[0, 0]) > 0


def test_networks_are_tested_on_images_that_they_have_not_seen(
    pattern_set: Callable[..., Dataset], with_dataset: Callable[..., Concept]
) -> None:
    full = pattern_set(10, 4, 30)
    drawn = np.random.default_rng(0).permutation(full.targets)  # which only a memory could tell
    run = with_dataset(Augmentation, replace(full, targets=drawn)).run()
    for which in ("never", "once", "anew"):
        assert run[which].mean() == pytest.approx(90, abs=5)  # guessing among ten


def test_the_curves_pass_through_the_table(result: Result) -> None:
    at = result["at"]
    np.testing.assert_array_equal(result["never"][:, at], result["errors"][0, 1])
    np.testing.assert_array_equal(result["anew"][:, at], result["errors"][1, 1])


def test_the_table_is_the_same_whatever_kind_is_chosen(result: Result) -> None:
    np.testing.assert_array_equal(Augmentation(kind="mirrored").run()["errors"], result["errors"])


@pytest.mark.parametrize(
    ("level", "size"),
    [(70.0, 10.0), (60.0, 10.0), (40.0, 10 * np.sqrt(10)), (20.0, 100.0), (10.0, np.nan)],
)
def test_how_many_are_as_good_is_read_off_between_the_sizes(level: float, size: float) -> None:
    # Between 60 % with 10 and 20 % with 100 the error falls by the logarithm of the number.
    found = reached(np.array([10, 100]), np.array([60.0, 20.0]), level)
    np.testing.assert_allclose(found, size)


def test_own_copies_take_off_the_most_and_mirrored_ones_cost(result: Result) -> None:
    plain, *_, mirrored = result["table"]
    assert result["table"].argmin(axis=0).tolist()[1:] == [1, 2, 3, 4]
    assert mirrored[0] > plain[0] + 3


def test_the_headline_names_no_gain_elsewhere_only_where_there_is_none() -> None:
    ends = set()
    for kind, seed in (("mirrored", 0), ("turned", 0), ("turned", 1), ("turned", 2), ("turned", 3)):
        concept = Augmentation(kind=kind, seed=seed)
        run = concept.run()
        proofs, headline = concept.proofs(run), concept.say("headline", run)
        alone, at_most = proofs.holds("alone", None), proofs.holds("elsewhere", None)
        assert headline.endswith("and on no others") == alone
        assert headline.endswith("points at most") == (at_most and not alone)
        ends.add((alone, at_most and not alone))
    assert {(True, False), (False, True)} <= ends


@pytest.mark.slow
def test_the_lesson_holds_for_ten_other_seeds() -> None:
    for seed in range(1, 11):
        concept = Augmentation(seed=seed)
        run = concept.run()
        proofs = concept.proofs(run)
        assert _failed(concept, run) == []
        for name in ("gains", "elsewhere", "worth", "narrows"):
            assert proofs.holds(name, None)


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.05, 1.0])
@pytest.mark.parametrize("pixels", [1, 2])
def test_laws_hold_over_the_ranges(noise: float, pixels: int) -> None:
    for degrees in (5.0, 45.0):
        concept = Augmentation(noise=noise, pixels=pixels, degrees=degrees)
        assert _failed(concept, concept.run()) == []


@pytest.mark.parametrize("shape", [(2, 4, 5), (12, 3, 30), (3, 28, 12)])
def test_a_plugins_images_are_augmented(
    shape: tuple[int, int, int],
    pattern_set: Callable[..., Dataset],
    with_dataset: Callable[..., Concept],
    figure_problems: Callable[[Concept], list[str]],
) -> None:
    assert figure_problems(with_dataset(Augmentation, pattern_set(*shape))) == []


def test_sizes_and_tests_share_a_small_set(
    pattern_set: Callable[..., Dataset], with_dataset: Callable[..., Concept]
) -> None:
    run = with_dataset(Augmentation, pattern_set(2, 4, 25)).run()
    assert run["tested"] == 20
    assert list(run["sizes"]) == [20, 30]
    assert run["n"] == 30


def test_what_is_no_square_is_refused(with_dataset: Callable[..., Concept]) -> None:
    with pytest.raises(UsageError, match="augmentation needs square grey images; strange has 2"):
        with_dataset(Augmentation, moons(60, 0.1, 0)).run()


def test_images_without_any_ink_are_drawn(
    pattern_set: Callable[..., Dataset],
    with_dataset: Callable[..., Concept],
    figure_problems: Callable[[Concept], list[str]],
) -> None:
    blank = replace(pattern_set(2, 4, 8), inputs=np.zeros((16, 16)))
    assert figure_problems(with_dataset(Augmentation, blank)) == []
