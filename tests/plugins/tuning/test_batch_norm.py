import numpy as np
import pytest
from nnviz_concepts.tuning.batch_norm import BatchNorm

from nnviz.core import layers
from nnviz.result import Result


def states(concept):
    return {
        verdict.name + (f".{verdict.of}" if verdict.of else ""): verdict.state
        for verdict in concept.verdicts(concept.run())
    }


def failing(concept):
    return {name for name, state in states(concept).items() if state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return BatchNorm().run()


def test_variance_falls_short_of_one_by_the_share_of_a_large_epsilon():
    concept = BatchNorm(epsilon=0.5, steps=40)
    result = concept.run()
    even = (result["z"] - result["beta"]) / result["gamma"]
    variance = np.mean((result["u"] - np.mean(result["u"], axis=0)) ** 2, axis=0)
    np.testing.assert_allclose(even.var(axis=0), variance / (variance + 0.5), rtol=1e-9)
    assert states(concept)["short"] == "holds"
    assert "short of 1" in concept.say("look", result)


def test_what_is_passed_on_has_the_learned_mean_and_nearly_the_learned_deviation(at_defaults):
    z, gamma, beta = (at_defaults[name] for name in ("z", "gamma", "beta"))
    assert z.shape == (64, 32)
    np.testing.assert_allclose(z.mean(axis=0), beta, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), np.abs(gamma), rtol=1e-4)


def test_the_gradient_before_normalizing_has_no_mean_and_leaves_the_scale_alone(at_defaults):
    # A bias before it changes no cost, nor (but for ε) does a factor on its input.
    u, slope = at_defaults["u"], at_defaults["errors_below"]
    assert np.abs(slope.sum(axis=0)).max() < 1e-12 * np.abs(slope).sum(axis=0).max()
    along = np.abs((slope * (u - u.mean(axis=0))).sum(axis=0))
    assert (along < 1e-4 * np.abs(slope * u).sum(axis=0)).all()


def test_percentiles_at_the_start_are_those_of_a_standardized_unit(at_defaults):
    low, middle, high = at_defaults["percentiles"][1, 0]
    # Chebyshev's one-sided inequality for mean 0 and variance 1: a share 0.15 lies over the 85th
    assert abs(middle) <= 1
    assert max(abs(low), abs(high)) <= np.sqrt(0.85 / 0.15)
    # u sums 32 inputs and is nearly normal, whose 85th percentile is 1.036.
    assert (high - low) / 2 == pytest.approx(1.036, rel=0.15)


def test_the_drawn_unit_wanders_as_far_as_the_middle_one(at_defaults):
    for wander, span in zip(at_defaults["wander"], at_defaults["spans"], strict=True):
        assert sorted(wander)[8] <= span <= sorted(wander)[23]


FAULTS = {
    "backward": {
        "the mean is not taken away": ("delta -= d_beta / m", "delta -= 0"),
        "the deviation is taken as given": ("delta -= work", "delta -= 0"),
        "γ is left out": ("self.gamma * self.scale", "self.scale"),
    },
    "follows_mean": {"too slow a mean": ("momentum * (mean", "0.99 * momentum * (mean")},
    "follows_variance": {"the biased variance": ("(variance * (m / (m - 1))", "(variance")},
    "normalizes": {"ε is forgotten": ("variance + self.settings.epsilon", "variance")},
}


@pytest.mark.parametrize(
    ("law", "old", "new"), [(law, *fault) for law in FAULTS for fault in FAULTS[law].values()]
)
def test_a_fault_in_the_core_breaks_its_law(law, old, new, monkeypatch, planted_source):
    method = {"backward": "backward", "normalizes": "forward"}.get(law, "follow")
    planted_source(layers.Normalization, method, old, new)
    assert law in failing(BatchNorm(steps=40, epsilon=1e-3))


@pytest.fixture
def planted_source(monkeypatch):
    import inspect
    from textwrap import dedent

    def plant(owner, name, old, new):
        right = vars(owner)[name]
        source = dedent(inspect.getsource(right))
        assert old in source
        made = {}
        exec(source.replace(old, new), right.__globals__, made)
        monkeypatch.setattr(owner, name, made[name])

    return plant


def test_a_rate_of_the_neighbouring_column_is_not_a_larger_one(at_defaults):
    costs = np.full_like(at_defaults["costs"], 2.0)
    costs[0, :, 6], costs[1, :, 7] = 0.1, 0.1
    nearly = Result({**at_defaults, "costs": costs})
    assert BatchNorm().proofs(nearly).verdicts_of("bears")[0].state == "too close"
    costs[1, :, 8] = 0.1
    larger = Result({**at_defaults, "costs": costs})
    assert BatchNorm().proofs(larger).verdicts_of("bears")[0].state == "holds"


def test_a_cost_that_is_nowhere_halved_leaves_no_rate_to_compare(at_defaults):
    never = Result({**at_defaults, "costs": np.full_like(at_defaults["costs"], 2.0)})
    verdicts = BatchNorm().proofs(never).verdicts()
    found = {(each.name, each.of): each.state for each in verdicts}
    assert found["bears", None] == "not claimed"
    assert found["learns", "with"] == found["learns", "without"] == "not so"


def test_sigmoids_learn_with_it_only_and_the_headline_says_so():
    concept = BatchNorm(hidden="sigmoid")
    found = states(concept)
    assert (found["learns.with"], found["learns.without"]) == ("holds", "not so")
    assert found["steadier"] == "not so"
    assert concept.say("headline", concept.run()).endswith("half of guessing's, without it none")


def test_at_a_small_rate_it_wanders_less_though_not_by_half():
    result = BatchNorm(rate=0.01).run()
    without, normalized = result["spans"]
    assert normalized < without
    assert states(BatchNorm(rate=0.01))["steadier"] == "holds"


@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid"])
def test_laws_hold_for_small_batches(hidden):
    assert failing(BatchNorm(hidden=hidden, batch=6, steps=40)) == set()


def test_another_data_set_may_be_learned():
    assert failing(BatchNorm(dataset="moons", steps=100)) == set()


@pytest.mark.slow
@pytest.mark.parametrize("hidden", ["relu", "tanh"])
def test_it_is_steadier_and_bears_larger_rates_from_any_start(hidden):
    for seed in range(1, 21):
        found = states(BatchNorm(seed=seed, hidden=hidden))
        assert found["steadier"] == found["bears"] == "holds", seed
