"""Splits part the examples exactly, in the shares asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.data import digits
from nnviz.core.data.generated import regression
from nnviz.core.data.splits import k_fold, split, split_indices

shares = st.lists(st.integers(1, 20), min_size=1, max_size=4).map(
    lambda parts: tuple(part / sum(parts) for part in parts)
)


@given(examples=st.integers(100, 400), shares=shares, seed=st.integers(0, 9))
def test_every_example_is_in_exactly_one_part_and_each_part_has_its_share(examples, shares, seed):
    parts = split_indices(examples, shares, seed)
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(examples))
    for part, share in zip(parts, shares, strict=True):
        assert abs(len(part) - share * examples) < 1


@given(
    sizes=st.lists(st.integers(1, 100), min_size=1, max_size=6).filter(lambda n: sum(n) > 200),
    shares=shares,
    seed=st.integers(0, 9),
)
def test_a_stratified_part_has_its_share_of_each_class_within_one_example(sizes, shares, seed):
    labels = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
    parts = split_indices(len(labels), shares, seed, labels)
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(len(labels)))
    for part, share in zip(parts, shares, strict=True):
        for label in np.unique(labels):
            share_of_class = share * np.sum(labels == label)
            assert abs(np.sum(labels[part] == label) - share_of_class) < 1


def test_rounding_in_every_class_does_not_add_up_against_the_small_parts():
    labels = np.repeat(np.arange(50), 3)  # 60/20/20 of 3 is 1.8, 0.6, 0.6 in each of 50 classes
    sizes = [len(part) for part in split_indices(150, (0.6, 0.2, 0.2), 0, labels)]
    np.testing.assert_allclose(sizes, [90, 30, 30], atol=1)


@given(
    labels=st.lists(st.integers(0, 3), min_size=10, max_size=100),
    folds=st.integers(2, 10),
    seed=st.integers(0, 9),
    stratified=st.booleans(),
)
def test_every_example_is_held_out_once_in_folds_of_equal_size(labels, folds, seed, stratified):
    labels = np.array(labels)
    pairs = k_fold(len(labels), folds, seed, labels if stratified else None)
    held = np.concatenate([held for _, held in pairs])
    np.testing.assert_array_equal(np.sort(held), np.arange(len(labels)))
    for train, held in pairs:
        np.testing.assert_array_equal(np.union1d(train, held), np.arange(len(labels)))
        assert len(train) + len(held) == len(labels)
    assert np.ptp([len(held) for _, held in pairs]) <= 1
    if stratified:
        counts = np.array([np.bincount(labels[held], minlength=4) for _, held in pairs])
        assert np.ptp(counts, axis=0).max() <= 1


def test_the_digits_split_sixty_twenty_twenty():
    train, dev, test = split(digits(), seed=1, stratified=True)
    np.testing.assert_allclose([len(train), len(dev), len(test)], [1078.2, 359.4, 359.4], atol=2)
    assert dev.image_shape == (8, 8)
    seen = {tuple(row) for row in train.inputs}
    assert not any(tuple(row) in seen for row in test.inputs)


def test_a_part_is_shuffled_even_when_stratified():
    labels = np.repeat([0, 1], 50)
    for part in split_indices(100, (0.5, 0.5), 0, labels):
        changes = np.sum(np.diff(labels[part]) != 0)
        assert changes > 1  # sorted by class there would be one


def test_the_same_seed_gives_the_same_split_and_another_another():
    first, again, other = (split_indices(50, seed=seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: split_indices(0), "examples must be at least 1; got 0"),
        (lambda: split_indices(10, (0.6, 0.2)), r"shares must add up to 1; \(0.6, 0.2\) add up"),
        (lambda: split_indices(10, (1.2, -0.2)), "shares must be positive numbers"),
        (lambda: split_indices(10, ()), "shares is empty"),
        (lambda: split_indices(10, (0.99, 0.01)), "0.01 of 10 examples leaves a part empty"),
        (lambda: split_indices(10, labels=np.zeros(9)), r"labels must have shape .* \(10,\); got"),
        (lambda: k_fold(10, 1), "folds must be at least 2; got 1"),
        (lambda: k_fold(3, 4), "folds must be at most the number of examples, 3; got 4"),
        (lambda: split(regression(), stratified=True), "'regression' has no classes to stratify"),
    ],
)
def test_an_impossible_split_is_refused_by_name(call, problem):
    with pytest.raises(ValueError, match=problem):
        call()
