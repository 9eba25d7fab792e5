from math import exp, log

import numpy as np
import pytest
from nnviz_concepts.initialization.softmax import Softmax

from nnviz.errors import UsageError


@pytest.fixture(scope="module")
def at_defaults():
    return Softmax().run()


def test_probabilities_of_two_one_zero_are_powers_of_e_over_their_sum(at_defaults):
    total = exp(2) + exp(1) + 1
    assert at_defaults["chosen"] == pytest.approx([exp(2) / total, exp(1) / total, 1 / total])


def test_loss_is_the_logarithm_of_the_inverse_probability(at_defaults):
    assert at_defaults["loss"] == pytest.approx(log(1 + exp(-1) + exp(-2)))


def test_halving_all_logits_is_temperature_two():
    hot, halved = Softmax(temperature=2).run(), Softmax(logits=(1, 0.5, 0)).run()
    assert hot["chosen"] == pytest.approx(halved["chosen"], rel=1e-15)


def test_cold_softmax_is_nearly_the_largest_and_hot_softmax_nearly_even(at_defaults):
    cold, hot = at_defaults["probabilities"][0], at_defaults["probabilities"][-1]
    assert cold[0] == pytest.approx(1 - exp(-10), abs=1e-8)
    assert hot == pytest.approx([1 / 3] * 3, abs=0.04)  # p = 1/3 + (z − mean z)/(3T) + …


def test_gradient_pushes_the_right_class_up_and_sums_to_zero(at_defaults):
    assert at_defaults["gradient"][0] < 0
    assert (at_defaults["gradient"][1:] > 0).all()
    assert at_defaults["gradient"].sum() == pytest.approx(0, abs=1e-15)


def test_the_formula_as_it_stands_overflows_where_a_double_does(at_defaults):
    # the largest double is (2 − 2⁻⁵²) 2¹⁰²³, nearly 2¹⁰²⁴
    limit = 1024 * log(2) - log(exp(2) + exp(1) + 1)
    assert limit <= at_defaults["overflow"] <= limit + 1
    assert np.isnan(at_defaults["naive"][-1])
    assert at_defaults["shifted"][-1] == pytest.approx(at_defaults["plain_first"], rel=1e-12)


@pytest.mark.parametrize("logits", [(3.0, 0.0), (40.0, 39.0, 38.0), (-50.0, 50.0), (1.0,) * 8])
def test_claims_hold_for_other_logits(logits):
    concept = Softmax(logits=logits)
    assert [claim.statement for claim in concept.verdicts(concept.run()) if not claim.holds] == []


def test_a_single_logit_stands_against_zero_as_in_a_sigmoid():
    assert Softmax(logits=(1.5,)).run()["plain_first"] == pytest.approx(1 / (1 + exp(-1.5)))


def test_too_many_classes_are_refused():
    with pytest.raises(UsageError, match="logits must be up to 8; got 9"):
        Softmax.create({"logits": "1,2,3,4,5,6,7,8,9"}).run()
