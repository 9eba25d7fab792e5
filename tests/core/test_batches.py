import numpy as np
import pytest

from nnviz.core.batches import Batches
from nnviz.core.examples import Examples


def batches(count, size, *, members=None, own=False, shuffle=True):
    """Batches of examples whose only feature is their number, a member's own offset by 100."""
    rows = np.stack([np.arange(count), np.ones(count)], axis=-1).astype(float)
    targets = rows[:, :1].copy()
    if own:
        offsets = 100 * np.arange(members)[:, None, None] * [1, 0]
        rows = rows + offsets
    generators = [np.random.default_rng(seed) for seed in range(members or 1)]
    return Batches(Examples(rows, targets), size, generators, members, shuffle=shuffle)


def epoch(source, number=0):
    """The numbers of the examples in each batch of an epoch, copied."""
    steps = range(number * source.steps_per_epoch, (number + 1) * source.steps_per_epoch)
    return [source.batch(step)[0][..., 0, :].astype(int).copy() for step in steps]


def test_every_epoch_goes_once_through_all_examples_in_a_new_order():
    source = batches(10, 4)
    first, second = epoch(source), epoch(source, 1)
    assert [len(batch) for batch in first] == [4, 4, 2]
    assert sorted(np.concatenate(first)) == sorted(np.concatenate(second)) == list(range(10))
    assert np.concatenate(first).tolist() != np.concatenate(second).tolist()


def test_targets_stay_with_their_examples():
    source = batches(10, 4)
    for step in range(6):
        A, targets = source.batch(step)
        np.testing.assert_array_equal(A[0], targets[0])
        assert (A[1] == 1).all()


def test_without_a_batch_size_all_examples_come_in_their_order():
    source = batches(10, None)
    assert source.steps_per_epoch == 1
    assert epoch(source)[0].tolist() == list(range(10))
    assert epoch(batches(10, 25))[0].tolist() == list(range(10))


def test_without_shuffling_batches_follow_each_other():
    parts = epoch(batches(10, 4, shuffle=False))
    assert [part.tolist() for part in parts] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]


@pytest.mark.parametrize("own", [False, True])
def test_members_have_orders_of_their_own(own):
    stack = batches(10, 4, members=3, own=own)
    parts = epoch(stack)
    for r in range(3):
        generator = np.random.default_rng(r)
        order = np.arange(10)
        generator.shuffle(order)
        expected = order + (100 * r if own else 0)
        assert np.concatenate([part[r] for part in parts]).tolist() == expected.tolist()


def test_five_million_examples_in_batches_of_a_thousand_are_five_thousand_steps():
    rows = np.broadcast_to(np.zeros((1, 1)), (5_000_000, 1))
    source = Batches(Examples(rows, rows), 1000, [], None, shuffle=False)
    assert source.steps_per_epoch == 5000


def test_batch_sizes_below_one_are_refused():
    with pytest.raises(ValueError, match="batch_size must be at least 1; got 0"):
        batches(10, 0)
