import numpy as np
import pytest
from nnviz_concepts.regularization.l2 import L2

from nnviz.core import penalties


def states(concept):
    return {verdict.name: verdict.state for verdict in concept.verdicts(concept.run())}


def failing(concept):
    return {name for name, state in states(concept).items() if state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return L2().run()


@pytest.mark.parametrize("strength", [0.0, 0.3, 30.0])
def test_a_plain_step_shrinks_weights_by_one_minus_rate_times_strength_over_examples(strength):
    # η = 0.5 and m = 60, as the caption says
    result = L2(strength=strength).run()
    before, after = result["weights_before"], result["weights_after"]
    np.testing.assert_allclose(after, (1 - strength / 120) * before, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(result["biases_after"], result["biases_before"], atol=1e-14)
    assert np.abs(result["biases_before"]).max() > 1e-6, "a bias of 0 would hide a penalty on it"


def shares(*factors):
    return lambda self, examples: tuple(factor * self.scale(examples) for factor in factors)


def decoupled(self, parameters, weights, rate):
    parameters *= 1 - rate * self.strength / 60


@pytest.mark.parametrize(
    ("owner", "name", "fault", "noticed"),
    [
        (penalties.L2, "shares", shares(0.0, 2.0), {"shrinks", "alike", "slope"}),
        (penalties.L2, "shares", shares(1.0, 0.0), {"shrinks", "alike", "slope"}),
        (penalties.Penalty, "before_step", decoupled, {"shrinks", "alike", "spares"}),
    ],
)
def test_another_penalty_is_noticed(monkeypatch, owner, name, fault, noticed):
    monkeypatch.setattr(owner, name, fault)
    assert failing(L2()) == noticed


def test_without_a_penalty_it_is_the_network_without():
    concept = L2(strength=0.0)
    result = concept.run()
    assert result["dev_chosen"] == result["dev_losses_shown"][0]
    assert "there is no penalty" in concept.proofs(result).verdicts_of("lower")[0].reason
    assert "points learned from" in concept.say("headline", result)


def test_crushing_strength_leaves_the_class_frequencies_and_no_more():
    # Two equally frequent classes, and weights of 0: every output is one half, its loss ln 2.
    result = L2(strength=30.0, dataset="circles").run()
    assert result["dev_losses"][-1] == pytest.approx(np.log(2), abs=1e-3)
    assert result["norms"][-1] == pytest.approx(0, abs=0.05)


def test_the_chosen_strength_stands_among_the_others(at_defaults):
    strengths = L2(strength=0.5).run()["strengths"]
    assert strengths.tolist() == [0, 0.01, 0.03, 0.1, 0.3, 0.5, 1, 3, 10]
    assert at_defaults["dev_chosen"] == np.median(at_defaults["dev_losses"][4])
    assert at_defaults["lambdas"].tolist() == [0, 0.3, 10]


@pytest.mark.parametrize(
    ("settings", "headline"),
    [
        ({}, "takes the dev loss from"),
        ({"strength": 10.0}, "is too strong"),
        ({"strength": 30.0}, "takes the dev loss up"),
        ({"noise": 0.0}, "takes the dev loss up"),
        ({"dataset": "flower"}, "takes the dev loss from"),
    ],
)
def test_the_headline_turns_round(settings, headline):
    concept = L2(**settings)
    assert headline in concept.say("headline", concept.run())


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings", [{}, {"strength": 0.1}, {"noise": 0.4}, {"dataset": "circles"}]
)
def test_findings_hold_for_other_seeds(settings):
    said = ("lower", "by_heart", "shorter")
    for seed in range(1, 21):
        found = states(L2(seed=seed, **settings))
        assert {name: found[name] for name in said} == dict.fromkeys(said, "holds"), seed
