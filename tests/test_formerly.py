"""What had another name is answered with the one that it has, wherever it is asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nnviz import __version__
from nnviz.cli.main import program
from nnviz.concept import renamed
from nnviz.host.catalog import Catalog

WALK = '''
import numpy as np
from nnviz import Concept, Measured, claim, drawing, parameter

class RandomWalk(Concept):
    """A walker is about the square root of n away."""
    formerly = "drunkard"
    count: int = parameter(400, "Steps of each walker.", ge=16, le=2000, formerly="steps")
    headline = "Walkers are {spread.measured} away [spread]"

    def compute(self):
        steps = np.random.default_rng(0).choice([-1, 1], (4000, self.count))
        return {"distance": np.sqrt((steps.sum(axis=1) ** 2).mean())}

    @claim("They are {measured} away.", formerly="distance_is_root")
    def spread(self, result):
        return Measured(result["distance"], "=", self.count**0.5, within=0.06 * self.count**0.5)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, "Distance")
        axes.bar([0], [result["distance"]])
'''

LAST_TERM = """
[gallery]
only = ["random-walk"]

[gallery.figures.first]
concept = "{concept}"
headline = "{headline}"
{parameter} = 100
"""
"""The settings of a course, as they were written for an older version."""


RENAMED = {
    ("activation-statistics", "width"): ("units", (0, 3)),
    ("initialization", "target"): ("goal", (0, 3)),
    ("vanishing-gradients", "width"): ("units", (0, 3)),
}
"""What nnviz's own concepts have renamed, each with the version that no longer answers for it.

That is two versions after the one that renames; then its `formerly` and its line here go.
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NNVIZ_PLUGINS", str(tmp_path / "none"))
    Path("walk.py").write_text(WALK, encoding="utf-8")

    def run(*words: str) -> Result:
        return CliRunner().invoke(program, [*words, "-p", "walk.py"])

    return run


@pytest.mark.parametrize(
    ("concept", "parameter", "headline", "answer"),
    [
        ("drunkard", "count", "", "there is no concept drunkard. It is called random-walk now."),
        ("random-walk", "steps", "", "has no parameter steps. It is called count now."),
        ("random-walk", "count", "So [distance_is_root]", "of that name. It is called spread now."),
        ("random-walk", "count", "{distance_is_root.measured}", "It is called spread now."),
        ("random-walk", "count", "After {steps}", "It is called count now."),
    ],
)
def test_an_older_version_s_nnviz_toml_is_told_the_new_names(
    asked, concept: str, parameter: str, headline: str, answer: str
) -> None:
    told = {"concept": concept, "parameter": parameter, "headline": headline or "Ja"}
    text = LAST_TERM
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", value)
    Path("nnviz.toml").write_text(text, encoding="utf-8")
    done = asked("gallery", "site", "--only", "first", "--without", "svg", "--without", "frames")
    assert done.exit_code != 0
    assert "[gallery.figures.first] of nnviz.toml" in done.stderr
    assert answer in done.stderr.replace("\n ", "")


def test_with_the_new_names_it_is_made(asked) -> None:
    text = LAST_TERM.replace("{concept}", "random-walk").replace("{parameter}", "count")
    Path("nnviz.toml").write_text(text.replace("{headline}", "{count}: [spread]"), encoding="utf-8")
    done = asked("gallery", "site", "--only", "first", "--without", "svg", "--without", "frames")
    assert done.exit_code == 0, done.stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["show", "drunkard"], "there is no concept drunkard. It is called random-walk now."),
        (["show", "random-walk", "--steps", "9"], "--steps is called --count now."),
        (["sweep", "random-walk", "--vary", "steps=9,10"], "It is called count now."),
    ],
)
def test_the_command_line_tells_the_new_names(asked, words: list[str], answer: str) -> None:
    done = asked(*words)
    assert done.exit_code == 2
    assert answer in done.stderr


def test_an_old_name_of_nnviz_s_own_is_answered_for_two_versions_and_then_goes() -> None:
    catalog = Catalog(blocked=["all"])
    found = {
        (card.name, old): new
        for card in catalog.cards
        for old, new in renamed(catalog.concept(card, {})).items()
    }
    found |= {(card.name, card.formerly): card.name for card in catalog.cards if card.formerly}
    assert found == {name: now for name, (now, _) in RENAMED.items()}
    version = tuple(map(int, __version__.split(".")[:2]))
    assert [name for name, (_, gone) in RENAMED.items() if version >= gone] == []
