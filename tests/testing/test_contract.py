"""Each point of the contract is noticed when it is broken, and nothing is when all are kept."""

import os
import threading
from pathlib import Path

import matplotlib
import numpy as np
import pytest

from nnviz import Concept, Measured, claim, drawing, parameter
from nnviz.result import Result
from nnviz.setting import Setting
from nnviz.testing import problems_of
from nnviz.testing.contract import drawing_problems
from nnviz.testing.noise import claim_problems, noisy
from nnviz.testing.purity import purity_problems
from nnviz.testing.texts import text_problems
from nnviz.testing.weight import weight_problems


def found(problems: object) -> str:
    return "\n".join(map(str, problems))  # type: ignore[call-overload]


def test_a_concept_that_keeps_the_contract_has_no_problem(halving: type[Concept]) -> None:
    assert problems_of(halving) == []


def test_a_claim_about_a_parameter_cannot_fail(halving: type[Concept]) -> None:
    class Vain(halving):
        """Claims what was put in."""

        @claim("It is {rate}.")
        def halves(self, result):
            return Measured(self.rate, "=", 0.1)

    assert "none can fail" in found(claim_problems(Vain))


def test_an_inequality_that_noise_breaks_now_and_then_can_fail(halving: type[Concept]) -> None:
    class Falling(halving):
        """Claims that less and less is left."""

        @claim("It falls.")
        def halves(self, result):
            return Measured((np.diff(result["left"]) > 0).sum(), "<=", 0)

    assert list(claim_problems(Falling)) == []


def test_noise_leaves_words_truths_and_the_infinite_alone() -> None:
    result = Result({"word": "w", "yes": True, "wall": float("inf"), "x": 2.0, "n": 3})
    changed = noisy(result, np.random.default_rng(0), integers=False)
    assert {**changed, "x": 2.0} == dict(result)
    assert changed["x"] != 2.0


def test_noise_makes_no_standard_error_negative_and_keeps_both_signs_elsewhere() -> None:
    result = Result({"errors": np.ones(1000), "at": np.array([-1.0] + 999 * [1.0]), "n": 1})
    changed = [noisy(result, np.random.default_rng(seed)) for seed in range(20)]
    assert all(each["errors"].min() >= 0 and each["n"] >= 0 for each in changed)
    assert all(each["at"].min() < 0 for each in changed)


def test_a_drawing_that_changes_rcparams_is_noticed_and_undone(halving: type[Concept]) -> None:
    class Garish(halving):
        """Changes the settings of everybody."""

        def draw(self, result, figure):
            matplotlib.rcParams["lines.linewidth"] = 9
            super().draw(result, figure)

    before = matplotlib.rcParams["lines.linewidth"]
    assert "it changes rcParams: lines.linewidth" in found(purity_problems(Garish))
    assert matplotlib.rcParams["lines.linewidth"] == before


def test_a_drawing_with_chance_in_it_is_noticed(halving: type[Concept]) -> None:
    class Chancy(halving):
        """Draws another figure each time."""

        def draw(self, result, figure):
            figure.subplots().plot(np.random.default_rng().normal(size=9))

    assert "two drawings of one result differ" in found(purity_problems(Chancy))


def test_the_global_generator_is_noticed(halving: type[Concept]) -> None:
    class Seeding(halving):
        """Seeds what belongs to everybody."""

        def compute(self):
            np.random.seed(1)  # noqa: NPY002
            return super().compute()

    assert "global generator is used or seeded" in found(purity_problems(Seeding))


def test_what_is_left_of_compute_in_the_process_is_noticed_and_undone(
    halving: type[Concept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    class Careless(halving):
        """Leaves the working folder and a thread behind."""

        def compute(self):
            os.chdir(os.sep)
            threading.Thread(target=stop.wait, name="waiting").start()
            return super().compute()

    monkeypatch.chdir(tmp_path)
    said = found(purity_problems(Careless))
    stop.set()
    assert "it changes the working folder, to /" in said
    assert "it leaves a thread running: waiting" in said
    assert Path.cwd() == tmp_path


def test_more_points_than_a_browser_can_show_are_noticed(halving: type[Concept]) -> None:
    class Crowded(halving):
        """Draws each of very many points."""

        def draw(self, result, figure):
            figure.subplots().scatter(*np.random.default_rng(0).normal(size=(2, 60_000)), s=1)

    assert "it draws 60,000 points, and takes 6 MB as SVG" in found(weight_problems(Crowded))
    assert list(weight_problems(halving)) == []


def test_many_points_that_are_one_image_are_light(halving: type[Concept]) -> None:
    class Rasterized(halving):
        """Draws each of very many points into an image."""

        def draw(self, result, figure):
            points = np.random.default_rng(0).normal(size=(2, 60_000))
            figure.subplots().scatter(*points, s=1, rasterized=True)

    assert list(weight_problems(Rasterized)) == []


@pytest.mark.parametrize(
    "line", ["import matplotlib.pyplot as plt", "from matplotlib import pyplot"]
)
def test_pyplot_is_noticed(line: str, nnviz_host, halving: type[Concept]) -> None:
    source = f"""
    from nnviz import Concept, Measured, claim

    def later():
        {line}

    class Plotting(Concept):
        def compute(self):
            return {{"one": 1.0}}

        @claim("It is one.")
        def is_one(self, result):
            return Measured(result["one"], "=", 1)

        def draw(self, result, figure):
            figure.subplots().plot([0, 1])
    """
    nnviz_host.add("plotting", source)
    concept = type(nnviz_host.show("plotting").concept)
    assert "imports matplotlib.pyplot" in found(purity_problems(concept))


def test_what_is_not_said_is_named() -> None:
    class Silent(Concept):
        rate: float = parameter(0.1, "")

        def compute(self):
            return {}

        def draw(self, result, figure):
            figure.subplots()

    points = {problem.point: problem.found for problem in text_problems(Silent)}
    assert {"summary", "explanation", "headline", "setting", "caption", "alt"} <= set(points)
    assert [p.found for p in text_problems(Silent) if p.point == "parameter rate"] == [
        "it has no help",
        "it has no bound",
    ]


def test_a_curve_to_draw_has_a_text_and_the_text_a_curve(halving: type[Concept]) -> None:
    class Asks(halving):
        """Asks for a curve that it does not mark."""

        to_draw = "Draw what is left."

    class Marks(halving):
        """Marks a curve that nothing asks for."""

        def draw(self, result, figure):
            super().draw(result, figure)
            drawing.to_draw(figure.axes[0].lines[0])

    looks = ("slides", "slide")
    assert "no curve is marked for to_draw" in found(drawing_problems(Asks, Setting(), looks))
    assert "nothing asks for it" in found(drawing_problems(Marks, Setting(), looks))
    both = type("Both", (Marks,), {"to_draw": "Draw what is left.", "__doc__": "Both."})
    assert found(drawing_problems(both, Setting(), looks)) == ""
