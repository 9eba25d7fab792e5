"""What is wrong with words and claims is found, and nothing else is."""

import sys
from collections.abc import Iterable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pytest

from nnviz import (
    Concept,
    Measured,
    Members,
    Try,
    claim,
    drawing,
    each,
    either,
    finding,
    parameter,
    plain,
)
from nnviz.core.descent import descend
from nnviz.core.optimizers import GradientDescent
from nnviz.testing import problems_of
from nnviz.testing.alone import alone_problems
from nnviz.testing.contract import proof_problems
from nnviz.testing.drawn import drawn_problems
from nnviz.testing.faults import core_problems
from nnviz.testing.problem import Problem
from nnviz.testing.reach import Reach, trials
from nnviz.testing.reading import read
from nnviz.testing.texts import source_problems


def heir(concept: type[Concept], **changed: object) -> type[Concept]:
    """Return the concept with these attributes changed."""
    return type("Decay", (concept,), {"__doc__": concept.__doc__, **changed})


def reached(concept: type[Concept], count: int = 0) -> list[Problem]:
    reach = Reach(concept)
    for trial in trials(concept, count):
        reach.look_at(trial)
    return list(reach.problems(count))


def told(problems: Iterable[Problem], *, hints: bool = False) -> str:
    return "\n".join(str(problem) for problem in problems if problem.hint is hints)


def test_a_concept_that_keeps_the_contract_has_no_problem(decay: type[Concept]) -> None:
    assert problems_of(decay) == []


def test_nothing_is_hinted_at_in_it_either(decay: type[Concept]) -> None:
    assert told(proof_problems(decay, 40)) == ""
    assert told(proof_problems(decay, 40), hints=True) == ""
    assert told(drawn_problems(decay), hints=True) == ""


class TestReach:
    def test_a_law_that_fails_is_told_with_the_command_and_the_line(
        self, decay: type[Concept]
    ) -> None:
        @claim("It is {expected}.")
        def first(self, result):
            return Measured(result["left"][1], "=", min(0.9, 1 - self.rate), within=1e-9)

        @claim("It is {expected}.")
        def wrong(self, result):
            return Measured(result["left"][1], "=", 0.9, within=1e-9)

        assert told(reached(heir(decay, first=first))).count("does not hold") == 1
        found = told(reached(heir(decay, wrong=wrong)))
        assert "claim wrong: at `nnviz show decay --rate 0.2` and 2 more settings this" in found
        assert "measured 0.8" in found
        assert "test_proofs.py:" in found

    @pytest.mark.parametrize("name", ["headline", "caption", "alt"])
    def test_what_says_nothing_is_told(self, decay: type[Concept], name: str) -> None:
        found = told(reached(heir(decay, **{name: "It is soon over [soon]."})))
        assert f"{name}: at `nnviz show decay --rate 0.02` it says nothing" in found

    def test_a_headline_that_only_reports_is_told_at_the_defaults_and_at_tries(
        self, decay: type[Concept]
    ) -> None:
        headline = either("It is soon over [soon]", plain("A decay"))
        found = told(reached(heir(decay, headline=headline)))
        assert "headline: at `nnviz show decay --rate 0.02` it judges nothing: 'A decay'" in found
        assert found.count("judges nothing") == 1
        assert told(reached(heir(decay, headline=headline, try_next=()))) == ""
        found = told(reached(heir(decay, headline=plain("A"))))
        assert "headline: at `nnviz show decay` and 1 more setting it judges nothing" in found

    def test_a_try_that_promises_what_is_not_so_is_told(self, decay: type[Concept]) -> None:
        found = told(reached(heir(decay, try_next=(Try("Soon over [soon].", rate=0.02),))))
        assert "try_next: at `nnviz show decay --rate 0.02` its text is not said" in found

    def test_what_raises_or_warns_at_a_setting_is_told(self, decay: type[Concept]) -> None:
        def compute(self):
            if self.rate == 0.2:
                raise ValueError("no such rate")
            return {**decay.compute(self), "root": np.sqrt(np.array([0.4 - self.rate]))}

        found = told(reached(heir(decay, compute=compute)))
        assert "at `nnviz show decay --rate 0.2` it raises ValueError: no such rate" in found
        assert "at `nnviz show decay --rate 0.5` it warns: invalid value encountered" in found

    def test_what_no_setting_reaches_is_hinted_at_where_many_were_tried(
        self, decay: type[Concept]
    ) -> None:
        @claim("It is high.")
        def high(self, result):
            if self.rate <= 0.5:
                return "the rate is low"
            return Measured(result["left"][1], "<", 0.5)

        @finding("It grows.", at_defaults=False)
        def grows(self, result):
            if self.rate > 0.5:
                return "the rate is out of range"
            return Measured(result["left"][1], ">", 1)

        look = either("It grows [grows].", "Half is left [halves].", plain("A curve."))
        concept = heir(decay, high=high, grows=grows, look=look)
        found = told(reached(concept, 20), hints=True)
        assert "claim high: it is made at none of" in found
        assert "finding grows: it is so at none of" in found
        assert "the reason 'the rate is out of range' is given at none of" in found
        assert "look: 'It grows [grows].' is said at none of" in found
        assert "test_proofs.py:" in found
        assert "A curve" not in found  # the last version need not be reached
        assert "at none of" not in told(reached(concept, 19), hints=True)

    def test_a_finding_that_is_always_so_is_hinted_at(self, decay: type[Concept]) -> None:
        @finding("It falls.")
        def falls(self, result):
            return Measured(result["left"][1], "<", 1)

        found = told(reached(heir(decay, falls=falls)), hints=True)
        assert "finding falls: it is so at all of 5 settings" in found

    def test_a_finding_whose_docstring_says_why_it_is_no_law_is_not(
        self, decay: type[Concept]
    ) -> None:
        @finding("It falls.")
        def falls(self, result):
            """No law: it is measured."""
            return Measured(result["left"][1], "<", 1)

        assert "finding falls" not in told(reached(heir(decay, falls=falls)), hints=True)

    def test_what_only_a_reader_s_own_file_may_reach_is_not_hinted_at(
        self, decay: type[Concept]
    ) -> None:
        @finding("It grows.", at_defaults=False)
        def grows(self, result):
            return Measured(result["left"][1], ">", 1)

        assert "at none of" in told(reached(heir(decay, grows=grows), 20), hints=True)
        own = parameter(None, "A file of one's own.")
        concept = heir(decay, grows=grows, data=own, __annotations__={"data": "Path | None"})
        assert "at none of" not in told(reached(concept, 20), hints=True)


