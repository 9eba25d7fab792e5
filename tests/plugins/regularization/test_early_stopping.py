from math import exp

import numpy as np
import pytest
from nnviz_concepts.regularization.early_stopping import EarlyStopping
from scipy.optimize import brentq


@pytest.fixture(scope="module")
def at_defaults():
    return EarlyStopping().run()


def test_each_network_stops_when_its_own_patience_runs_out(at_defaults):
    for losses, best, stop in zip(
        at_defaults["dev"].T, at_defaults["best_epochs"], at_defaults["stop_epochs"], strict=True
    ):
        lowest, waited, expected = np.inf, 0, -1
        for epoch, loss in enumerate(losses[1:], 1):  # the untrained network is no candidate
            if loss < lowest:
                lowest, waited, at = loss, 0, epoch
            else:
                waited += 1
            if waited == 10:
                expected = epoch
                break
        assert (best, stop) == (at, expected)


def test_no_stop_is_needed_where_patience_outlasts_training():
    concept = EarlyStopping(patience=60, epochs=30)
    result = concept.run()
    assert (result["stop_epochs"] == -1).all()
    assert result["restored"] == pytest.approx(result["dev"][1:].min(axis=0), rel=1e-12)
    assert all(claim.holds for claim in concept.verdicts(result))


def test_words_call_lowest_only_what_is_lowest_until_the_stop():
    impatient = EarlyStopping(patience=1)
    result = impatient.run()
    stop = result["stop_epoch"]
    assert result["dev"][stop:, 0].min() < result["best_loss"]  # the curve goes on and lower
    for words in (impatient.caption(result), impatient.alt(result)):
        assert "{best_loss}, of all until the stop at epoch {stop_epoch}" in words
    patient = EarlyStopping(patience=60, epochs=30)
    result = patient.run()
    for words in (patient.caption(result), patient.alt(result)):
        assert "until" not in words


def test_descent_and_ridge_differ_most_where_their_slopes_agree(at_defaults):
    # d/dx of 1 − e^(−x) and of x/(1 + x) agree where e^(x/2) = 1 + x
    x = brentq(lambda x: exp(x / 2) - 1 - x, 1, 5)
    widest = 1 - exp(-x) - x / (1 + x)
    # with ηλ = 0.1, (1 − ηλ)^t is less than e^(−ηλt) by at most about ηλ/2 · x e^(−x) ≤ ηλ/(2e)
    assert widest < at_defaults["gap"] < widest + 0.1 / (2 * exp(1)) + 0.1**2


def test_ridge_path_solves_the_penalized_quadratic(at_defaults):
    curvatures, lowest = np.diag([1.0, 0.1]), np.ones(2)
    for step in (1, 10, 100, 1000):
        strength = 1 / (0.1 * step)
        solution = np.linalg.solve(curvatures + strength * np.eye(2), curvatures @ lowest)
        assert at_defaults["ridge"][step] == pytest.approx(solution, rel=1e-12)


def test_another_data_set_may_be_learned():
    concept = EarlyStopping(dataset="circles", epochs=20)
    result = concept.run()
    assert result["dev"].shape == (21, 5)
    assert all(claim.holds for claim in concept.verdicts(result))


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"mislabelled": 0.3}, {"patience": 5, "epochs": 60}])
def test_claims_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        concept = EarlyStopping(seed=seed, **settings)
        failed = [claim for claim in concept.verdicts(concept.run()) if not claim.holds]
        assert failed == []
