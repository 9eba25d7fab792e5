import subprocess
import sys
import tracemalloc

import numpy as np
import pytest

from nnviz.core.callbacks import Callback
from nnviz.core.divergence import DivergenceError
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, GradientDescent, Momentum
from nnviz.core.penalties import L2, Activity
from nnviz.core.training import train

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 2))
Y = (np.square(X).sum(axis=1) > 1).astype(int)


def test_a_step_of_gradient_descent_is_minus_rate_times_gradient():
    net = Network([2, 5, 1], seed=1)
    expected = net.parameters - 0.3 * net.gradient(X, Y)
    train(net, X, Y, GradientDescent(0.3), steps=1)
    np.testing.assert_allclose(net.parameters, expected, rtol=1e-14)


def test_training_by_hand_and_by_the_loop_are_the_same():
    by_hand, by_loop = Network([2, 5, 1]), Network([2, 5, 1])
    optimizer = Momentum(0.1)
    state = optimizer.init(by_hand.parameters)
    for _ in range(20):
        optimizer.update(by_hand.parameters, by_hand.gradient(X, Y), state)
    train(by_loop, X, Y, optimizer, steps=20)
    np.testing.assert_array_equal(by_hand.parameters, by_loop.parameters)


def test_logistic_regression_reaches_its_optimum():
    """At the minimum of cross-entropy plus λ/2m ‖w‖² the gradient is zero; it is convex."""
    net, penalty = Network([2, 1], seed=3), L2(1.0)
    overlapping = (X[:, 0] + RNG.normal(size=60) > 0).astype(int)
    train(net, X, overlapping, GradientDescent(1.0), steps=2000, penalty=penalty)
    assert np.abs(net.gradient(X, overlapping, penalty=penalty)).max() < 1e-12


def test_linear_regression_is_the_least_squares_solution():
    y = RNG.normal(size=60)
    net = Network([2, 1], loss="mse")
    train(net, X, y, GradientDescent(0.3), steps=500)
    solution = np.linalg.lstsq(np.column_stack([X, np.ones(60)]), y, rcond=None)[0]
    np.testing.assert_allclose(net.parameters, solution, rtol=1e-10)


def test_zeros_learn_nothing_and_stay_at_log_two():
    balanced = np.tile([0, 1], 30)
    net = Network([2, 4, 1], initializer="zeros")
    train(net, X, balanced, GradientDescent(0.5), steps=50)
    assert net.cost(X, balanced) == pytest.approx(np.log(2))
    assert (net.layers[0].W == 0).all()


def test_recorded_cost_is_that_of_the_batch_before_the_step_with_its_penalties():
    net, penalty = Network([2, 5, 1]), [L2(2.0), Activity(0.1)]
    before = net.cost(X, Y, penalty=penalty)
    history = train(net, X, Y, Adam(0.01), steps=7, penalty=penalty, record_cost=3)
    assert history.steps("cost").tolist() == [0, 3, 6]
    assert history["cost"][0] == pytest.approx(float(before), rel=1e-14)
    assert history["cost"][-1] < history["cost"][0]


def test_nothing_is_recorded_unless_asked():
    history = train(Network([2, 5, 1]), X, Y, Adam(), epochs=2, batch_size=16)
    assert list(history) == []
    assert history.step == 2 * 4
    assert history.stopped == "finished"
    with pytest.raises(KeyError, match="'cost' was not recorded; the history holds nothing"):
        history["cost"]


def test_epochs_count_the_last_short_batch():
    assert train(Network([2, 1]), X, Y, Adam(), epochs=3, batch_size=25).step == 9


def test_frozen_layers_do_not_change_by_a_bit():
    net = Network([2, 5, 4, 1], batch_norm=True, keep=0.8)
    before = net.copy()
    train(net, X, Y, Adam(0.1), steps=30, batch_size=16, frozen=1, penalty=L2(1.0))
    np.testing.assert_array_equal(net.layers[0].block, before.layers[0].block)
    np.testing.assert_array_equal(net.layers[0].gamma, before.layers[0].gamma)
    (one, two, _), (old_one, old_two, _) = (each.running for each in (net, before))
    np.testing.assert_array_equal(one[0], old_one[0])
    assert (two[0] != old_two[0]).all()
    assert (net.layers[1].W != before.layers[1].W).all()
    assert (net.layers[2].W != before.layers[2].W).all()


def test_frozen_layers_below_give_the_same_training_as_their_features_alone():
    net = Network([2, 5, 1], seed=2)
    head = Network([5, 1])
    head.parameters = net.parameters[-6:]
    features = net.inspect(X).a[0]
    train(net, X, Y, Momentum(0.1), steps=20, frozen=1)
    train(head, features, Y, Momentum(0.1), steps=20)
    np.testing.assert_allclose(net.parameters[-6:], head.parameters, rtol=1e-10)


def test_recorded_cost_has_the_penalties_of_frozen_layers_too():
    net, penalty = Network([2, 5, 4, 1]), [L2(2.0), Activity(0.1)]
    before = net.cost(X, Y, penalty=penalty)
    history = train(net, X, Y, Adam(), steps=1, penalty=penalty, frozen=1, record_cost=1)
    assert history["cost"][0] == pytest.approx(float(before), rel=1e-14)