class Pair(Concept):
    """Two numbers, each with its double."""

    members = ("one", "two")

    one: float = parameter(1.0, "The first.", ge=0.5, le=3)
    two: float = parameter(2.0, "The second.", ge=0.5, le=3)

    headline = "Doubled [doubles]"
    setting = ""
    caption = each(members, "The double is {doubles.measured} [doubles].")
    alt = "Two numbers [doubles]"

    def compute(self):
        numbers = np.array([self.one, self.two])
        return {"twice": Members(2 * numbers), "third": Members(3 * numbers)}

    @claim("The double of it is {measured}.")
    def doubles(self, result):
        return Measured(result["twice"], "=", 2 * np.array([self.one, self.two]), within=1e-9)

    def draw(self, result, figure):
        figure.subplots().plot(result["twice"])


class TestWhoseNumber:
    @pytest.mark.parametrize(
        "text",
        [
            "Doubled it is {doubles.measured.one} [doubles.one].",
            "The first, {one}, is doubled [doubles.one].",
            "They are {twice} [doubles].",
            each(Pair.members, "It is {twice} [doubles]."),
            plain("Three times they are {third}."),
        ],
    )
    def test_a_number_that_is_chosen_or_compared_is_well(self, text: object) -> None:
        assert told(reached(heir(Pair, look=text))) == ""

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("It is {third.one} [doubles.one].", "{third.one} = 3"),
            ("It is {twice.two} [doubles.one].", "{twice.two} = 4"),
            ("They are {third} [doubles].", "{third} = 3 and 6"),
            (each(Pair.members, "It is {third} [doubles]."), "{third} = 3"),
        ],
    )
    def test_another_s_number_is_told(self, text: object, number: str) -> None:
        found = told(reached(heir(Pair, look=text)))
        assert found.count("look: at `nnviz show decay` and ") == found.count("says") == 1
        assert f"says {number}, which no claim that it cites compared" in found

    def test_a_try_s_number_is_looked_at_too(self) -> None:
        wrong = Try("It is {third.one} [doubles.one].", one=2.0)
        found = told(reached(heir(Pair, try_next=(wrong,))))
        assert "try_next: at `nnviz show decay --one 2`" in found


