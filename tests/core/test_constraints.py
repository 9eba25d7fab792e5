import numpy as np
import pytest

from nnviz.core.constraints import ClipNorm, MaxNorm
from nnviz.core.network import Network
from nnviz.core.optimizers import GradientDescent
from nnviz.core.training import train

RNG = np.random.default_rng(0)


def test_clipping_by_norm_shortens_and_keeps_the_direction():
    long, short = RNG.normal(size=(2, 10)) * [[10], [0.01]]
    clipped = np.stack([long, short])
    ClipNorm(2.0).apply(clipped)
    np.testing.assert_allclose(clipped[0], 2 * long / np.linalg.norm(long), rtol=1e-14)
    np.testing.assert_array_equal(clipped[1], short)


def test_max_norm_projects_units_whose_incoming_weights_are_too_long():
    W = RNG.normal(size=(4, 6, 3)) * 2
    before = W.copy()
    MaxNorm(3.0).apply(W)
    norms, old = (np.linalg.norm(each, axis=1) for each in (W, before))
    assert (old > 3).any()
    assert (old < 3).any()
    np.testing.assert_allclose(norms, np.minimum(old, 3), rtol=1e-14)
    cosines = (W * before).sum(axis=1) / (norms * old)
    np.testing.assert_allclose(cosines, 1, rtol=1e-14)
    np.testing.assert_array_equal(W.swapaxes(1, 2)[old < 3], before.swapaxes(1, 2)[old < 3])


def test_no_norm_exceeds_the_cap_after_any_step():
    X, y = RNG.normal(size=(30, 3)) * 5, RNG.integers(0, 2, 30)
    net = Network([3, 8, 1])
    for _ in range(10):
        train(net, X, y, GradientDescent(5.0), steps=1, constraint=MaxNorm(0.7))
        longest = max(np.linalg.norm(layer.W, axis=0).max() for layer in net.layers)
        assert longest <= 0.7 * (1 + 1e-15)
    assert longest == pytest.approx(0.7)


@pytest.mark.parametrize("kind", [ClipNorm, MaxNorm])
def test_limits_must_be_positive(kind):
    with pytest.raises(ValueError, match="limit must be finite and greater than 0; got 0"):
        kind(0)
