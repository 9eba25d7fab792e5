import numpy as np
import pytest
from nnviz_concepts.regularization.ensembles import Ensembles

from nnviz.result import Result


def states(concept):
    return {(each.name, each.of): each.state for each in concept.verdicts(concept.run())}


def failing(concept, result):
    return {each.name for each in concept.proofs(result).verdicts() if each.state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return Ensembles().run()


def test_the_average_drawn_is_that_of_the_networks_drawn(at_defaults):
    answers = at_defaults["answers"]
    assert answers.shape == (3, 11, 101)
    assert at_defaults["average"] == pytest.approx(sum(answers[:, i] for i in range(11)) / 11)


def test_networks_of_other_starts_agree_more_than_those_of_other_data(at_defaults):
    spread = at_defaults["answers"].std(axis=1).mean(axis=-1)
    assert spread[0] < spread[1] < spread[2]


def test_without_noise_the_points_lie_on_the_sine():
    x, y = Ensembles(noise=0.0).run()["points"].T
    assert y == pytest.approx(np.sin(2 * np.pi * x), abs=1e-12)


@pytest.mark.parametrize("models", [2, 5])
def test_the_curves_are_means_over_every_choice_of_networks(models):
    # of nine sets only the drawn one is in the result: at M = 1 and M = all the means are known
    result = Ensembles(models=models).run()
    assert result["curves"][:, 0] == pytest.approx(result["alone"], rel=1e-12)
    assert result["curves"][:, -1] == pytest.approx(result["together"], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "noticed"),
    [
        ("alone", {"splits", "gain", "averages", "everywhere"}),
        ("together", {"splits", "gain", "averages"}),
        ("disagreement", {"splits"}),
        ("correlations", {"gain", "averages", "everywhere"}),
        ("curves", {"everywhere"}),
    ],
)
def test_each_number_that_is_off_by_a_millionth_is_noticed(at_defaults, name, noticed):
    wrong = Result({**at_defaults, name: at_defaults[name] * (1 + 1e-6)})
    assert failing(Ensembles(), wrong) == noticed


def test_a_single_network_is_its_own_average():
    concept = Ensembles(models=1)
    result = concept.run()
    assert np.array_equal(result["alone"], result["together"])
    assert concept.say("headline", result) == "One network has nothing to average"
    assert {state for (name, _), state in states(concept).items() if name == "gain"} == {
        "not claimed"
    }


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"noise": 0.6}, {"examples": 50}])
def test_findings_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        found = states(Ensembles(seed=seed, **settings))
        assert "fails" not in found.values(), seed
        assert found["bagging", None] == found["other", None] == "holds", seed
