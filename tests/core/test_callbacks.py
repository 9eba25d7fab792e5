import io

import numpy as np
import pytest

from nnviz.core.callbacks import BestWeights, EarlyStopping, Progress, Record
from nnviz.core.network import Network
from nnviz.core.optimizers import Adam, GradientDescent
from nnviz.core.training import train

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 2))
Y = (np.square(X).sum(axis=1) > 1).astype(int)
DEV_X = RNG.normal(size=(20, 2))
DEV_Y = RNG.integers(0, 2, 20)  # noise, so that training makes it worse in the end


class Script:
    """Scores that are known beforehand, one for each evaluation."""

    def __init__(self, *scores):
        self.scores = list(scores)
        self.seen = []

    def __call__(self, network):
        self.seen.append(network.parameters.copy())
        return self.scores[len(self.seen) - 1]


def run(callback, steps=20):
    net = Network([2, 4, 1])
    history = train(net, X, Y, GradientDescent(0.1), steps=steps, callbacks=[callback])
    return net, history


def test_recordings_see_the_network_after_the_steps_they_name():
    net = Network([2, 4, 1])
    record = Record("bias", lambda network: network.layers[-1].b[0], every=5)
    history = train(net, X, Y, Adam(0.1), steps=12, callbacks=[record])
    assert history.steps("bias").tolist() == [0, 5, 10]
    assert history["bias"][0] == 0
    assert len(set(history["bias"].tolist())) == 3


def test_recordings_are_by_epoch_unless_said_otherwise():
    record = Record("cost", lambda network: network.cost(X, Y))
    net = Network([2, 4, 1])
    history = train(net, X, Y, Adam(), epochs=3, batch_size=16, callbacks=[record])
    assert history.steps("cost").tolist() == [0, 3, 6, 9]


def test_stops_when_patience_runs_out_and_puts_the_best_weights_back():
    script = Script(5, 4, 3, 6, 7, 8, 1)
    callback = EarlyStopping(script, every=1, patience=3)
    net, history = run(callback)
    assert history.step == callback.stopped_at == 6
    assert history.stopped == "early stopping at step 6"
    assert (callback.best, callback.best_step) == (3, 3)
    np.testing.assert_array_equal(net.parameters, script.seen[2])


def test_the_untrained_network_is_recorded_but_no_candidate():
    scores = (1, 5, 4, 3, 2, 1.5, 1.2, 1.3, 1.2, 1.4)
    script = Script(*scores)
    callback = EarlyStopping(script, every=1, patience=3, name="dev")
    net, history = run(callback)
    assert history["dev"].tolist() == list(scores)
    assert history.steps("dev").tolist() == list(range(10))
    assert callback.stopped_at == 9
    assert (callback.best, callback.best_step) == (1.2, 6)
    np.testing.assert_array_equal(net.parameters, script.seen[6])

    script = Script(1, 5, 4, 6)
    net, _ = run(BestWeights(script, every=1, name="dev"), steps=3)
    np.testing.assert_array_equal(net.parameters, script.seen[2])


def keras_stops(scores, patience, minimum_change):
    """Return the evaluations, from 1, that set the best and that stop: Keras' documented rule.

    "Quantities less than min_delta will count as no improvement"; "number of epochs with no
    improvement after which training will be stopped".
    """
    best, at, waited = np.inf, 0, 0
    for evaluation, score in enumerate(scores, 1):
        waited += 1
        if score + minimum_change < best:
            best, at, waited = score, evaluation, 0
        elif waited >= patience:
            return at, evaluation
    return at, -1


@pytest.mark.parametrize("patience", [1, 2, 4])
@pytest.mark.parametrize("minimum_change", [0, 2])
def test_the_best_and_the_stop_are_those_of_keras_rule(patience, minimum_change):
    rng = np.random.default_rng(0)
    stops = set()
    for _ in range(40):
        scores = rng.integers(0, 12, 20) - np.arange(20) / 2
        scores[rng.random(20) < 0.1] = np.nan
        callback = EarlyStopping(
            Script(*scores), every=1, patience=patience, minimum_change=minimum_change
        )
        run(callback)
        expected = keras_stops(scores, patience, minimum_change)
        assert (callback.best_step, callback.stopped_at) == expected
        stops.add(expected[1])
    assert len(stops) > 3


