"""Member r of a stack is the single network, bit for bit."""

import numpy as np
import pytest

from nnviz.core.callbacks import EarlyStopping, Record
from nnviz.core.constraints import ClipNorm, MaxNorm
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, Momentum
from nnviz.core.penalties import L1, L2, Activity
from nnviz.core.training import train

RNG = np.random.default_rng(0)
R, M = 5, 23
X, LABELS = RNG.normal(size=(M, 3)), RNG.integers(0, 2, M)
OWN_X, OWN_LABELS = RNG.normal(size=(R, M, 3)), RNG.integers(0, 2, (R, M))
RATES = np.array([0.01, 0.02, 0.05, 0.1, 0.2])

KINDS = {
    "plain": {},
    "deep": {"sizes": [3, 8, 7, 6, 2]},
    "one output": {"sizes": [3, 6, 1], "loss": "binary"},
    "regression": {"loss": "mse", "hidden": "relu"},
    "batch norm": {"batch_norm": True},
    "dropout": {"keep": 0.7, "keep_input": 0.9},
    "both, float32": {"keep": 0.7, "batch_norm": True, "dtype": np.float32},
    "one unit": {"sizes": [3, 1, 1, 2], "hidden": "gelu"},
}


def build(kind, **more):
    return Network(**{"sizes": [3, 6, 5, 2], "loss": "multiclass"} | KINDS[kind] | more)


def targets(network, labels):
    return labels if network.loss.name != "mse" else np.eye(2)[labels]


@pytest.mark.parametrize("kind", KINDS)
def test_members_start_as_single_networks_of_consecutive_seeds(kind):
    stack = build(kind, members=R, seed=10)
    for r in range(R):
        np.testing.assert_array_equal(stack.parameters[r], build(kind, seed=10 + r).parameters)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("own_data", [False, True])
@pytest.mark.parametrize("batch_size", [None, 5])
def test_members_train_as_single_networks(kind, own_data, batch_size):
    inputs, labels = (OWN_X, OWN_LABELS) if own_data else (X, LABELS)
    settings = {
        "steps": 17,
        "batch_size": batch_size,
        "penalty": [L2(0.1), L1(0.05), Activity(0.01)],
        "clip": ClipNorm(0.5),
        "constraint": MaxNorm(2.0),
        "record_cost": 3,
    }
    stack = build(kind, members=R, seed=10)
    together = train(stack, inputs, targets(stack, labels), Momentum(RATES), **settings)
    for r in range(R):
        alone = build(kind, seed=10 + r)
        own = (inputs[r], labels[r]) if own_data else (inputs, labels)
        history = train(alone, own[0], targets(alone, own[1]), Momentum(RATES[r]), **settings)
        np.testing.assert_array_equal(stack.parameters[r], alone.parameters)
        np.testing.assert_array_equal(stack.statistics[r], alone.statistics)
        np.testing.assert_array_equal(together["cost"][:, r], history["cost"])
        np.testing.assert_array_equal(stack.outputs(X)[r], alone.outputs(X))


def test_stack_too_large_for_the_cache_is_the_same_in_parts():
    rng = np.random.default_rng(1)
    wide, labels = rng.normal(size=(150, 30)), rng.integers(0, 3, 150)
    sizes = [30, 120, 100, 3]
    stack = Network(sizes, loss="multiclass", members=7, keep=0.8)
    train(stack, wide, labels, Adam(0.01), steps=3, batch_size=64)
    for r in (0, 3, 6):
        alone = Network(sizes, loss="multiclass", seed=r, keep=0.8)
        train(alone, wide, labels, Adam(0.01), steps=3, batch_size=64)
        np.testing.assert_array_equal(stack.parameters[r], alone.parameters)
    assert len(stack.inspect(wide).a[0]) == 7


def test_a_list_of_seeds_gives_each_member_its_own():
    stack = Network([3, 4, 1], seed=[7, 7, 9])
    np.testing.assert_array_equal(stack.parameters[0], stack.parameters[1])
    np.testing.assert_array_equal(stack.parameters[2], Network([3, 4, 1], seed=9).parameters)


def test_seeds_of_training_may_be_shared():
    stack = Network([3, 4, 1], seed=[0, 0], keep=0.5)
    train(stack, X, LABELS, Adam(0.01), steps=9, batch_size=4, seed=[3, 3])
    np.testing.assert_array_equal(stack.parameters[0], stack.parameters[1])


def test_training_seed_takes_the_place_of_the_networks_generators():
    stack = build("dropout", members=R)
    train(stack, X, LABELS, Adam(0.01), steps=2, batch_size=4)  # passes exist already
    again = stack.copy()
    for one in (stack, again):
        train(one, X, LABELS, Adam(0.01), steps=9, batch_size=4, seed=3)
    np.testing.assert_array_equal(stack.parameters, again.parameters)


def test_each_member_stops_early_as_it_would_alone():
    def stopping():
        return EarlyStopping(
            lambda network: network.cost(X[:8], LABELS[:8]), every=1, patience=3, name="dev"
        )

    stack, together = Network([3, 6, 1], members=R), stopping()
    train(stack, X[8:], LABELS[8:], Momentum(RATES * 10), steps=60, callbacks=[together])
    assert len(set(together.stopped_at.tolist())) > 1
    for r in range(R):
        alone, own = Network([3, 6, 1], seed=r), stopping()
        train(alone, X[8:], LABELS[8:], Momentum(RATES[r] * 10), steps=60, callbacks=[own])
        assert together.stopped_at[r] == own.stopped_at
        assert together.best_step[r] == own.best_step
        np.testing.assert_array_equal(stack.parameters[r], alone.parameters)


def test_recordings_of_a_stack_have_an_axis_of_members():
    stack = Network([3, 6, 1], members=R)
    history = train(
        stack,
        X,
        LABELS,
        Adam(0.01),
        steps=4,
        callbacks=[Record("W", lambda network: network.layers[0].W, every=2)],
    )
    assert history["W"].shape == (3, R, 3, 6)
    assert history.steps("W").tolist() == [0, 2, 4]


def test_a_prime_number_of_members_takes_no_longer_than_its_neighbour():
    parts = [len(Network([2, 4, 1], members=members).passes(4)) for members in (4999, 5000)]
    assert parts[0] == parts[1]


def test_integers_that_may_be_labels_or_one_hot_rows_are_refused():
    stack, own = Network([3, 4, 3], loss="multiclass", members=3), np.array([2, 0, 1])
    rows = np.eye(3, dtype=int)[own]
    with pytest.raises(ValueError, match="may be one-hot rows, or labels of each of 3 members"):
        stack.cost(X[:3], rows)
    np.testing.assert_array_equal(stack.cost(X[:3], rows.astype(float)), stack.cost(X[:3], own))
    each = np.broadcast_to(X[:3], (3, 3, 3))  # members with examples of their own have own labels
    np.testing.assert_array_equal(stack.cost(each, rows), stack.cost(X[:3], np.eye(3)[rows]))
    labels = np.stack([own, own[::-1], own])
    np.testing.assert_array_equal(
        stack.cost(X[:3], labels), stack.cost(X[:3], np.eye(3, dtype=int)[labels])
    )
