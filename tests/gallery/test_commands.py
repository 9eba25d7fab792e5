import shlex

import pytest

from nnviz.gallery.commands import command, invocation, typed
from nnviz.gallery.settings import Settings
from nnviz.parameters import Parameter


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.1234567890123, "0.1234567890123"),
        (1e-7, "1e-07"),
        (2.0, "2"),
        (True, "yes"),
        ((1.0, 0.5), "1,0.5"),
        (None, ""),
    ],
)
def test_a_value_is_typed_with_all_its_digits(value, words):
    assert typed(value) == words


def test_a_command_quotes_what_a_shell_would_read_otherwise():
    word = Parameter(name="word", type="str", default="", help="")
    line = command("nnviz show x", [(word, "a; rm -rf ~")], Settings(), "slide")
    assert shlex.split(line) == ["nnviz", "show", "x", "--word", "a; rm -rf ~"]


def test_a_switch_is_turned_off_by_its_other_name():
    switch = Parameter(name="warm_up", type="bool", default=True, help="")
    line = command("nnviz show x", [(switch, False)], Settings(), "slide")
    assert line == "nnviz show x --no-warm-up"


def test_a_command_names_the_look_only_where_it_is_not_the_usual_one():
    assert command("show", [], Settings(theme="paper"), "page") == "show --theme paper --size slide"
    assert command("show", [], Settings(theme="paper", size="page"), "page") == "show --theme paper"


def test_a_plugin_s_file_is_part_of_the_command(catalog):
    known = catalog("growth")
    assert invocation(known.card("growth")) == "nnviz show growth --plugin growth.py"
