import numpy as np
import pytest
from nnviz_concepts.regularization.early_stopping import EarlyStopping

from nnviz.core.callbacks import BestWeights
from nnviz.core.callbacks import EarlyStopping as Stopping


def states(concept):
    return {verdict.name: verdict.state for verdict in concept.verdicts(concept.run())}


def failing(concept):
    return {name for name, state in states(concept).items() if state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return EarlyStopping().run()


@pytest.mark.parametrize("patience", [1, 10])
def test_each_network_stops_when_its_own_patience_runs_out(patience):
    result = EarlyStopping(patience=patience).run()
    for losses, best, stop in zip(
        result["dev"].T, result["best_epochs"], result["stop_epochs"], strict=True
    ):
        lowest, waited, at, expected = np.inf, 0, 0, -1
        for epoch, loss in enumerate(losses[1:], 1):  # the untrained network is no candidate
            if loss < lowest:
                lowest, waited, at = loss, 0, epoch
            else:
                waited += 1
            if waited == patience:
                expected = epoch
                break
        assert (best, stop) == (at, expected)


def test_no_stop_is_needed_where_patience_outlasts_training():
    concept = EarlyStopping(patience=60, epochs=30)
    result = concept.run()
    assert (result["stop_epochs"] == -1).all()
    assert result["losses_restored"] == pytest.approx(result["dev"][1:].min(axis=0), rel=1e-12)
    assert failing(concept) == set()


def test_what_is_not_put_back_is_noticed(monkeypatch):
    monkeypatch.setattr(BestWeights, "finish", lambda self, training: None)
    monkeypatch.setattr(Stopping, "finish", lambda self, training: None)
    assert failing(EarlyStopping()) == {"restored"}


def test_a_copy_of_the_wrong_epoch_is_noticed(monkeypatch):
    monkeypatch.setattr(Stopping, "_keep", lambda self, network, which: None)
    assert failing(EarlyStopping()) == {"restored"}


def test_patience_that_is_not_counted_anew_at_each_low_is_noticed(monkeypatch):
    def after_step(self, training):
        better = self.judge(training)
        self.waited[~better] += 1
        self.stopped_at[self._counting() & (self.waited >= self.patience)] = training.step

    monkeypatch.setattr(Stopping, "after_step", after_step)
    assert "rule" in failing(EarlyStopping())


def test_the_drawn_network_stops_at_the_median_epoch(at_defaults):
    assert at_defaults["best_epoch"] == np.median(at_defaults["best_epochs"])
    assert at_defaults["stop_epochs"][at_defaults["drawn"]] == at_defaults["best_epoch"] + 10


def test_the_share_of_wrong_labels_is_of_those_that_are_wrong(at_defaults):
    # 15 % of 200; before training ten classes are guessed, so that a tenth is right by chance
    assert at_defaults["wrong_labels"] == 30
    assert at_defaults["wrong"][0].mean() == pytest.approx(10, abs=8)
    assert np.isnan(EarlyStopping(mislabelled=0.0, epochs=10).run()["wrong"]).all()


@pytest.mark.parametrize(
    ("settings", "said", "headline"),
    [
        ({}, {"lower": "holds", "too_early": "not so"}, "the last ones on"),
        ({"patience": 1}, {"lower": "holds", "too_early": "holds"}, "the last ones on"),
        ({"mislabelled": 0.0}, {"alike": "holds", "late": "not claimed"}, "Little to gain"),
        ({"epochs": 10}, {"alike": "holds", "rises": "not so"}, "Little to gain"),
    ],
)
def test_the_words_turn_round(settings, said, headline):
    concept = EarlyStopping(**settings)
    found = states(concept)
    assert {name: found[name] for name in said} == said
    assert headline in concept.say("headline", concept.run())


def test_another_data_set_may_be_learned():
    concept = EarlyStopping(dataset="circles", epochs=20)
    assert concept.run()["dev"].shape == (21, 9)
    assert failing(concept) == set()


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"mislabelled": 0.3}, {"patience": 5, "epochs": 60}])
def test_findings_hold_for_other_seeds(settings):
    said = ("lower", "rises", "falls", "late", "most")
    for seed in range(1, 21):
        found = states(EarlyStopping(seed=seed, **settings))
        assert {name: found[name] for name in said} == dict.fromkeys(said, "holds"), seed
