from typing import NamedTuple

from nnviz.course import Neighbours, circle, in_order, neighbours, next_step


class Step(NamedTuple):
    name: str
    topic: str = "tuning"
    order: int = 1
    builds_on: tuple[str, ...] = ()
    see_also: tuple[str, ...] = ()


def names(*steps: Step) -> list[str]:
    return [step.name for step in in_order(steps)]


def test_topics_come_in_the_order_of_the_course_and_others_by_name_after_them() -> None:
    assert names(
        Step("e", "zoo"), Step("d", "art"), Step("c", "tuning"), Step("b", "initialization")
    ) == ["b", "c", "d", "e"]


def test_what_a_concept_builds_on_comes_before_it_whatever_their_order() -> None:
    assert names(Step("a", builds_on=("c",)), Step("b"), Step("c", order=9)) == ["c", "a", "b"]


def test_a_topic_is_not_torn_apart_for_what_is_built_on_elsewhere() -> None:
    assert names(
        Step("a", "initialization", builds_on=("b",)), Step("b"), Step("c", "initialization")
    ) == ["a", "c", "b"]


def test_a_circle_neither_hangs_nor_loses_a_concept() -> None:
    steps = Step("a", builds_on=("b",)), Step("b", builds_on=("a",)), Step("c", builds_on=("c",))
    assert sorted(names(*steps)) == ["a", "b", "c"]


def test_a_circle_is_told_as_the_way_round_it() -> None:
    builds_on = {"a": ("x", "b"), "b": ("c",), "c": ("a",), "x": ()}
    assert circle("a", builds_on) == ("a", "b", "c", "a")
    assert circle("x", builds_on) == ()
    assert circle("d", {"d": ("d",)}) == ("d", "d")


def test_the_next_is_the_first_that_was_not_seen() -> None:
    path = [Step("a"), Step("b"), Step("c")]
    assert next_step(path, {"a", "c"}) == Step("b")
    assert next_step(path, {"a", "b", "c", "gone"}) is None


def test_neighbours_are_those_beside_and_those_that_are_named_where_they_are() -> None:
    a, c = Step("a"), Step("c")
    b = Step("b", builds_on=("a", "gone"), see_also=("c", "gone"))
    assert neighbours(b, [a, b, c]) == Neighbours(a, c, before=(a,), see_also=(c,))
    assert neighbours(a, [a, b]) == Neighbours(None, b, before=(), see_also=())
    assert neighbours(c, [a, b]) == Neighbours(None, None, before=(), see_also=())
