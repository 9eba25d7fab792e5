"""The race: fair rates, right rules, and a plugin's optimizer among the others."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from nnviz_concepts.optimization.optimizers import Optimizers

from nnviz import UsageError
from nnviz.core.arrays import Array
from nnviz.core.optimizers import OPTIMIZERS, Optimizer
from nnviz.core.surfaces import Saddle
from nnviz.families import Additions
from nnviz.host.catalog import Catalog

PLUGIN = """
import numpy as np
from dataclasses import dataclass
from nnviz.core.optimizers import Optimizer
from nnviz.api import hookimpl

@dataclass(frozen=True)
class Signs(Optimizer):
    def rule(self, p, g, work, numbers):
        np.sign(g, out=work)
        work *= numbers.rate
        p -= work

@hookimpl
def nnviz_optimizers():
    return {"signs": Signs}
"""


@dataclass(frozen=True)
class Signs(Optimizer):
    """A plugin's optimizer: steps of the same length whatever the gradient."""

    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        np.sign(g, out=work)
        work *= numbers.rate
        p -= work


def _beale_slopes(x: float, y: float) -> tuple[float, float]:
    pairs = [(1.5, 1), (2.25, 2), (2.625, 3)]
    left = [c - x + x * y**k for c, k in pairs]
    along_x = sum(2 * r * (y**k - 1) for r, (_, k) in zip(left, pairs, strict=True))
    along_y = sum(2 * r * k * x * y ** (k - 1) for r, (_, k) in zip(left, pairs, strict=True))
    return along_x, along_y


def _adam(rate: float, steps: int) -> list[list[float]]:
    """Kingma & Ba 2015, algorithm 1, one number at a time."""
    w, m, v = [1.0, 1.0], [0.0, 0.0], [0.0, 0.0]
    path = [list(w)]
    for t in range(1, steps + 1):
        g = _beale_slopes(*w)
        for i in range(2):
            m[i] = 0.9 * m[i] + 0.1 * g[i]
            v[i] = 0.999 * v[i] + 0.001 * g[i] ** 2
            w[i] -= rate * m[i] / (1 - 0.9**t) / (sqrt(v[i] / (1 - 0.999**t)) + 1e-8)
        path.append(list(w))
    return path


def _momentum(rate: float, steps: int) -> list[list[float]]:
    """Polyak 1964, eq. 9: w(t+1) = w(t) − η g(t) + β (w(t) − w(t−1))."""
    before, now = [1.0, 1.0], [1.0, 1.0]
    path = [now]
    for _ in range(steps):
        g = _beale_slopes(*now)
        after = [now[i] - rate * g[i] + 0.9 * (now[i] - before[i]) for i in range(2)]
        before, now = now, after
        path.append(now)
    return path


@pytest.mark.parametrize(("name", "rule"), [("adam", _adam), ("momentum", _momentum)])
def test_paths_are_those_of_the_rule_written_for_one_number_at_a_time(
    name: str, rule: Callable[[float, int], list[list[float]]]
) -> None:
    result = Optimizers(optimizers=(name,)).run()
    path = rule(float(result["rates"][0]), 250)
    np.testing.assert_allclose(result["paths"][0], path, atol=1e-6)


SURFACES = ["quadratic", "ravine", "saddle", "rosenbrock", "beale", "himmelblau", "local_minima"]


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("values", [{}, {"steps": 20}, {"tolerance": 1e-4, "steps": 1000}])
def test_laws_hold_and_words_are_said_on_every_surface(
    surface: str, values: dict[str, Any]
) -> None:
    concept = Optimizers(surface=surface, **values)
    result = concept.run()
    assert [v.sentence for v in concept.proofs(result).verdicts() if v.state == "fails"] == []
    said = [concept.say(text, result) for text in ("headline", "caption", "alt", "look")]
    assert all(said)
    assert not any(wrong in text for text in said for wrong in ("∞", "not a number", "nan"))


