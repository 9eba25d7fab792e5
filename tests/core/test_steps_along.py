"""Steps along given gradients: the rule alone, without a surface."""

import numpy as np
import pytest

from nnviz.core.descent import descend, steps_along
from nnviz.core.optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum
from nnviz.core.surfaces import Quadratic


def test_plain_descent_steps_by_rate_times_gradient():
    gradients = np.array([[1.0, -2.0], [3.0, 0.5]])
    np.testing.assert_allclose(steps_along(GradientDescent(0.1), gradients), 0.1 * gradients)


def test_heavy_ball_on_a_constant_gradient_grows_as_a_geometric_series():
    steps = steps_along(Momentum(1.0, 0.9), np.ones((20, 1)))
    np.testing.assert_allclose(steps[:, 0], (1 - 0.9 ** np.arange(1, 21)) / 0.1)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_along_the_gradients_of_a_path_the_steps_are_the_path_s(name):
    bowl = Quadratic(condition=5)
    optimizer = OPTIMIZERS[name](0.05, **({"weight_decay": 0.0} if name == "adamw" else {}))
    path = descend(bowl, optimizer, (-2.0, 1.0), 25)
    steps = steps_along(optimizer, bowl.gradient(path[:-1]))
    np.testing.assert_allclose(-np.diff(path, axis=0), steps, rtol=1e-10, atol=1e-14)


def test_leading_axes_are_taken_together_and_each_is_as_it_would_be_alone():
    gradients = np.random.default_rng(0).normal(size=(8, 3, 2))
    alone = steps_along(Adam(), gradients[:, 1])
    assert np.array_equal(steps_along(Adam(), gradients)[:, 1], alone)


def test_gradients_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="gradients has a value that is not finite"):
        steps_along(Adam(), [[np.nan]])