def test_batches_of_one_are_for_batch_normalization_that_is_frozen():
    net, settings = Network([2, 5, 4, 1], batch_norm=[True, False]), {"epochs": 1, "batch_size": 1}
    running = net.statistics.copy()
    train(net, X, Y, Adam(), frozen=1, **settings)
    np.testing.assert_array_equal(net.statistics, running)
    with pytest.raises(ValueError, match="at least 2 examples in a training batch; got 1"):
        train(net, X, Y, Adam(), **settings)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_stays_through_training_with_everything(dtype):
    net = Network([2, 5, 1], keep=0.8, batch_norm=True, dtype=dtype)
    history = train(net, X, Y, Adam(), steps=3, batch_size=16, penalty=L2(1.0), record_cost=1)
    assert net.parameters.dtype == net.statistics.dtype == history["cost"].dtype == dtype
    assert net.outputs(X).dtype == dtype


def test_divergence_says_at_which_step_and_what_usually_causes_it():
    net = Network([2, 5, 1], loss="mse", hidden="relu")
    with pytest.raises(
        DivergenceError,
        match=r"diverged at step \d+ .* learning rate that is too large: it is 100; try a tenth",
    ) as caught:
        train(net, X, Y, GradientDescent(100.0), steps=500, record_cost=1)
    assert caught.value.step == caught.value.history.step
    assert len(caught.value.history["cost"]) == caught.value.step


def test_divergence_is_recorded_for_each_member_where_it_is_the_lesson():
    rates = np.array([0.01, 100.0, 0.02])
    net = Network([2, 5, 1], loss="mse", hidden="relu", seed=[0, 0, 0])
    settings = {"steps": 200, "record_cost": 1}
    history = train(net, X, Y, GradientDescent(rates), on_divergence="record", **settings)
    assert history.diverged_at[0] == history.diverged_at[2] == -1
    assert 0 < history.diverged_at[1] < 200
    assert not np.isfinite(history["cost"][-1, 1])
    assert np.isfinite(net.parameters[[0, 2]]).all()
    with pytest.raises(DivergenceError, match="parameters of member 1 overflowed"):
        train(
            Network([2, 5, 1], loss="mse", hidden="relu", seed=[0, 0, 0]),
            X,
            Y,
            GradientDescent(rates),
            **settings,
        )


def test_interrupted_training_returns_what_it_has():
    class Interrupt(Callback):
        def after_step(self, training):
            if training.step == 5:
                raise KeyboardInterrupt

    net = Network([2, 5, 1])
    history = train(net, X, Y, Adam(), steps=50, callbacks=[Interrupt(every=1)], record_cost=1)
    assert history.step == 5
    assert history.stopped == "interrupted at step 5"
    assert len(history["cost"]) == 5


def test_same_seed_gives_the_same_bytes_in_another_process():
    program = (
        "import numpy as np; from nnviz.core.network import Network; "
        "from nnviz.core.training import train; from nnviz.core.optimizers import Adam; "
        "rng = np.random.default_rng(0); X = rng.normal(size=(60, 2)); "
        "net = Network([2, 8, 2], loss='multiclass', keep=.7, batch_norm=True, seed=11); "
        "train(net, X, (X[:, 0] > 0).astype(int), Adam(.01), epochs=5, batch_size=16); "
        "print(net.parameters.tobytes().hex())"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        for _ in range(2)
    ]
    assert len(runs[0].stdout) > 500
    assert runs[0].stdout == runs[1].stdout


def test_memory_does_not_grow_with_the_number_of_steps():
    def peak(steps):
        net = Network([2, 8, 8, 1], keep=0.9, batch_norm=True)
        tracemalloc.start()
        train(net, X, Y, Adam(), steps=steps, batch_size=16, penalty=L2(0.1))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(10)
    assert peak(2000) < peak(20) + 2000


def test_history_alone_grows_with_the_number_of_steps():
    net = Network([2, 8, 8, 1])
    history = train(net, X, Y, Adam(), steps=300, record_cost=1)
    assert history["cost"].shape == (300,)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "give either epochs or steps; got epochs=None, steps=None"),
        ({"epochs": 1, "steps": 2}, "give either epochs or steps"),
        ({"steps": 0}, "steps must be at least 1; got 0"),
        ({"epochs": 1.5}, "epochs must be an integer; got 1.5"),
        ({"steps": 1, "frozen": 2}, "frozen must leave one of the 2 layers to train; got 2"),
        ({"steps": 1, "batch_size": 0}, "batch_size must be at least 1"),
        ({"steps": 1, "on_divergence": "ignore"}, "on_divergence must be 'raise' or 'record'"),
        ({"steps": 1, "optimizer": "adamm"}, "optimizer must be one of .*adam.*; got 'adamm'"),
        ({"steps": 1, "optimizer": 0.1}, "optimizer must be an Optimizer such as"),
        ({"steps": 1, "record_cost": -1}, "record_cost must be at least 1"),
    ],
)
def test_settings_that_cannot_be_are_refused_at_the_call(settings, message):
    optimizer = settings.pop("optimizer", "adam")
    with pytest.raises((TypeError, ValueError), match=message):
        train(Network([2, 3, 1]), X, Y, optimizer, **settings)


def test_a_last_batch_of_one_is_refused_before_training_with_batch_normalization():
    net = Network([2, 3, 1], batch_norm=True)
    before = net.parameters.copy()
    with pytest.raises(ValueError, match="batch_size that does not leave a last batch of 1"):
        train(net, X[:33], Y[:33], Adam(), epochs=1, batch_size=16)
    np.testing.assert_array_equal(net.parameters, before)