class TestAlone:
    def test_a_claim_that_reads_no_array_is_told(self, decay: type[Concept]) -> None:
        @claim("It is {measured}.")
        def chosen(self, result):
            return Measured(self.rate, "=", self.rate)

        @finding("It is {measured}.")
        def stored(self, result):
            return Measured(result["limit"], ">", 1)

        def compute(self):
            return {**decay.compute(self), "limit": 2.0}

        found = told(alone_problems(heir(decay, chosen=chosen, stored=stored, compute=compute)))
        assert "claim chosen: it is measured from no array" in found
        found_hints = alone_problems(heir(decay, chosen=chosen, stored=stored, compute=compute))
        assert "finding stored: it is measured from no array" in told(found_hints, hints=True)
        assert "test_proofs.py:" in found

    def test_a_law_that_compares_an_array_with_itself_is_told(self, decay: type[Concept]) -> None:
        @claim("It is {measured}.")
        def same(self, result):
            return Measured(result["left"].mean(), "=", result["left"].sum() / 60, within=1e-9)

        found = told(alone_problems(heir(decay, same=same)))
        assert "claim same: it holds with noise of 1% on left, which it reads" in found

    def test_an_excuse_is_no_notice(self, decay: type[Concept]) -> None:
        @claim("It is {measured}.")
        def excused(self, result):
            if abs(result["left"][1] - 1 + self.rate) > 1e-9:
                return "it is another number"
            return Measured(result["left"][1], "=", 1 - self.rate, within=1e-9)

        assert "claim excused: it holds with" in told(alone_problems(heir(decay, excused=excused)))

    def test_counts_are_wrong_by_one(self, decay: type[Concept]) -> None:
        @claim("There are {measured}.")
        def counted(self, result):
            return Measured(result["counts"].sum(), "=", 3)

        def compute(self):
            return {**decay.compute(self), "counts": np.array([1, 2])}

        assert told(alone_problems(heir(decay, counted=counted, compute=compute))) == ""

    def test_a_sampling_error_needs_no_one_per_cent_but_has_an_end(
        self, decay: type[Concept]
    ) -> None:
        @claim("It is about {expected}.")
        def sampled(self, result):
            return Measured(result["left"][1], "=", 1 - self.rate, within=0.05)

        @claim("It is about {expected}.")
        def loose(self, result):
            return Measured(result["left"][1], "=", 1 - self.rate, within=0.2)

        assert told(alone_problems(heir(decay, sampled=sampled))) == ""
        found = told(alone_problems(heir(decay, loose=loose)))
        assert "claim loose: its tolerance is 22% of the largest number" in found

    def test_what_expects_nothing_is_loose_by_no_share(self, decay: type[Concept]) -> None:
        @claim("It differs by {measured}.")
        def differs(self, result):
            return Measured(result["left"][1] - 1 + self.rate, "=", 0, within=1e-9)

        assert told(alone_problems(heir(decay, differs=differs))) == ""

    def test_a_mean_and_what_is_independent_fall_where_rows_go_wrong_together(
        self, decay: type[Concept]
    ) -> None:
        @claim("The mean is {measured}.")
        def mean(self, result):
            return Measured(result["drawn"].mean(), "=", 1, within=0.02)

        @claim("The correlation is {measured}.")
        def independent(self, result):
            return Measured(np.corrcoef(result["drawn"][:2])[0, 1], "=", 0, within=0.05)

        def compute(self):
            drawn = np.random.default_rng(0).normal(1, 1, (4, 10_000))
            return {**decay.compute(self), "drawn": drawn}

        concept = heir(decay, mean=mean, independent=independent, compute=compute)
        assert told(alone_problems(concept)) == told(alone_problems(concept), hints=True) == ""

    def test_a_law_that_is_not_made_at_the_defaults_is_tried_where_it_is(
        self, decay: type[Concept]
    ) -> None:
        @claim("It is {measured}.")
        def elsewhere(self, result):
            if self.rate < 0.2:
                return "the rate is low"
            return Measured(result["left"][1], "=", result["left"][1])

        found = told(alone_problems(heir(decay, elsewhere=elsewhere)))
        assert "claim elsewhere: it holds with noise of 1% on left" in found


class TestCore:
    def test_what_no_law_notices_is_hinted_at_by_name(self, decay: type[Concept]) -> None:
        @claim("It is {measured}.")
        def halves(self, result):
            return Measured(result["left"][0], "<=", 2)

        found = told(core_problems(heir(decay, halves=halves)), hints=True)
        assert (
            "2 functions of nnviz.core returned 1% more: descend and GradientDescent.rule" in found
        )

    def test_what_is_wrong_is_put_back(self, decay: type[Concept]) -> None:
        before = descend, GradientDescent.rule
        assert told(core_problems(decay), hints=True) == ""
        assert before == (descend, GradientDescent.rule)