@pytest.mark.parametrize("kind", [BestWeights, EarlyStopping])
def test_a_network_that_was_never_scored_with_a_number_stays_as_it_ended(kind):
    for every in (1, 100):  # scored, but by no number; and not at all
        net, _ = run(kind(lambda network: np.nan, every=every), steps=5)
        plain, _ = run(Progress(every=100), steps=5)
        np.testing.assert_array_equal(net.parameters, plain.parameters)


def test_a_member_that_was_never_scored_with_a_number_is_left_where_its_patience_ran_out():
    def score(network):
        seen.append(network.parameters[0].copy())
        return np.array([np.nan, -len(seen)])

    seen = []
    net = Network([2, 4, 1], members=2)
    stopping = EarlyStopping(score, every=1, patience=3)
    train(net, X, Y, GradientDescent(0.1), steps=10, callbacks=[stopping])
    assert stopping.stopped_at.tolist() == [3, -1]
    np.testing.assert_array_equal(net.parameters[0], seen[2])


def test_without_restoring_the_weights_stay_where_patience_ran_out():
    script = Script(5, 4, 3, 6, 7, 8)
    net, _ = run(EarlyStopping(script, every=1, patience=3, restore_best=False))
    np.testing.assert_array_equal(net.parameters, script.seen[5])


def test_an_improvement_by_the_minimum_change_or_less_does_not_count():
    scores = Script(1.0, 0.875, 0.75, 0.5)
    callback = EarlyStopping(scores, every=1, patience=2, minimum_change=0.25)
    _, history = run(callback)
    assert history.step == 3
    assert (callback.best, callback.best_step) == (1.0, 1)


def test_a_score_that_is_not_a_number_is_no_improvement():
    _, history = run(EarlyStopping(Script(1.0, *[np.nan] * 4), every=1, patience=4))
    assert history.step == 5


def test_scores_are_recorded_under_a_name_if_there_is_one():
    _, history = run(EarlyStopping(Script(3, 2, 4, 5), every=1, patience=2, name="dev"))
    assert history["dev"].tolist() == [3, 2, 4, 5]


def test_best_weights_have_the_lowest_dev_cost_of_all_that_were_seen():
    net = Network([2, 16, 1], batch_norm=True, seed=2)
    best = BestWeights(lambda network: network.cost(DEV_X, DEV_Y), every=1, name="dev")
    history = train(net, X, Y, Adam(0.05), steps=60, callbacks=[best])
    assert history.step == 60
    assert net.cost(DEV_X, DEV_Y) == history["dev"][1:].min()
    assert history["dev"][-1] > history["dev"][1:].min()


def test_a_score_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match=r"one number for each network, shape \(\); got \(3,\)"):
        run(EarlyStopping(lambda network: np.ones(3)))


def test_progress_writes_a_line_as_it_is_due():
    stream = io.StringIO()
    net = Network([2, 4, 1], initializer="zeros")
    progress = Progress(every=4, measure=lambda network: network.layers[0].W[0, 0], stream=stream)
    train(net, X, Y, GradientDescent(0.0), steps=9, batch_size=10, callbacks=[progress])
    assert stream.getvalue() == "step 4 of 9, epoch 1: 0.\nstep 8 of 9, epoch 2: 0.\n"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Record("a", abs, every=0), "every must be at least 1; got 0"),
        (lambda: EarlyStopping(abs, patience=0), "patience must be at least 1; got 0"),
        (
            lambda: BestWeights(abs, minimum_change=-1),
            "minimum_change must be finite and at least 0",
        ),
    ],
)
def test_settings_that_cannot_be_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