@pytest.mark.parametrize(
    ("values", "headline"),
    [
        ({}, "Nesterov needs 41 steps, Adam 50, plain descent 172"),
        ({"optimizers": ("sgd", "adam")}, "Adam needs 50 steps, plain descent 172"),
        ({"optimizers": ("momentum", "adam")}, "Adam needs 50 steps, the next 69"),
        ({"optimizers": ("adam",)}, "Adam needs 50 steps"),
        ({"optimizers": ("sgd",)}, "Plain descent needs 172 steps"),
        ({"steps": 100}, "Nesterov needs 41 steps, plain descent does not arrive in 100"),
        ({"tolerance": 0.01}, "Momentum and Adam need 91 steps, plain descent does not arrive"),
        ({"steps": 20}, "In 20 steps nobody comes within 0.05 of a minimum: Nesterov ends nearest"),
        ({"surface": "local_minima"}, "Plain descent needs 4 steps, the next 5"),
    ],
)
def test_the_headline_turns_with_the_race(values: dict[str, Any], headline: str) -> None:
    concept = Optimizers(**values)
    assert concept.say("headline", concept.run()).startswith(headline)


def test_a_rule_of_a_plugin_is_not_held_to_a_formula_of_ours() -> None:
    additions = Additions({"optimizers": {"signs": Signs}})
    concept = Optimizers(optimizers=("signs",), additions=additions)
    (own,) = concept.proofs(concept.run()).verdicts_of("own")
    assert own.state == "not claimed"
    concept = Optimizers(optimizers=("signs", "adam"), additions=additions)
    (own,) = concept.proofs(concept.run()).verdicts_of("own")
    assert own.state == "holds"


@pytest.mark.parametrize("name", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
def test_a_fault_in_any_rule_fails_the_law(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = OPTIMIZERS[name]
    right = kind.rule

    def wrong(
        self: Optimizer, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        right(self, p, 1.001 * g if name in ("sgd", "momentum", "nesterov") else g**3, work,
              numbers, *slots)  # fmt: skip

    monkeypatch.setattr(kind, "rule", wrong)
    concept = Optimizers(optimizers=(name,), steps=60)
    states = {v.name: v.state for v in concept.proofs(concept.run()).verdicts()}
    assert states["own"] == "fails"


def test_momentum_nesterov_and_adam_need_less_than_half_of_plain_descents_steps() -> None:
    result = Optimizers().run()
    steps = dict(zip(result["names"].tolist(), result["needed"], strict=True))
    for name in ("momentum", "Nesterov", "Adam"):
        assert steps[name] < steps["plain descent"] / 2


def test_the_best_rates_lie_inside_what_is_tried() -> None:
    rates = Optimizers().run()["rates"]
    assert (rates > 1.01e-4).all()
    assert (rates < 9.9).all()


def test_the_rate_of_the_grid_that_arrives_soonest_is_taken() -> None:
    from nnviz.core.descent import descend
    from nnviz.core.surfaces import Beale

    result = Optimizers(optimizers=("sgd",), steps=400).run()
    arrivals = []
    for rate in np.geomspace(1e-4, 10, 51):
        path = descend(Beale(), OPTIMIZERS["sgd"](rate=float(rate)), (1, 1), 400)
        with np.errstate(all="ignore"):
            outside = ~(np.linalg.norm(path - [3, 0.5], axis=1) <= 0.05)
        if not outside[-1]:
            arrivals.append(np.flatnonzero(outside)[-1] + 1)
    assert result["needed"][0] == min(arrivals)


def test_an_optimizer_of_a_plugin_races_when_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "signs.py").write_text(PLUGIN, encoding="utf-8")
    catalog = Catalog(files=[tmp_path / "signs.py"])
    result = catalog.concept(catalog.card("optimizers"), {}).run()
    row = result["names"].tolist().index("signs")
    assert len(result["names"]) == len(OPTIMIZERS)  # all but AdamW, and one more
    lengths = np.abs(np.diff(result["paths"][row], axis=0))
    assert lengths.max() == pytest.approx(result["rates"][row])


@pytest.mark.parametrize("size", ["slide", "column"])
@pytest.mark.parametrize("names", [("signs",), ("signs", "other", "third")])
def test_optimizers_of_plugins_are_drawn_without_overlaps(
    names: tuple[str, ...], size: str
) -> None:
    from nnviz import drawing
    from nnviz.render import render

    concept = Optimizers(additions=Additions({"optimizers": dict.fromkeys(names, Signs)}))
    assert drawing.overlaps(render(concept, concept.run(), size=size).figure) == []


def test_a_surface_without_a_minimum_is_refused_in_a_sentence() -> None:
    additions = Additions({"surfaces": {"endless": Saddle(wall=0.0)}})
    with pytest.raises(UsageError, match="no minimum to race to"):
        Optimizers(surface="endless", additions=additions).run()
