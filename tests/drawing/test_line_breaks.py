"""Lines break where a reader would break them."""

from nnviz.drawing.line_breaks import even_lines, line_breaks, words_of


def test_mathematics_and_the_sides_of_a_sign_stay_together() -> None:
    assert words_of("with $a = b$, η = 1.9 and\u00a0so on") == [
        "with",
        "$a = b$,",
        "η = 1.9",
        "and\u00a0so",
        "on",
    ]


def test_a_sign_between_several_keeps_all_of_them() -> None:
    assert words_of("a + b = c then") == ["a + b = c", "then"]


def test_lines_are_as_even_as_words_allow() -> None:
    assert even_lines(["one", "two", "three", "four"], 2, len) == ["one two", "three four"]
    assert even_lines(["aaaa", "b", "c", "dddd"], 3, len) == ["aaaa", "b c", "dddd"]


def test_the_text_as_given_comes_first_and_no_break_is_tried_twice() -> None:
    tried = line_breaks("one two\nthree")
    assert tried == ["one two\nthree", "one two three", "one\ntwo\nthree"]
    assert line_breaks("word") == ["word"]