class TestDrawn:
    @pytest.mark.parametrize(
        "draw",
        [
            lambda axes, left: axes.plot(left[3::5]),
            lambda axes, left: axes.plot(left, left**1.0),
            lambda axes, left: axes.plot(np.where(left > 0.5, left, np.nan)),
            lambda axes, left: axes.plot([0, 1], [5, 7]),
            lambda axes, left: axes.scatter(np.arange(60), left),
            lambda axes, left: axes.bar(range(6), left[:6]),
            lambda axes, left: axes.barh(range(6), left[:6]),
            lambda axes, left: axes.axhline(0.33),
        ],
    )
    def test_what_is_selected_from_the_result_is_well(self, decay, draw) -> None:
        assert told(drawn_problems(heir(decay, draw=self.drawing(draw))), hints=True) == ""

    @pytest.mark.parametrize(
        ("draw", "what"),
        [
            (lambda axes, left: axes.plot(100 * left), "a line of 60 points at y = 100, 90, 81, …"),
            (lambda axes, left: axes.plot(left[::-1]), "a line of 60 points"),
            (lambda axes, left: axes.plot(left**2, left), "a line of 60 points at y = 1, 0.9"),
            (lambda axes, left: axes.scatter(left, left**2), "a cloud of 60 points"),
            (lambda axes, left: axes.bar(range(6), 2 * left[:6]), "6 bars at y = 2"),
        ],
    )
    def test_what_is_computed_in_draw_is_hinted_at(self, decay, draw, what: str) -> None:
        found = told(drawn_problems(heir(decay, draw=self.drawing(draw))), hints=True)
        assert what in found
        assert "in panel 'Left' is no row of an array of the result" in found

    def drawing(self, how):
        def draw(self, result, figure):
            axes = figure.subplots()
            axes.set_title(self.words(result).say("Left"))
            how(axes, result["left"])

        return draw

    def test_a_word_that_no_text_says_is_hinted_at(self, decay) -> None:
        def draw(axes, left):
            axes.plot(left)
            axes.text(1, 1, f"{len(left)} steps")
            axes.text(2, 1, "0.5")  # a number is no word

        found = told(drawn_problems(heir(decay, draw=self.drawing(draw))), hints=True)
        assert found.startswith("draw: '60 steps' in panel 'Left' is no text of the concept")
        assert found.count("no text") == 1

    def test_so_is_a_label_that_a_tick_was_given_and_not_one_that_is_a_number_or_a_date(
        self, decay
    ) -> None:
        def draw(axes, left):
            days = np.datetime64("2024-01-01") + np.arange(60)
            axes.plot(days, left)
            drawing.date_axis(axes)  # Jan, Feb
            axes.set_yticks([0, 1], ["Left", "whole"])

        found = told(drawn_problems(heir(decay, draw=self.drawing(draw))), hints=True)
        assert "'whole' in panel 'Left' is no text of the concept" in found
        assert found.count("no text") == 1


PUT_TOGETHER = """
from nnviz import Concept, Measured, claim

class Walk(Concept):
    'It walks.'
    setting = "so " + "it is"

    def compute(self):
        return {}

    @claim("One is {measured}.")
    def one(self, result):
        return Measured(1, "=", 1)

    def draw(self, result, figure):
        self.words(result).say(f"to {figure}")
"""


def test_a_text_that_is_put_together_at_run_time_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "walk_put_together.py"
    path.write_text(PUT_TOGETHER)
    spec = spec_from_file_location("walk_put_together", path)
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    found = list(source_problems(module.Walk))
    assert [(one.point, one.place) for one in found] == [
        ("setting", f"{path}:6"),
        ("draw", f"{path}:16"),
    ]
    assert "'so ' + 'it is' is no text" in found[0].found


def test_a_reading_has_each_passage_beside_what_it_cites(decay: type[Concept]) -> None:
    here, tried, stop = read(decay)
    assert [page["command"].partition("decay")[2] for page in (here, tried, stop)] == [
        "",
        " --rate 0.02",
        " --rate 0.2",
    ]
    headline = here["passages"][0]
    assert headline["text"] == "Halved every 6.58 steps"
    (cited,) = headline["cites"]
    assert (cited["claim"], cited["state"], cited["law"]) == ("halves", "holds", True)
    assert cited["sentence"] == "Half is left after 6.58 steps."
    assert cited["compared"].startswith("expected 6.5788")
    assert cited["source"].startswith("def halves(self, result):\n    halving = np.interp(")
    assert "conftest.py:" in cited["place"]
    assert tried["passages"][0]["in"] == "try_next"
    assert tried["passages"][0]["cites"][0]["state"] == "not so"
    assert here["plain"] == ["A curve."]
