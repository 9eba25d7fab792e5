"""A test class for a concept: subclass it, name the concept, and every point is a test."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import pytest

from nnviz.concept import Concept
from nnviz.setting import Setting
from nnviz.testing.contract import drawing_problems, looks, proof_problems, result_problems
from nnviz.testing.noise import claim_problems
from nnviz.testing.problem import Problem
from nnviz.testing.purity import purity_problems
from nnviz.testing.scripts import code_problems
from nnviz.testing.settings import settings_of
from nnviz.testing.texts import text_problems
from nnviz.testing.weight import weight_problems


class ConceptTests:
    """The contract of a concept as tests: `class TestMine(ConceptTests): concept = Mine`.

    `themes` and `sizes` are those in which it must draw at its defaults; at every sweep's value
    and range's end it is drawn in the first of each.
    """

    concept: ClassVar[type[Concept]]
    themes: ClassVar[Sequence[str]] = ("slides", "paper", "dark", "notebook")
    sizes: ClassVar[Sequence[str]] = ("slide", "column", "page", "notebook")

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Make a test of every look, and of every setting of the parameters."""
        if "look" in metafunc.fixturenames:
            metafunc.parametrize("look", looks(self.themes, self.sizes), ids="-".join)
        if "setting" in metafunc.fixturenames:
            settings = [setting for setting in settings_of(self.concept) if setting.values]
            metafunc.parametrize("setting", settings, ids=str)

    def test_its_texts_and_parameters_are_complete(self) -> None:
        """Summary, explanation, headline, setting, caption, alternative text, help and bounds."""
        demand_none(text_problems(self.concept))

    def test_drawing_it_changes_nothing_and_gives_the_same_bytes(self) -> None:
        """No rcParams, no global generator, no pyplot."""
        demand_none(purity_problems(self.concept, self.themes[0], self.sizes[0]))

    def test_its_result_is_the_same_twice_and_its_claims_hold(self) -> None:
        """At the defaults."""
        demand_none(result_problems(self.concept))

    def test_its_claims_can_fail(self) -> None:
        """Some claim does not hold for a result with noise added."""
        demand_none(claim_problems(self.concept))

    def test_its_words_are_proved_wherever_they_are_said(self) -> None:
        """At the defaults, slider stops, range ends and each Try; each claim can fall."""
        demand_none(proof_problems(self.concept, core=False))

    def test_its_code_runs_and_its_script_gives_the_same_numbers(self) -> None:
        """At the defaults; for a concept that names code, or has a script beside it."""
        demand_none(code_problems(self.concept))

    def test_its_figure_is_light_enough_for_a_browser(self) -> None:
        """No more points than an SVG can hold."""
        demand_none(weight_problems(self.concept, self.themes[0], self.sizes[0]))

    def test_it_draws_in_each_theme_and_size(self, look: tuple[str, str]) -> None:
        """Without an exception, a warning, or texts that overlap."""
        demand_none(drawing_problems(self.concept, Setting(), look))

    def test_it_draws_at_every_setting(self, setting: Setting) -> None:
        """At each sweep's value and each range's end."""
        demand_none(drawing_problems(self.concept, setting, (self.themes[0], self.sizes[0])))


def demand_none(problems: Iterable[Problem]) -> None:
    """Fail the test with the problems, a line each, where there is any."""
    found = [str(problem) for problem in problems if not problem.hint]
    if found:
        pytest.fail("\n".join(found), pytrace=False)
