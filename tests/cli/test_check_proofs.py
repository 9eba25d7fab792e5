"""`nnviz check` of a concept whose words are proved: settings, hints, and the page to be read."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., CompletedProcess[str]]

PLUGIN = '''
import numpy as np

from nnviz import Concept, Measured, Panel, Try, claim, drawing, either, finding, parameter, plain


class Decay(Concept):
    """What is left is halved in equal times.

    After $t$ steps $(1-r)^t$ is left.
    """

    rate: float = parameter(0.1, "Share that goes.", ge=0.02, le=0.4, sweep=(0.1, 0.2))

    headline = "Halved every {halves.measured} steps [halves]"
    setting = "A decay at a rate of {rate}"
    caption = (
        "Half is left after {halves.measured} steps [halves].",
        either("After 20 steps {soon.measured} is left [soon].", "It takes longer [not soon]."),
    )
    alt = (plain("A curve at a rate of {rate}."), "It is halved in equal times [halves].")
    panels = (Panel("left", "What is left", "step", "share"),)
    try_next = (Try("At {rate} it takes longer [not soon].", rate=0.02),)

    def compute(self):
        return {"left": (1 - self.rate) ** np.arange(60.0)}

    @claim("Half is left after {measured} steps.")
    def halves(self, result):
        halving = np.interp(np.log(2), -np.log(result["left"]), np.arange(60.0))
        return Measured(halving, "=", np.log(0.5) / np.log1p(-self.rate), within=1e-9)

    @finding("After 20 steps {measured} is left.")
    def soon(self, result):
        return Measured(result["left"][20], "<", 0.2)

    def draw(self, result, figure):
        (axes,) = drawing.panels(figure, *self.words(result).titled(self.panels))
        axes.plot(result["left"])
'''


@pytest.fixture
def check(run: Run, tmp_path: Path) -> Callable[..., CompletedProcess[str]]:
    def checked(*words: str, plugin: str = PLUGIN) -> CompletedProcess[str]:
        (tmp_path / "decay.py").write_text(plugin, encoding="utf-8")
        return run("check", "decay.py", *words, cwd=tmp_path)

    return checked


def test_what_is_well_counts_laws_findings_and_states(check: Run) -> None:
    done = check()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == (
        "1 concept, 1 law and 1 finding: 2 hold; 0 concepts and 0 plugins failed."
    )


def test_random_settings_find_what_stops_do_not(check: Run) -> None:
    wrong = PLUGIN.replace(
        '"=", np.log(0.5)', '"=", 6.5 if 0.21 < self.rate < 0.3 else np.log(0.5)'
    )
    assert check(plugin=wrong).returncode == 0
    done = check("--settings", "30", plugin=wrong)
    assert done.returncode == 1
    assert "✗ claim halves: at `nnviz show decay --rate 0.2" in done.stdout
    assert "decay.py:" in done.stdout
    assert "Points of the contract that are not kept: " in done.stdout


def test_random_settings_are_drawn_if_wanted(check: Run) -> None:
    warning = "np.sqrt([-(0.21 < self.rate < 0.3)])"
    wrong = PLUGIN.replace("axes.plot(", f"{warning}\n        axes.plot(")
    assert check("--settings", "30", plugin=wrong).returncode == 0
    done = check("--settings", "30", "--draw", plugin=wrong)
    assert done.returncode == 1
    assert "figure (`nnviz show decay --rate 0.2" in done.stdout


def test_a_hint_is_a_note_and_fails_nothing(check: Run) -> None:
    hinted = PLUGIN.replace('plot(result["left"])', 'plot(100 * result["left"])')
    done = check(plugin=hinted)
    assert done.returncode == 0
    assert "  Note: draw: a line of 60 points at y = 100, 90, 81, …" in done.stdout
    (report,) = json.loads(check("--json", plugin=hinted).stdout)["concepts"]
    assert report["problems"] == []
    assert [hint["point"] for hint in report["hints"]] == ["draw"]
    assert "Note" not in check("--quiet", plugin=hinted).stdout


def test_the_page_to_be_read(check: Run) -> None:
    lines = check("--read").stdout.splitlines()
    assert lines[:6] == [
        "decay",
        "",
        "nnviz show decay",
        "  Plain: A curve at a rate of 0.1.",
        "",
        "  headline: Halved every 6.58 steps",
    ]
    text = "\n".join(lines)
    assert "\x1b" not in text
    assert "    ✓ claim halves: Half is left after 6.58 steps.\n      expected 6.5788" in text
    assert "      | def halves(self, result):\n      |     halving = np.interp(" in text
    assert text.count("| def halves") == 1
    assert "nnviz show decay --rate 0.02\n" in text
    assert "  try_next: At 0.02 it takes longer\n" in text.replace(".\n", "\n")
    assert "    not so finding soon: After 20 steps 0.668 is left." in text


def test_the_page_to_be_read_as_json(check: Run) -> None:
    (report,) = json.loads(check("--read", "--json").stdout)["concepts"]
    assert [page["command"] for page in report["reading"]] == [
        "nnviz show decay",
        "nnviz show decay --rate 0.02",
        "nnviz show decay --rate 0.2",
    ]
    assert report["reading"][0]["passages"][0]["cites"][0]["claim"] == "halves"
