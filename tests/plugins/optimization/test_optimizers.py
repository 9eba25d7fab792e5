"""The race: fair rates, right rules, and a plugin's optimizer among the others."""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from types import SimpleNamespace

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
from nnviz.hooks import hookimpl

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
    path = rule(float(result["rates"][0]), 300)
    np.testing.assert_allclose(result["paths"][0], path, atol=1e-6)


@pytest.mark.parametrize(
    "surface",
    ["quadratic", "ravine", "saddle", "rosenbrock", "beale", "himmelblau", "local_minima"],
)
def test_claims_hold_on_every_surface(surface: str) -> None:
    concept = Optimizers(surface=surface)
    claims = concept.verdicts(concept.run())
    assert sum("written out" in claim.statement for claim in claims) == len(OPTIMIZERS)
    assert [claim.statement for claim in claims if not claim.holds] == []


def test_a_rule_of_a_plugin_is_not_held_to_a_formula_of_ours() -> None:
    additions = Additions({"optimizers": {"signs": Signs}})
    concept = Optimizers(optimizers=("signs", "adam"), additions=additions)
    statements = [claim.statement for claim in concept.verdicts(concept.run())]
    assert sum("written out" in statement for statement in statements) == 1


def test_the_rate_of_the_grid_that_arrives_soonest_is_taken() -> None:
    from nnviz.core.descent import descend
    from nnviz.core.surfaces import Beale

    result = Optimizers(optimizers=("sgd",), steps=400).run()
    arrivals = []
    for rate in np.geomspace(1e-4, 10, 51):
        path = descend(Beale(), OPTIMIZERS["sgd"](rate=float(rate)), (1, 1), 400)
        with np.errstate(all="ignore"):
            outside = ~(np.linalg.norm(path - [3, 0.5], axis=1) <= 0.01)
        if not outside[-1]:
            arrivals.append(np.flatnonzero(outside)[-1] + 1)
    assert result["arrivals"][0] == min(arrivals)


def test_an_optimizer_of_a_plugin_races_when_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "signs.py").write_text(PLUGIN, encoding="utf-8")
    catalog = Catalog(files=[tmp_path / "signs.py"])
    result = catalog.concept(catalog.card("optimizers"), {}).run()
    row = result["names"].tolist().index("signs")
    assert len(result["names"]) > len(OPTIMIZERS)
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
