"""What is said is proved: a passage is said whole where its claims hold, or not at all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz import Concept, Measured, Members, Try, claim, each, either, finding, parameter, plain
from nnviz.errors import ContractError
from nnviz.passages import literally, passage, promised
from nnviz.result import Result
from nnviz.wording import number, precisely


class Race(Concept):
    """Two runners, of whom one may be faster."""

    members = ("ann", "bob")

    ann: float = parameter(4.0, "Ann's speed.", ge=0, le=10)
    bob: float = parameter(2.0, "Bob's speed.", ge=0, le=10)
    laps: int = parameter(1, "How many laps.", ge=1, le=10)

    headline = either(
        "Ann wins by {wins.measured} to {wins.expected} [wins]",
        "Bob wins [not wins]",
        plain("Ann at {ann}, Bob at {bob}"),
    )
    caption = (
        plain("{laps:# lap|# laps} at {speeds}."),
        "Each runs on [runs].",
        each(members, either("{speeds} is quick [quick].", plain("{speeds}."))),
        "Ann is quick [quick.ann].",
        "At {never} it ends.",
    )
    alt = plain("a [[race]] of {{two}}")

    def compute(self):
        speeds = np.array([self.ann, self.bob])
        return {"speeds": Members(speeds), "never": np.inf, "path": np.arange(9.0)}

    @claim("It is {expected} laps.")
    def runs(self, result):
        if self.ann == 0:
            return "Ann stands still"
        return Measured(self.laps * 1.0, "=", self.laps)

    @finding("Ann, at {measured}, is faster than Bob, at {expected}.")
    def wins(self, result):
        ann, bob = result["speeds"]
        return Measured(ann, ">", bob, margin=0.5)

    @finding("{speeds} is quick.")
    def quick(self, result):
        return Measured(result["speeds"], ">=", 3)

    def draw(self, result, figure):
        figure.subplots().plot(result["path"])


def said(what="headline", **values):
    made = Race(**values)
    return made.say(what, made.run())


def test_a_passage_is_said_where_what_it_cites_holds():
    assert said() == "Ann wins by 4 to 2"


def test_the_contrary_is_said_only_with_the_same_margin():
    assert said(bob=4.6) == "Bob wins"
    assert said(bob=4.4) == "Ann at 4, Bob at 4.4"


def test_a_number_that_is_not_there_is_not_said_and_forms_follow_the_number():
    assert said("caption") == "1 lap at 4 and 2. Each runs on. 4 is quick. 2. Ann is quick."
    assert said("caption", laps=2).startswith("2 laps at")


def test_a_claim_of_members_holds_for_each_alone():
    assert said("caption", ann=1.0).endswith("Each runs on. 1. 2.")
    assert "Ann is quick" not in said("caption", ann=1.0, bob=5.0)


def test_escapes_stand_for_themselves():
    assert said("alt") == "a [race] of {two}"


def test_verdicts_have_a_state_and_a_reason():
    made = Race(ann=0.0)
    verdicts = made.verdicts(made.run())
    states = {(v.name, v.of): (v.state, v.reason) for v in verdicts}
    assert states[("runs", None)] == ("not claimed", "Ann stands still")
    assert states[("wins", None)] == ("not so", "")
    assert states[("quick", "ann")] == ("not so", "")
    close = Race(bob=4.0)
    assert close.proofs(close.run()).verdicts_of("wins")[0].state == "too close"
    told = verdicts[1].as_dict()
    assert told["expected"] == 2.0
    assert told["margin"] == 0.5


def test_a_law_that_does_not_hold_fails_and_what_is_no_number_is_not_claimed():
    nan = Measured(np.nan, "=", 1.0)
    assert nan.state(law=True) == "fails"
    assert nan.state(law=False) == "not claimed"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({"headline": "so [wns]"}, "cites [wns], and there is no claim of that name. Did you mean"),
        ({"headline": "so [not runs]"}, "runs is a claim, which holds wherever it is made"),
        ({"headline": "so [quick.eve]"}, "there is no member of that name"),
        ({"try_next": (Try("so", lap=2),)}, "try_next sets lap, no parameter. Did you mean laps?"),
    ],
)
def test_texts_that_cannot_be_right_are_refused_when_the_class_is_made(texts, told):
    with pytest.raises(ContractError) as error:
        type("Wrong", (Race,), {"__doc__": "Wrong.", **texts})
    assert told in str(error.value)


def test_an_unknown_number_is_refused_also_in_a_version_that_is_not_said():
    wrong = type("Wrong", (Race,), {"__doc__": "W.", "headline": either("a", "{annn} [wins]")})
    with pytest.raises(ContractError, match=r"names \{annn\}, which is neither .* mean ann"):
        wrong().say("headline", wrong().run())


@pytest.mark.parametrize("name", ["wins.mesured", "speeds.eve", "laps.ann.bob", "ann.measured"])
def test_a_part_that_there_is_not_is_refused(name):
    wrong = type("Wrong", (Race,), {"__doc__": "Wrong.", "headline": f"{{{name}}}"})
    with pytest.raises(ContractError, match="has no"):
        wrong().say("headline", wrong().run())


def test_an_array_that_is_no_members_is_refused():
    wrong = type("Wrong", (Race,), {"__doc__": "Wrong.", "headline": "{path}"})
    with pytest.raises(ContractError, match=r"an array of shape \(9,\); name one of its numbers"):
        wrong().say("headline", wrong().run())


def test_names_are_all_said_however_many_there_are():
    class Many(Race):
        """Many."""

        headline = "{path}"

        def compute(self):
            return {**super().compute(), "path": np.array([f"runner {i}" for i in range(9)])}

    assert Many().say("headline", Many().run()).startswith("runner 0, runner 1, ")
    assert Many().say("headline", Many().run()).endswith("runner 7 and runner 8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((1, "≈", 1), "it must be ="),
        (("x", "=", 1), "no number as value"),
        ((1, "<", 2, "within"), "within= with <"),
        ((1, "=", 2, "margin"), "margin= with ="),
    ],
)
def test_what_cannot_be_measured_is_refused(arguments, told):
    more = {arguments[3]: 0.1} if len(arguments) == 4 else {}
    with pytest.raises(ContractError, match=told):
        Measured(*arguments[:3], **more)


def test_formulas_and_links_are_left_alone():
    parts, cites = passage(r"see [here](x) and $\frac{a}{b}[c]$ [one, two.a]")
    assert parts == ("see [here](x) and ", r"$\frac{a}{b}[c]$")
    assert cites == ("one", "two.a")
    assert passage("the set {1, 2} and {}").parts == ("the set {1, 2} and {}",)


@given(st.text(alphabet="ab[]{}$\\ :,|#", max_size=20))
def test_what_is_literal_says_itself(words):
    assert "".join(passage(literally(words)).parts) == words


@given(st.floats(-200, 200).filter(lambda x: all(abs(abs(x) - k) > 1e-6 for k in (0, 1, 100))))
def test_what_is_nearly_0_1_or_100_is_never_said_to_be_that(value):
    for shown in (number(value), precisely(value, ".2f")):
        assert shown.strip("−") not in ("0", "1", "100", "0.00", "1.00", "100.00")


def test_a_share_is_never_rounded_to_nothing_or_all():
    assert precisely(0.99995, ".0%") == "99.995%"
    assert precisely(0.5, ".0%") == "50%"
    assert number(0.99995) == "0.99995"
    assert number(0.1 + 0.2 + 0.7) == number(1 - 2**-53) == "1"


def test_a_result_remembers_what_is_of_members():
    result = Result({"a": Members([1.0, 2.0]), "b": np.ones(2)})
    assert result.of_members == {"a"}
    assert result["a"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("ann", "said"), [(1 + 1e-13, "1 lap"), (2.0, "2 laps"), (0.5, "0.5 laps")]
)
def test_the_form_is_that_of_the_number_as_it_is_written(ann, said):
    race = Race(ann=3.0)
    result = Result({**race.run(), "left": ann})
    assert race.words(result).say(plain("{left:# lap|# laps}")) == said


def test_words_of_another_moment_say_its_numbers_and_are_heard_all_the_same():
    made = Race()
    words = made.words(made.run())
    assert words.at(laps=3).say("{laps:# lap|# laps} at {ann}") == "3 laps at 4"
    assert words.say("{laps:# lap|# laps}") == "1 lap"
    assert words.spoken >= {"3 laps at 4", "1 lap"}


def test_what_is_promised_names_its_parameters_and_cites_nothing():
    said = promised(
        "{laps:# lap|# laps} at {ann} [wins]. It ends at {never}.", {"laps": 1, "ann": 4.0}
    )
    assert said == "1 lap at 4. It ends at {never}."
