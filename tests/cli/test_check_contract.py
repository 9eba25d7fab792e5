"""`nnviz check` of a stranger's plugin: the contract, with what to do about each point."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

OPTIMIZERS = """
from nnviz import hookimpl
from nnviz.core.optimizers import Optimizer

class Sign(Optimizer):
    def rule(self, p, g, work, numbers, *slots):
        p -= numbers.rate * (g > 0)

class Uphill(Optimizer):
    def rule(self, p, g, work, numbers, *slots):
        p += numbers.rate * g

@hookimpl
def nnviz_optimizers():
    return {OFFER}
"""

MUTE = """
from nnviz import Concept

class Mute(Concept):
    def compute(self):
        return {"one": [1.0, 1.0]}

    def draw(self, result, figure):
        figure.subplots().plot(result["one"])
"""


def problems(done: CompletedProcess[str]) -> dict[str, str]:
    (concept,) = json.loads(done.stdout)["concepts"]
    return {problem["point"]: problem["found"] for problem in concept["problems"]}


@pytest.mark.parametrize("word", ["odd", "stranger", "stranger:odd"])
def test_a_strangers_concept_is_named_by_itself_or_by_its_distribution(run: Run, word: str) -> None:
    done = run("check", word, "--json")
    assert done.returncode == 1
    found = problems(done)
    assert {"headline", "setting", "caption", "alt"} <= set(found)
    assert found["headline"] == "it is not defined"


def test_a_bundled_concept_is_held_to_its_claims(run: Run) -> None:
    done = run("check", "doubling", "--json")
    assert done.returncode == 0
    assert problems(done) == {}


def test_what_to_do_about_a_point_stands_below_it(run: Run) -> None:
    lines = run("check", "odd").stdout.splitlines()
    place = lines.index("  ✗ caption: it is not defined.")
    assert lines[place + 1] == '    Write caption = "…".'


def test_a_concept_without_a_claim_is_shown_and_told_by_check(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mute.py").write_text(MUTE)
    shown = run("show", "mute", "-p", "mute.py", "--save", "mute.png", cwd=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    done = run("check", "mute.py", cwd=tmp_path)
    assert done.returncode == 1
    assert "  mute makes no claim.\n" in done.stdout
    assert 'Measure one of the arrays that are drawn, in a method under @claim("…").' in " ".join(
        done.stdout.split()
    )


@pytest.mark.parametrize(
    ("offer", "said"),
    [
        ('{"sign": Sign}', ""),
        ('{"uphill": Uphill}', "a step does not go down the gradient"),
        ('{"adam": Sign}', "nnviz has one of that name"),
        ('{"sign": 3}', "sign must be a subclass of nnviz.core.optimizers.Optimizer; got 3"),
        ('{"Sign": Sign}', "nnviz_optimizers must name what it offers by lower-case words"),
    ],
)
def test_a_file_of_optimizers_is_tried(run: Run, tmp_path: Path, offer: str, said: str) -> None:
    (tmp_path / "sign.py").write_text(OPTIMIZERS.replace("{OFFER}", offer))
    done = run("check", "sign.py", "--json", cwd=tmp_path)
    assert done.returncode == bool(said), done.stdout + done.stderr
    report = json.loads(done.stdout)
    found = [p["found"] for concept in report["concepts"] for p in concept["problems"]]
    assert said in " ".join([*found, *report["plugins"]])


def test_a_file_that_is_not_there_and_one_that_offers_nothing_are_refused(
    run: Run, tmp_path: Path
) -> None:
    assert "the plugin file no.py does not exist" in run("check", "no.py", cwd=tmp_path).stderr
    (tmp_path / "empty.py").write_text("x = 1\n")
    assert "it offers no concept and no hook" in run("check", "empty.py", cwd=tmp_path).stderr
