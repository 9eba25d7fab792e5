"""What a plugin offers through its hooks is tried as `nnviz check` does it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from nnviz import Exporter
from nnviz.core.activations import Activation, Tanh
from nnviz.core.arrays import Array
from nnviz.core.data import Dataset, moons
from nnviz.core.optimizers import GradientDescent, Optimizer
from nnviz.core.surfaces import Quadratic, Surface
from nnviz.testing.members import member_problems


class Ascent(Optimizer):
    def rule(
        self, p: Array, g: Array, work: Array, numbers: SimpleNamespace, *slots: Array
    ) -> None:
        p += numbers.rate * g


class Cube(Activation):
    name = "cube"

    def value(self, z: Array, out: Array | None = None) -> Array:
        return z**3

    def derivative(self, z: Array, a: Array, out: Array | None = None) -> Array:
        return 2 * z**2  # 3 z² it is


@dataclass(frozen=True)
class Slanted(Surface):
    name = "slanted"
    minima = np.array([[0.0, 0.0]])
    bounds = ((-1.0, 1.0), (-1.0, 1.0))
    start = np.array([1.0, 1.0])

    def height(self, x: Any, y: Any) -> Any:
        return x**2 + y**2

    def slopes(self, x: Any, y: Any) -> Any:
        return 2 * x, y  # 2 y it is


@dataclass(frozen=True)
class Shifted(Slanted):
    minima = np.array([[0.5, 0.0]])

    def slopes(self, x: Any, y: Any) -> Any:
        return 2 * x, 2 * y


def careless(examples: int, noise: float, seed: int) -> Dataset:
    return moons(examples, noise, seed=np.random.default_rng().integers(1 << 30))


def small(examples: int, noise: float, seed: int) -> Dataset:
    return moons(20, noise, seed=seed)


def found(hook: str, name: str, member: object) -> list[str]:
    return [str(problem) for problem in member_problems(hook, name, member)]


@pytest.mark.parametrize(
    ("hook", "member"),
    [
        ("nnviz_optimizers", GradientDescent),
        ("nnviz_activations", Tanh()),
        ("nnviz_datasets", moons),
        ("nnviz_surfaces", Quadratic()),
        ("nnviz_themes", {"axes.grid": True}),
        ("nnviz_exporters", Exporter(lambda exhibit: exhibit.caption, ".txt")),
    ],
)
def test_what_is_right_has_no_problem(hook: str, member: object) -> None:
    assert found(hook, "mine", member) == []


@pytest.mark.parametrize(
    ("hook", "member", "said"),
    [
        ("nnviz_optimizers", Ascent, "a step does not go down the gradient"),
        ("nnviz_activations", Cube(), "derivative is not value's"),
        ("nnviz_datasets", careless, "one seed gives two data sets"),
        ("nnviz_datasets", small, "of 60 examples asked for it returns 20"),
        ("nnviz_surfaces", Slanted(), "slopes are not those of height"),
        ("nnviz_surfaces", Shifted(), "at a minimum the slopes are not zero"),
        ("nnviz_themes", {"axes.colour": "red"}, "is no mapping of rcParams"),
        ("nnviz_initializers", lambda shape: shape, "must be callable as (fan_in, fan_out, gen"),
        ("nnviz_initializers", np.zeros, "trying it raises TypeError: "),
    ],
)
def test_what_is_wrong_is_said_with_where_to_look(hook: str, member: object, said: str) -> None:
    (problem,) = found(hook, "mine", member)
    assert said in problem
    assert problem.startswith(f"{hook.removeprefix('nnviz_')} mine: ")


TAKEN: Mapping[str, tuple[str, object]] = {
    "nnviz_optimizers": ("adam", GradientDescent),
    "nnviz_themes": ("paper", {"axes.grid": True}),
    "nnviz_exporters": ("typst", Exporter(lambda exhibit: exhibit.caption, ".txt")),
}


@pytest.mark.parametrize("hook", TAKEN)
def test_a_name_of_nnviz_s_own_is_a_problem(hook: str) -> None:
    (problem,) = found(hook, *TAKEN[hook])
    assert "nnviz has one of that name. Choose another name." in problem
