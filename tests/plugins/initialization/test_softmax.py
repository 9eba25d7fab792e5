from math import exp, log

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.initialization.softmax import Softmax

from nnviz.errors import UsageError


@pytest.fixture(scope="module")
def at_defaults():
    return Softmax().run()


def headline(**values):
    concept = Softmax(**values)
    return concept.say("headline", concept.run())


def test_bars_of_two_one_zero_are_powers_of_e_over_their_sum(at_defaults):
    for bars, T in zip(at_defaults["bars"], (0.2, 1.0, 5.0), strict=True):
        total = exp(2 / T) + exp(1 / T) + 1
        assert bars == pytest.approx([exp(2 / T) / total, exp(1 / T) / total, 1 / total])


def test_loss_is_the_logarithm_of_the_inverse_probability(at_defaults):
    assert at_defaults["loss"] == pytest.approx(log(1 + exp(-1) + exp(-2)))


def test_halving_all_logits_is_temperature_two():
    hot, halved = Softmax(temperature=2).run(), Softmax(logits=(1, 0.5, 0)).run()
    assert hot["bars"][1] == pytest.approx(halved["trained"], rel=1e-15)


def test_cold_softmax_is_nearly_the_largest_and_hot_softmax_nearly_even(at_defaults):
    cold, hot = at_defaults["probabilities"][0], at_defaults["probabilities"][-1]
    assert cold[0] == pytest.approx(1 - exp(-10), abs=1e-8)
    assert hot == pytest.approx([1 / 3] * 3, abs=0.04)  # p = 1/3 + (z − mean z)/(3T) + …


def test_one_more_in_a_logit_multiplies_the_odds(at_defaults):
    assert at_defaults["factors"] == pytest.approx([exp(5), exp(1), exp(0.2)])


def test_pull_is_up_for_the_right_class_down_for_the_others_and_sums_to_zero(at_defaults):
    pull = at_defaults["pull"][:3]
    assert pull[0] > 0
    assert (pull[1:] < 0).all()
    assert pull.sum() == pytest.approx(0, abs=1e-15)


def test_the_formula_as_it_stands_overflows_where_a_double_does(at_defaults):
    # the largest double is (2 − 2⁻⁵²) 2¹⁰²³, nearly 2¹⁰²⁴
    limit = 1024 * log(2) - log(exp(2) + exp(1) + 1)
    first = int(np.argmax(~np.isfinite(at_defaults["naive"])))
    assert limit <= first <= limit + 1
    assert at_defaults["shifted"][-1] == pytest.approx(at_defaults["trained"][0], rel=1e-12)


@given(
    logits=st.lists(st.floats(-50, 50), min_size=1, max_size=8).map(tuple),
    temperature=st.floats(0.1, 10),
)
@example(logits=(50.0, 49.99999999999999), temperature=1.0)  # z/T is rounded by a unit of 500
@settings(max_examples=60)
def test_what_is_said_is_so_for_any_logits(logits, temperature):
    concept = Softmax(logits=logits, temperature=temperature)
    result = concept.run()
    proofs = concept.proofs(result)
    assert [v.sentence for v in proofs.verdicts() if v.state == "fails"] == []
    z = np.array(logits if len(logits) > 1 else (*logits, 0.0))
    largest = np.sum(z == z.max())
    if np.ptp(z) > 1e-6:
        assert not proofs.holds("equal", None)
    if largest == len(z):
        assert proofs.words.say(concept.headline).startswith("Equal logits share")


@pytest.mark.parametrize(
    ("logits", "said"),
    [
        ((2.0, 1.0, 0.0), "At temperature 0.2 the largest logit takes 0.993 of the probability"),
        ((0.0, 1.0, 2.0), "At temperature 0.2 the largest logit takes 0.993 of the probability"),
        ((2.0, 2.0, 0.0), "At temperature 0.2 each of the 2 largest logits takes 0.5 of the"),
        ((1.0,) * 8, "Equal logits share the probability equally at every T: 0.125"),
        ((-50.0, 50.0), "The largest logit takes 1 at T = 0.2, 0.999999998 at T = 5"),
        ((0.001, 0.0), "The largest logit takes 0.501 at T = 0.2, 0.5 at T = 5"),
    ],
)
def test_headline_turns_round_with_ties_and_where_nothing_changes(logits, said):
    assert headline(logits=logits).startswith(said)


def test_a_single_logit_stands_against_zero_as_in_a_sigmoid():
    assert Softmax(logits=(1.5,)).run()["trained"][0] == pytest.approx(1 / (1 + exp(-1.5)))


def test_too_many_classes_are_refused():
    with pytest.raises(UsageError, match="logits must be up to 8; got 9"):
        Softmax.create({"logits": "1,2,3,4,5,6,7,8,9"}).run()
