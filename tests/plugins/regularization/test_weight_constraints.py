import numpy as np
import pytest
from nnviz_concepts.regularization.weight_constraints import WeightConstraints

from nnviz.core.constraints import MaxNorm


def states(concept):
    return {verdict.name: verdict.state for verdict in concept.verdicts(concept.run())}


def failing(concept):
    return {name for name, state in states(concept).items() if state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return WeightConstraints().run()


def test_both_networks_take_the_same_start(at_defaults):
    without, capped = at_defaults["paths"][:, 0]
    assert np.array_equal(without, capped)


def test_a_cap_that_nothing_reaches_changes_nothing():
    concept = WeightConstraints(cap=10.0, rate=0.01)
    result = concept.run()
    assert result["longest_free"].max() < 10
    without, capped = result["paths"]
    assert np.array_equal(without, capped)
    assert np.array_equal(*result["errors"])
    assert states(concept)["on"] == "not so"
    assert "it changes nothing" in concept.say("headline", result)


def test_the_norm_of_a_first_layer_unit_is_that_of_its_two_weights():
    # He's start draws both weights of a unit with variance 2 / 2 = 1, so that the squared norm
    # follows a chi-squared distribution of two degrees: mean 2, variance 4.
    starts = [WeightConstraints(seed=seed).run()["paths"][0, 0] for seed in range(5)]
    squares = np.square(starts).sum(axis=1)
    assert squares.size == 5 * 24
    assert squares.mean() == pytest.approx(2, abs=4 * (4 / squares.size) ** 0.5)


@pytest.mark.parametrize("cap", [0.2, 1.0, 3.0])
def test_no_norm_passes_any_cap(cap):
    concept = WeightConstraints(cap=cap)
    result = concept.run()
    assert result["longest_kept"][1:].max() <= cap * (1 + 1e-12)
    assert failing(concept) == set()


def clipped(self, W):
    np.clip(W, -self.limit, self.limit, out=W)


def too_short(self, W):
    W *= 0.99 * self.limit / np.maximum(np.linalg.norm(W, axis=-2, keepdims=True), self.limit)


def whole_matrix(self, W):
    W *= self.limit / np.maximum(np.linalg.norm(W, axis=(-2, -1), keepdims=True), self.limit)


@pytest.mark.parametrize(
    ("apply", "noticed"),
    [
        (clipped, {"kept", "cut", "direction"}),
        (too_short, {"cut"}),
        (whole_matrix, {"cut"}),
        (lambda self, W: None, {"kept", "cut"}),
    ],
)
def test_another_constraint_is_noticed(monkeypatch, apply, noticed):
    monkeypatch.setattr(MaxNorm, "apply", apply)
    assert failing(WeightConstraints()) == noticed


def test_the_first_cut_is_straight_towards_the_middle(at_defaults):
    (x0, y0), (x1, y1) = at_defaults["first_cut"]
    assert x0**2 + y0**2 > 1.5**2
    assert x1**2 + y1**2 == pytest.approx(1.5**2)
    # A step of Adam with η = 0.03 moves each weight by at most that, the first by just that.
    assert x0 * y1 - x1 * y0 == pytest.approx(0, abs=0.03 * 2**0.5 * 1.5)


def test_boundaries_begin_alike_and_part_when_the_cap_is_reached(at_defaults):
    without, capped = at_defaults["surfaces_earlier"]
    assert np.array_equal(without[0], capped[0])
    assert not np.array_equal(without[-1], capped[-1])


def test_free_weights_do_not_hang_on_the_cap(at_defaults):
    tighter = WeightConstraints(cap=0.5).run()
    assert np.array_equal(tighter["paths"][0], at_defaults["paths"][0])


@pytest.mark.parametrize(
    ("settings", "headline"),
    [
        ({}, "kept within 1.5 on"),
        ({"cap": 0.2}, "free ones only on"),
        ({"cap": 3.0}, "end on the circle"),
        ({"cap": 10.0}, "no weights of the first layer pass"),
    ],
)
def test_the_headline_turns_round(settings, headline):
    concept = WeightConstraints(**settings)
    assert headline in concept.say("headline", concept.run())


@pytest.mark.slow
@pytest.mark.parametrize("settings", [{}, {"dataset": "circles"}, {"cap": 1.0}])
def test_findings_hold_for_other_seeds(settings):
    for seed in range(1, 21):
        found = states(WeightConstraints(seed=seed, **settings))
        assert found["grows"] == found["on"] == found["fits"] == "holds", seed
        assert found["fewer"] in ("holds", "too close"), seed
