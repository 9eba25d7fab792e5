import numpy as np
import pytest
from nnviz_concepts.tuning import random_search
from nnviz_concepts.tuning.random_search import RandomSearch

from nnviz.core.scales import Linear
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
    return RandomSearch().run()


def test_the_drawn_searches_try_three_and_nine_learning_rates(at_defaults):
    assert at_defaults["grid"].shape == at_defaults["random"].shape == (9, 2)
    assert len(set(at_defaults["grid"][:, 0])) == 3
    assert len(set(at_defaults["random"][:, 0])) == 9


def test_the_drawn_grid_lies_in_the_middle_of_the_axis(at_defaults):
    # Of k values a k-th of the axis apart, the first is half of that from the end.
    powers = np.unique(np.log10(at_defaults["grid"][:, 0]).round(9))
    np.testing.assert_allclose(powers, [-4 + 4 / 6, -2, -4 / 6])


def test_a_good_rate_is_within_so_many_points_of_the_lowest_error(at_defaults):
    at = np.interp(
        np.log10(at_defaults["good"]), np.log10(at_defaults["rates"]), at_defaults["by_rate"]
    )
    lowest = at_defaults["by_rate"].min()
    assert (at <= lowest + 2 + 1e-9).all()
    np.testing.assert_allclose(at, lowest + 2, atol=0.2)  # a step of the fine axis is that steep
    inside = (at_defaults["rates"] > at_defaults["good_from"]) & (
        at_defaults["rates"] < at_defaults["good_to"]
    )
    assert at_defaults["by_rate"].argmin() in np.flatnonzero(inside)


def test_the_shares_of_the_headline_are_those_of_every_place_of_a_grid(at_defaults):
    low, high = np.log10(at_defaults["good"]) / 4 + 1
    # A grid of three starts anywhere in the first third: look at 30,000 evenly spaced starts.
    starts = (np.arange(30_000) + 0.5) / 90_000
    places = starts[:, np.newaxis] + np.arange(3) / 3
    exact = 100 * ((places >= low) & (places <= high)).any(axis=1).mean()
    assert at_defaults["met"][0] == pytest.approx(exact, abs=1.6)
    misses = 1.0
    for _ in range(9):
        misses *= 1 - (high - low)
    assert at_defaults["met"][1] == pytest.approx(100 * (1 - misses), abs=1.4)


def test_wide_good_rates_are_met_by_each_grid_and_the_headline_turns():
    concept = RandomSearch(within=20.0)
    found = states(concept)
    assert (found["sure"], found["ahead"]) == ("holds", "not so")
    headline = concept.say("headline", concept.run())
    assert headline.startswith("So many rates are good that each grid of 9 meets one")


@pytest.mark.parametrize("side", [2, 6])
def test_random_trials_are_ahead_with_four_trials_and_with_thirty_six(side):
    assert states(RandomSearch(side=side))["ahead"] == "holds"


def test_a_wrong_chance_of_the_best_is_noticed(monkeypatch):
    right = random_search.chance_of_best
    monkeypatch.setattr(random_search, "chance_of_best", lambda n, p: right(n, 0.99 * p))
    assert failing(RandomSearch(steps=5)) == {"curve"}


def test_trials_drawn_on_a_linear_scale_are_noticed(monkeypatch):
    right = random_search.random_trials

    def linearly(scales, trials, seed):
        return right([Linear(scale.low, scale.high) for scale in scales], trials, seed)

    monkeypatch.setattr(random_search, "random_trials", linearly)
    assert "meets.random" in failing(RandomSearch())


def test_random_trials_that_repeat_their_rates_are_noticed(at_defaults):
    repeated = at_defaults["random"].copy()
    repeated[1] = repeated[0]
    proofs = RandomSearch().proofs(Result({**at_defaults, "random": repeated}))
    assert [each.state for each in proofs.verdicts_of("tries")] == ["holds", "fails"]


def test_an_epsilon_that_counts_as_much_as_the_rate_is_said_to_count(at_defaults):
    concept = RandomSearch()
    steep = Result({**at_defaults, "errors": np.array([[10.0, 20], [50, 60], [90, 99]])})
    assert concept.proofs(steep).verdicts_of("matters")[0].state == "not so"
    assert "Here ε counts" in concept.say("look", steep)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 21))
def test_random_trials_are_ahead_at_other_seeds(seed):
    found = states(RandomSearch(seed=seed))
    assert found["ahead"] == found["matters"] == "holds"
    assert "fails" not in found.values()


def test_all_rates_may_be_good():
    assert failing(RandomSearch(within=40.0, dataset="spirals", steps=5)) == set()


def test_another_data_set_may_be_searched_on():
    made = RandomSearch(dataset="blobs", steps=5)
    result = made.run()
    assert result["layers"] == "2-16-3"
    assert result["batch"] == 64
    assert "blobs" in made.say("caption", result)


@pytest.mark.parametrize("shape", [(2, 4, 5), (12, 3, 30), (3, 28, 12)])
def test_a_plugins_data_set_is_searched_on(shape, pattern_set, with_dataset, figure_problems):
    assert figure_problems(with_dataset(RandomSearch, pattern_set(*shape), steps=5)) == []


def test_three_tenths_of_a_set_are_learned_and_three_tenths_judge(pattern_set, with_dataset):
    result = with_dataset(RandomSearch, pattern_set(2, 4, 50), steps=5).run()
    assert list(result["sizes"]) == [30, 30]
    assert result["batch"] == 30
    # The mean over five networks of so many wrong of 30 examples.
    errors = np.concatenate([result["grid_errors"], result["random_errors"]]) / 100 * 30 * 5
    np.testing.assert_allclose(errors, np.round(errors), atol=1e-4)
