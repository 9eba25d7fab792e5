import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.gradient_checking.difference_error import DifferenceError


def logarithmic(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(np.log10(low), np.log10(high)).map(lambda power: float(10**power))


def test_the_numbers_of_the_lecture_notes() -> None:
    estimates = DifferenceError(theta=1.0, epsilon=0.01).run()["estimates"]
    np.testing.assert_allclose(estimates, [3.0301, 3.0001], atol=1e-12)


@pytest.mark.parametrize("theta", [0.1, 0.5, 2.0, 10.0])
def test_truncation_errors_are_those_of_the_expanded_cube(theta: float) -> None:
    # (θ + ε)³ = θ³ + 3θ²ε + 3θε² + ε³, so the errors are 3θε + ε² and ε².
    errors = DifferenceError(theta=theta, epsilon=0.01).run()["errors"]
    assert errors == pytest.approx([3 * theta * 0.01 + 1e-4, 1e-4], rel=1e-6)


@pytest.mark.parametrize("theta", [0.125, 1.0, 8.0])
def test_steps_that_are_powers_of_two_round_nothing(theta: float) -> None:
    """θ ± ε, their cubes and the quotients are then floats: only the formula's error is left."""
    errors = DifferenceError(theta=theta, epsilon=2.0**-10).run()["errors"]
    assert errors.tolist() == [3 * theta * 2.0**-10 + 2.0**-20, 2.0**-20]


@given(theta=logarithmic(0.1001, 9.99), epsilon=logarithmic(1.01e-11, 0.099))
@settings(max_examples=80)
def test_what_is_said_is_so_at_every_point_and_step(theta: float, epsilon: float) -> None:
    concept = DifferenceError(theta=theta, epsilon=epsilon)
    result = concept.run()
    proofs = concept.proofs(result)
    assert [v.sentence for v in proofs.verdicts() if v.state == "fails"] == []
    for member, name in (("one", "one-sided"), ("two", "two-sided")):
        formula = 3 * theta * epsilon + epsilon**2 if member == "one" else epsilon**2
        error = float(result["errors"][concept.members.index(member)])
        if proofs.holds("truncated", member):
            assert error == pytest.approx(formula, rel=0.011)
        said = proofs.words.say(concept.cause)
        assert (f"The {name} error is {'3θε + ε²' if member == 'one' else 'ε²'}." in said) is (
            proofs.holds("truncated", member) and not proofs.holds("rounded", member)
        )


@pytest.mark.parametrize(
    ("epsilon", "headline"),
    [
        (0.01, "Two-sided differences err by 0.0001, one-sided by 0.0301"),
        (1e-4, "Two-sided differences err by 10⁻⁸, one-sided by 0.0003"),
    ],
)
def test_the_headline_says_both_errors_of_the_formula(epsilon: float, headline: str) -> None:
    concept = DifferenceError(epsilon=epsilon)
    assert concept.say("headline", concept.run()) == headline


@pytest.mark.parametrize("epsilon", [1e-9, 1e-10, 1e-11])
def test_where_rounding_rules_no_error_is_called_the_formula_s(epsilon: float) -> None:
    concept = DifferenceError(epsilon=epsilon)
    result = concept.run()
    assert concept.say("headline", result).startswith("Rounding makes both errors: ")
    assert "error is ε²" not in concept.say("caption", result)


def test_film_runs_towards_smaller_steps() -> None:
    assert (np.diff(DifferenceError().run()["steps"]) < 0).all()
