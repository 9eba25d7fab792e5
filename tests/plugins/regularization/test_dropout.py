import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from nnviz_concepts.regularization import dropout_networks
from nnviz_concepts.regularization.dropout import Dropout

from nnviz.core import layers
from nnviz.result import Result

KEEPS = (0.1, 0.2, 0.5, 0.7, 1.0)


def states(concept):
    return {verdict.name: verdict.state for verdict in concept.verdicts(concept.run())}


def failing(concept):
    return {name for name, state in states(concept).items() if state == "fails"}


@pytest.fixture(scope="module")
def at_defaults():
    return Dropout().run()


def masks_of(threshold, divisor):
    """Return a faulty `draw_mask`."""

    def draw_mask(generators, keep, out):
        for generator, mask in zip(generators, out.reshape(-1, *out.shape[-2:]), strict=True):
            generator.random(out=mask, dtype=mask.dtype)
        np.less(out, threshold(keep), out=out)
        out /= divisor(keep)
        return out

    return draw_mask


FAULTS = {
    "keep and drop exchanged": masks_of(lambda keep: 1 - keep, lambda keep: max(1 - keep, 1e-9)),
    "kept as often as dropped": masks_of(lambda keep: 1 - keep, lambda keep: keep),
    "not divided": masks_of(lambda keep: keep, lambda keep: 1),
    "divided by what is dropped": masks_of(lambda keep: keep, lambda keep: max(1 - keep, 1e-9)),
}


@pytest.fixture(params=FAULTS)
def fault(request, monkeypatch):
    for module in (layers, dropout_networks):
        monkeypatch.setattr(module, "draw_mask", FAULTS[request.param])


@pytest.fixture(scope="module")
def right():
    return {keep: Dropout(keep=keep).run() for keep in KEEPS}


def test_masks_drawn_wrongly_are_noticed_at_any_keep_probability(right, fault):
    for keep, result in right.items():
        masks = dropout_networks.masks_at(result["probabilities"], 0)
        drawn = Result({**result, "masks": masks})
        verdicts = Dropout(keep=keep).proofs(drawn).verdicts()
        noticed = {verdict.name for verdict in verdicts if verdict.state == "fails"}
        assert noticed & {"mean", "variance"}, keep


def test_networks_that_learned_with_masks_drawn_wrongly_are_noticed(fault):
    with np.errstate(all="ignore"):
        assert failing(Dropout(keep=0.7)) & {"mean", "variance"}


def test_units_dropped_at_test_time_are_noticed(monkeypatch):
    forward = layers.Dropout.forward
    monkeypatch.setattr(layers.Dropout, "forward", lambda self, a, _: forward(self, a, True))
    assert {"whole", "expectation"} <= failing(Dropout())


def test_activations_scaled_at_test_time_as_without_inversion_are_noticed(monkeypatch):
    def forward(self, a, training):
        mask = layers.draw_mask(self.draw(), self.keep, self.mask) if training else self.keep
        self.dropping = training
        np.multiply(a, mask, out=self.passed_on)
        return self.A

    monkeypatch.setattr(layers.Dropout, "forward", forward)
    assert "whole" in failing(Dropout(keep=0.8))


def test_a_gradient_past_the_mask_is_noticed(monkeypatch):
    monkeypatch.setattr(layers.Dropout, "backward", lambda self, delta: None)
    assert failing(Dropout()) == {"learns"}


@example(keep=0.99999, seed=0)  # 4 units in 384,000 are dropped: no normal distribution
@given(keep=st.floats(0.1, 1.0), seed=st.integers(0, 10_000))
@settings(max_examples=8)
def test_the_laws_hold_at_any_keep_probability(keep, seed):
    assert failing(Dropout(keep=keep, seed=seed)) == set()


def test_the_numbers_of_the_headline_are_medians_of_networks(at_defaults):
    errors = at_defaults["test_errors"]
    assert errors.shape == (6, 5)
    assert at_defaults["test_with"] == np.median(errors[3])
    assert at_defaults["test_without"] == np.median(errors[-1])


def test_without_units_removed_the_errors_are_those_of_the_whole_network(at_defaults):
    for which, at in (("with", 3), ("without", -1)):
        errors = at_defaults[f"missing_{which}"][0]
        np.testing.assert_allclose(errors, at_defaults["test_errors"][at], atol=0.1)


def test_few_units_kept_still_lower_the_test_error():
    concept = Dropout(keep=0.2)
    assert states(concept)["lower"] == "holds"
    assert "hardly" not in concept.explanation()


def test_without_dropping_with_and_without_are_one():
    concept = Dropout(keep=1.0)
    result = concept.run()
    assert result["test_with"] == result["test_without"]
    assert (result["masks"][-1] == 1).all()
    assert "no unit" in concept.words(result).say("{off}")
    assert "by heart" in concept.say("headline", result)


def test_another_data_set_may_be_learned():
    concept = Dropout(dataset="moons")
    result = concept.run()
    assert result["test_errors"].shape == (6, 5)
    assert failing(concept) == set()
    assert states(concept)["lower"] == "too close"
    assert "half" in concept.say("headline", result)


@pytest.mark.slow
@pytest.mark.parametrize("keep", [0.2, 0.5, 0.7])
def test_findings_hold_for_other_seeds(keep):
    for seed in range(1, 21):
        found = states(Dropout(seed=seed, keep=keep))
        said = ("lower", "resists", "by_heart", "half_gone", "gentler")
        assert {name: found[name] for name in said} == dict.fromkeys(said, "holds"), seed
