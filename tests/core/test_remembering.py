"""Answers that are remembered: of the same content, copies, and not too many."""

import numpy as np

from nnviz.core.remembering import keeping, remembering

ASKED = []


@remembering
def doubled(values, times=2):
    """Return the values, so many times as large."""
    ASKED.append(values)
    return [times * np.asarray(values)]


@remembering
def room(megabytes, which):
    ASKED.append(which)
    return bytes(megabytes << 20)


def _times(act):
    before = len(ASKED)
    act()
    return len(ASKED) - before


def test_without_a_memory_each_question_is_computed():
    assert _times(lambda: [doubled(np.ones(2)) for _ in range(3)]) == 3
    with keeping({}):
        doubled(np.ones(2))
    assert _times(lambda: doubled(np.ones(2))) == 1


def test_what_has_the_same_content_is_computed_once_in_a_memory():
    memory = {}
    for times in (1, 0, 0):
        with keeping(memory):
            assert _times(lambda: doubled(np.arange(3.0))) == times
            assert doubled(np.arange(3.0))[0].tolist() == [0, 2, 4]
    with keeping({}):
        assert _times(lambda: doubled(np.arange(3.0))) == 1


def test_another_content_type_argument_or_function_is_another_question():
    values = np.arange(3.0)
    with keeping({}):
        doubled(values)
        values[0] = 7
        assert doubled(values)[0].tolist() == [14, 2, 4]
        assert doubled(values.astype(np.float32))[0].dtype == np.float32
        assert doubled(values, times=3)[0].tolist() == [21, 3, 6]
        assert len(room(1, 2)) == 1 << 20
        assert doubled(1, 2)[0] == 2


def test_an_answer_may_be_changed():
    with keeping({}):
        for _ in range(3):
            answer = doubled(np.ones(2))
            assert answer[0].tolist() == [2, 2]
            answer[0] += 5
            answer.append("more")


def test_what_was_asked_for_longest_ago_is_forgotten_when_there_is_no_room():
    with keeping({}):
        room(30, "first"), room(30, "second"), room(30, "first")
        assert _times(lambda: room(30, "third")) == 1
        assert _times(lambda: room(30, "first")) == 0
        assert _times(lambda: room(30, "second")) == 1
        assert len(room(80, "too large")) == 80 << 20


def test_a_function_keeps_its_name_and_its_docstring():
    assert (doubled.__name__, doubled.__doc__[:6]) == ("doubled", "Return")
