"""Mini-batches: the noise of their gradients, where they end, and who is lowest."""

from itertools import permutations

import numpy as np
import pytest
from nnviz_concepts.optimization import minibatch
from nnviz_concepts.optimization.minibatch import Minibatch

from nnviz.drawing.motion import motions


def _failed(concept: Minibatch) -> list[str]:
    return [v.sentence for v in concept.verdicts(concept.run()) if not v.holds]


def test_expected_costs_are_the_mean_over_every_order_there_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # All 720 orders of 6 examples: one batch, batches of 4 and 2, and one at a time.
    monkeypatch.setattr(minibatch, "EXAMPLES", 6)
    values = np.array([0.0, 1.0, 4.0, 9.0, 16.0, 25.0])
    points = (values - values.mean()) / values.std()
    curvatures = np.array([1 / 3, 1.0])
    concept = Minibatch(rate=0.4, condition=3.0, batch_size=4, epochs=1)
    expected = concept.proofs(concept.run()).number("reaches", "expected")
    for size, promised in zip((6, 4, 1), expected, strict=True):
        costs = []
        for order in permutations(range(6)):
            w = np.array([-4.0, 2.0])
            for first in range(0, 6, size):
                batch = points[list(order[first : first + size])]
                w = w - 0.4 * curvatures * (w - batch.mean())
                if first + size > 0.75 * 6:
                    costs.append(0.5 * w**2 @ curvatures)
        assert promised == pytest.approx(np.mean(costs))


def test_batch_descent_shrinks_each_weight_by_its_own_factor() -> None:
    result = Minibatch(rate=0.3, condition=5.0, epochs=8).run()
    shrunk = np.array([-4.0, 2.0]) * (1 - 0.3 * np.array([0.2, 1.0])) ** 8
    np.testing.assert_allclose(result["batch_path"][-1], shrunk, rtol=1e-9)


def test_an_epoch_reads_every_example_once_though_the_last_batch_be_smaller() -> None:
    result = Minibatch(batch_size=100, epochs=2).run()
    assert result["steps"].tolist() == [2, 12, 1024]
    np.testing.assert_allclose(result["mini_at"][[0, 1, 5, 6, -1]], [0, 100 / 512, 500 / 512, 1, 2])


def test_the_dotted_way_ends_as_low_as_the_mini_batches() -> None:
    concept = Minibatch()
    result = concept.run()
    cost = 0.5 * (result["alone"] ** 2 @ np.array([0.1, 1.0]))
    assert cost[-1] <= result["ends"][1] < cost[-2]
    assert len(cost) == concept.proofs(result).number("catches", "measured") - 4 + 1


@pytest.mark.parametrize(
    ("values", "lowest"),
    [
        ({}, "batches of 32"),
        ({"rate": 0.02}, "one example at a time"),
        ({"batch_size": 256}, "one example at a time"),
        ({"condition": 1.0, "epochs": 8}, "all 512 at once"),
    ],
)
def test_the_headline_names_who_is_lowest(values: dict[str, float], lowest: str) -> None:
    concept = Minibatch(**values)
    assert concept.say("headline", concept.run()).split(" to a cost")[0].endswith(lowest)


def test_what_still_falls_is_not_said_to_have_settled() -> None:
    # At this rate the weights are far from where the noise would keep them.
    for slow in (Minibatch(rate=0.01), Minibatch(rate=0.02), Minibatch(rate=0.02, batch_size=4)):
        assert "settled" not in slow.say("look", slow.run())
    usual = Minibatch()
    assert "One at a time has settled" in usual.say("look", usual.run())


def test_smaller_batches_want_smaller_rates() -> None:
    batch, mini, single = Minibatch().run()["best_rates"]
    assert single < mini < batch


@pytest.mark.parametrize("rate", [0.01, 0.5, 1.5])
@pytest.mark.parametrize("batch_size", [4, 100, 256])
@pytest.mark.slow
def test_claims_hold_over_the_ranges(rate: float, batch_size: int) -> None:
    for condition in (1.0, 50.0):
        concept = Minibatch(rate=rate, batch_size=batch_size, condition=condition)
        assert _failed(concept) == []


@pytest.mark.slow
def test_claims_hold_for_twenty_other_seeds() -> None:
    for seed in range(1, 21):
        concept = Minibatch(seed=seed)
        assert _failed(concept) == []
        assert "batches of 32 to" in concept.say("headline", concept.run())


@pytest.mark.parametrize(("rate", "condition", "epochs"), [(0.5, 10.0, 1), (1.5, 1.0, 8)])
def test_means_of_large_batches_are_known_to_a_tenth(
    rate: float, condition: float, epochs: int
) -> None:
    concept = Minibatch(batch_size=256, rate=rate, condition=condition, epochs=epochs)
    proofs = concept.proofs(concept.run())
    for name in ("reaches", "noise"):
        for verdict in proofs.verdicts_of(name):
            assert verdict.proof is not None
            assert float(verdict.proof.within) <= max(0.1 * float(verdict.proof.expected), 1e-9)


def test_the_drawn_contours_are_those_of_the_costs_that_are_said() -> None:
    result = Minibatch().run()
    costs = 0.5 * (result["levels"] ** 2 @ np.array([0.1, 1.0]))
    np.testing.assert_allclose(costs, np.broadcast_to(result["ends"][:, None], costs.shape))


def test_the_epoch_is_counted_in_a_film(nnviz_render) -> None:  # type: ignore[no-untyped-def]
    figure = nnviz_render(Minibatch).figure
    for motion in motions(figure):
        motion.update(0.5)
    assert figure.axes[-1].get_title(loc="left").endswith("epoch 2")
