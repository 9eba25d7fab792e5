from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nnviz_concepts.optimization.adagrad import Adagrad


def test_the_path_is_that_of_the_published_rule() -> None:
    # Duchi et al. 2011, the diagonal form, along each axis of 0.1 w₁² + 2 w₂²
    path = Adagrad().run()["path"]
    for i, (curvature, w) in enumerate(((0.2, -4.0), (4.0, 4.0))):
        squares, expected = 0.0, [w]
        for _ in range(60):
            gradient = curvature * w
            squares += gradient**2
            w -= 0.4 * gradient / (sqrt(squares) + 1e-10)
            expected.append(w)
        np.testing.assert_allclose(path[:, i], expected, rtol=1e-10)


@given(
    rate=st.floats(0.01, 2), condition=st.floats(1, 1000), angle=st.sampled_from([0.0, 10.0, 45.0])
)
@settings(max_examples=20, deadline=None)
def test_claims_hold_over_the_range(rate: float, condition: float, angle: float) -> None:
    concept = Adagrad(rate=rate, condition=condition, angle=angle)
    assert [c.statement for c in concept.verdicts(concept.run()) if not c.holds] == []


def test_the_hundredth_step_on_a_constant_gradient_is_a_tenth_of_the_rate() -> None:
    assert Adagrad().run()["marked"] == pytest.approx(0.1)


def test_on_a_bowl_turned_by_half_a_right_angle_both_rates_are_alike() -> None:
    # w₁ and w₂ then change places along the flat direction, and their gradients do not differ
    # by a factor of κ any more.
    assert Adagrad(angle=45.0).run()["ratio"] < 2


def test_the_last_step_ends_nearer_than_the_first_but_not_at_the_minimum() -> None:
    path = Adagrad().run()["path"]
    lengths = np.linalg.norm(path, axis=1)
    assert (np.diff(lengths) < 0).all()
    assert lengths[-1] > 0.05 * lengths[0]
