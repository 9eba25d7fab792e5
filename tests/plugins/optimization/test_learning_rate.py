import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.learning_rate import LearningRate


@given(rate=st.floats(0.01, 4.0), curvature=st.floats(0.25, 2.0))
@settings(max_examples=40, deadline=None)
def test_every_step_multiplies_the_weight_by_one_minus_rate_times_curvature(
    rate: float, curvature: float
) -> None:
    result = LearningRate(small=rate, curvature=curvature, steps=12).run()
    powers = (1 - rate * curvature) ** np.arange(13)
    np.testing.assert_allclose(result["paths"][:, 0], powers, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("curvature", [0.25, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("large", [0.5, 1.9, 2.0, 2.1, 4.0])
def test_claims_hold_over_the_range(large: float, curvature: float) -> None:
    concept = LearningRate(large=large, curvature=curvature)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


def test_newton_rate_arrives_in_one_step() -> None:
    assert LearningRate(good=0.5, curvature=2.0).run()["paths"][1, 1] == 0.0
