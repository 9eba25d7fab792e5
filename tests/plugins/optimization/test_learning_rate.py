import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.learning_rate import LearningRate


@given(rate=st.floats(0.01, 4.0), curvature=st.floats(0.25, 2.0))
@settings(max_examples=40)
def test_every_step_multiplies_the_weight_by_one_minus_rate_times_curvature(
    rate: float, curvature: float
) -> None:
    result = LearningRate(small=rate, curvature=curvature, steps=12).run()
    powers = (1 - rate * curvature) ** np.arange(13)
    np.testing.assert_allclose(result["iterates"][:, 0, 0], powers, rtol=1e-9, atol=1e-12)


@given(
    rates=st.tuples(*[st.floats(0.01, 4.0)] * 4),
    curvature=st.floats(0.25, 2.0),
    steps=st.integers(3, 200),
)
@settings(max_examples=60)
def test_what_is_said_of_a_rate_is_what_it_does(
    rates: tuple[float, ...], curvature: float, steps: int
) -> None:
    concept = LearningRate(
        **dict(zip(LearningRate.members, rates, strict=True)), curvature=curvature, steps=steps
    )
    result = concept.run()
    proofs = concept.proofs(result)
    assert [v.sentence for v in proofs.verdicts() if v.state == "fails"] == []
    for name, rate in zip(concept.members, rates, strict=True):
        title, factor = proofs.words.say(concept.bowl, name), 1 - rate * curvature
        if abs(factor) > 1 + 1e-6:
            assert title.endswith("diverges")
        if abs(abs(factor) - 1) > 1e-6 and abs(factor) < 1:
            assert "diverges" not in title
            assert ("jumps across" in title) is (factor < -1e-6) or abs(factor) < 1e-6


@pytest.mark.parametrize(
    ("values", "member", "title"),
    [
        ({"large": 2.0}, "large", "η = 2: jumps for ever"),
        ({"good": 1.0}, "good", "η = 1: there at once"),
        ({"large": 1.95}, "large", "η = 1.95: jumps across"),
        ({"small": 0.1}, "small", "η = 0.1: creeps"),
        ({"good": 0.5, "curvature": 2.0}, "good", "η = 0.5: there at once"),
    ],
)
def test_the_limit_and_the_best_rate_have_their_own_words(
    values: dict[str, float], member: str, title: str
) -> None:
    concept = LearningRate(**values)
    assert concept.words(concept.run()).say(concept.bowl, member) == title


def test_newton_rate_arrives_in_one_step() -> None:
    assert LearningRate(good=0.5, curvature=2.0).run()["iterates"][1, 1, 0] == 0.0
