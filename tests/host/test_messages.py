"""What a concept says is read in its source: each passage once, with its place and its line."""

import ast
from textwrap import dedent

import pytest

from nnviz.host.messages import Message, Unreadable, messages

SOURCE = dedent(
    '''
    SHARED = "Both stop [stops]."


    class Walk(Concept):
        """It walks."""

        title = "A walk"
        topic = "other things"
        members = ("one that stays", "two")
        rate: float = parameter(0.1, "Rate of it.", gt=0)

        headline = either(
            "It stops after {steps:# step|# steps} [stops, not far.one]",
            plain("It is at {x}"),
        )
        look = (each(members, "{x}"), SHARED, f"It {topic}")
        alt = SHARED
        panels = (Panel("left", "Way", "step", y="x", of="two"),)
        try_next = (Try("Then it runs [far].", rate=1.0),)

        @claim("It stops at {measured}.")
        def stops(self, result):
            if self.rate > 1:
                return "it never stops"
            return Measured(1, "=", 1, where=True, otherwise="it flies")

        def draw(self, result, figure):
            words.say("start" if self.rate else "end")
            words.say(self.alt)
            words.say(name)
            words.say(self.panels[0].title)
    '''
)


def read(source=SOURCE):
    return messages(ast.parse(source), "Walk", "walk")


def test_each_passage_is_told_once_in_its_order_with_its_place() -> None:
    told = [(one.context, one.template) for one in read() if isinstance(one, Message)]
    assert told == [
        ("walk.docstring", "It walks."),
        ("walk.title", "A walk"),
        ("walk.rate", "Rate of it."),
        ("walk.headline", "It stops after {steps:# step|# steps}"),
        ("walk.headline", "It is at {x}"),
        ("walk.look", "Both stop."),
        ("walk.alt", "Both stop."),
        ("walk.panels", "Way"),
        ("walk.panels", "step"),
        ("walk.panels", "x"),
        ("walk.try_next", "Then it runs."),
        ("walk.stops", "It stops at {measured}."),
        ("walk.stops", "it never stops"),
        ("walk.stops", "it flies"),
        ("walk.draw", "start"),
        ("walk.draw", "end"),
        ("walk.draw", "Both stop."),
    ]


def test_what_is_put_together_at_run_time_is_told_with_its_line() -> None:
    found = [one for one in read() if isinstance(one, Unreadable)]
    assert [(one.context, one.expression) for one in found] == [
        ("walk.look", "f'It {topic}'"),
        ("walk.draw", "name"),
    ]
    lines = [SOURCE.splitlines()[one.line - 1].strip() for one in found]
    assert lines[0].startswith("look = (each")
    assert lines[1] == "words.say(name)"


def test_a_class_that_there_is_not_is_no_source_of_messages() -> None:
    with pytest.raises(LookupError, match="no class Run"):
        messages(ast.parse(SOURCE), "Run", "run")


def test_calls_that_say_nothing_are_no_texts() -> None:
    source = "class Walk(Concept):\n    @claim(sentence=1)\n    def a(self):\n        robot.say()\n"
    assert read(source) == []


def test_reasons_that_a_helper_is_given_or_has_by_default_are_told() -> None:
    source = dedent(
        """
        class Walk(Concept):
            @finding("It is less.")
            def less(self, result):
                return less(1, 2, without="it never ends")

        def less(one, other, *, without: str = "it has no end") -> Measured | str:
            return without
        """
    )
    told = [(one.context, one.template) for one in read(source)]
    assert told == [
        ("walk.less", "it has no end"),
        ("walk.less", "It is less."),
        ("walk.less", "it never ends"),
    ]


def test_words_that_are_computed_are_told_and_reasons_that_are_given() -> None:
    source = dedent(
        """
        class Walk(Concept):
            def compute(self):
                style = {"left": 1, "at": True}
                return {"kind": "steps" if self.short else "strides", "sign": "x", **style}

        def read(log):
            return Reading(reason="the log is empty")
        """
    )
    told = [(one.context, one[1]) for one in read(source)]
    assert sorted(told) == [
        ("walk.reason", "the log is empty"),
        ("walk.result", "steps"),
        ("walk.result", "strides"),
    ]
