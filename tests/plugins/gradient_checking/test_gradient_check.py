import numpy as np
import pytest
from nnviz_concepts.gradient_checking.gradient_check import GradientCheck

from nnviz.core.data import moons
from nnviz.core.network import Network


def failed(concept: GradientCheck) -> list[str]:
    verdicts = concept.proofs(concept.run()).verdicts()
    return [verdict.sentence for verdict in verdicts if verdict.state == "fails"]


def test_laws_hold_for_thirty_other_seeds() -> None:
    assert failed(GradientCheck(seed=1000, networks=30)) == []


@pytest.mark.parametrize("penalty", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_every_fault_is_found_in_every_layer_at_every_strength(layer: int, penalty: float) -> None:
    concept = GradientCheck(layer=layer, penalty=penalty, networks=4)
    result = concept.run()
    assert failed(concept) == []
    assert concept.proofs(result).holds("wrong", None)
    assert result["parts"][result["by_part"].argmax(axis=1)].tolist() == [f"layer {layer}, W"] * 4


def test_a_doubled_part_differs_by_its_share_of_the_gradient() -> None:
    # ‖g′ − g‖ is the norm of the doubled part, so squared shares of all other parts vanish.
    result = GradientCheck().run()
    doubled, by_part = result["relative"][1], result["by_part"]
    np.testing.assert_allclose(np.linalg.norm(by_part, axis=1), doubled, rtol=1e-6)
    np.testing.assert_allclose(by_part[:, list(result["parts"]).index("layer 2, W")], doubled)


def test_the_first_network_s_gradient_is_that_of_the_cross_entropy_written_out() -> None:
    result, data = GradientCheck(penalty=2.0).run(), moons(60, 0.1, 0)
    first, second, third = Network((2, 8, 6, 1), hidden="tanh", loss="binary", seed=0).layers
    generator = np.random.default_rng(0)
    b1, b2, b3 = (generator.normal(scale=0.5, size=size) for size in (8, 6, 1))
    X, y = data.inputs, data.targets.ravel()[:, np.newaxis]
    a1 = np.tanh(X @ first.W + b1)
    a2 = np.tanh(a1 @ second.W + b2)
    output = 1 / (1 + np.exp(-(a2 @ third.W + b3)))
    error = (output - y) / 60
    below = error @ third.W.T * (1 - a2**2)
    lowest = below @ second.W.T * (1 - a1**2)
    expected = [
        part.ravel()
        for a, delta, W in ((X, lowest, first.W), (a1, below, second.W), (a2, error, third.W))
        for part in (a.T @ delta + 2.0 / 60 * W, delta.sum(axis=0))
    ]
    np.testing.assert_allclose(result["gradients"][0, 0], np.concatenate(expected), rtol=1e-10)


@pytest.mark.parametrize("seed", [0, 20, 40])
def test_a_weak_penalty_over_many_examples_is_not_called_clearly_wrong(seed: int) -> None:
    concept = GradientCheck(penalty=0.1, examples=500, seed=seed)
    result = concept.run()
    assert result["least"][2] < 1e-3
    assert concept.say("headline", result).startswith("A forgotten penalty so weak gives")
    assert "All wrong ones" not in concept.say("caption", result)


def test_a_new_mask_at_every_call_makes_the_check_meaningless_and_one_mask_does_not() -> None:
    result = GradientCheck(networks=2).run()
    first, second = result["again"]
    assert np.corrcoef(first, second)[0, 1] < 0.9
    gradient, numerical = result["one_mask"]
    np.testing.assert_allclose(gradient, numerical, atol=1e-8)
