"""The command and the call that make a figure again are what a shell and Python read so."""

import shlex
from pathlib import Path

import pytest

from nnviz.commands import call, command
from nnviz.host.cards import Card
from nnviz.host.sources import Source
from nnviz.parameters import Parameter
from nnviz.setting import Setting, quoted, typed

PARAMETERS = {
    "word": Parameter(name="word", type="str", default="", help=""),
    "warm_up": Parameter(name="warm_up", type="bool", default=True, help=""),
}


@pytest.fixture
def card(nnviz_host) -> Card:
    return nnviz_host.catalog.card("momentum")


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


def test_settings_of_equal_values_are_one():
    assert Setting(beta=0.5, rate=1.0) == Setting(rate=1, beta=0.5)
    assert len({Setting(beta=0.5), Setting(beta=0.5), Setting()}) == 2
    assert len({Setting(sizes=[4, 4]), Setting(sizes=[4, 4]), Setting(sizes=[4, 5])}) == 2


def test_a_command_quotes_what_a_shell_would_read_otherwise(card):
    line = command(card, {"word": "a; rm -rf ~"}, PARAMETERS)
    assert shlex.split(line) == ["nnviz", "show", "momentum", "--word", "a; rm -rf ~"]


def test_a_switch_is_turned_off_by_its_other_name(card):
    assert command(card, {"warm_up": False}, PARAMETERS) == "nnviz show momentum --no-warm-up"


def test_a_command_names_the_look_only_where_it_is_not_the_usual_one(card):
    shown = "nnviz show momentum"
    assert command(card, {}, {}, "slides", "slide") == shown
    assert command(card, {}, {}, "paper", "slide") == f"{shown} --theme paper --size slide"
    assert command(card, {}, {}, "paper", "page") == f"{shown} --theme paper"


def test_a_plugin_s_file_is_part_of_the_command(card):
    source = Source("growth", "", "", path=Path("folder/growth.py"))
    assert command(card._replace(source=source), {}, {}) == (
        "nnviz show momentum --plugin growth.py"
    )


def test_a_call_is_the_command_in_python():
    given = {"beta": 0.5, "data": Path("a b.csv")}
    assert call("ewma", given, "dark", "slide") == (
        "nnviz.show('ewma', beta=0.5, data='a b.csv', theme='dark', size='slide')"
    )


def test_windows_shells_are_given_double_quotes_where_they_need_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`C:\\x.csv` in single quotes is another file to cmd; a bare comma makes PowerShell a list."""
    monkeypatch.setattr("sys.platform", "win32")
    plain = [r"C:\data\x.csv", "0.95", "--beta", "momentum", r"\\server\share\x.csv"]
    assert [quoted(word) for word in plain] == plain
    for word in ("0,0.5;0.9", r"C:\my data\x.csv", "a&b", "", "it's"):
        assert quoted(word) == f'"{word}"'
    monkeypatch.setattr("sys.platform", "linux")
    assert quoted(r"C:\x.csv") == r"'C:\x.csv'"
