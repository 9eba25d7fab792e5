"""What leaves for a terminal is text alone, and JSON stays the JSON that it was."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.terminal import Screen, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", r"a\u001b[2Jb"),
        ("\x1b]0;title\x07", r"\u001b]0;title\u0007"),
        ("\x9b2J", r"\u009b2J"),
        ("safe\revil", r"safe\u000devil"),
        ("\u202edetrevni\u202c", r"\u202edetrevni\u202c"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("β = ½, שלום, 日本", "β = ½, שלום, 日本"),
    ],
)
def test_a_control_character_is_shown_as_its_number(text: str, shown: str) -> None:
    assert visible(text) == visible(text, styled=True) == shown


def test_colours_pass_where_they_are_shown() -> None:
    assert visible("\x1b[1;31mred\x1b[0m", styled=True) == "\x1b[1;31mred\x1b[0m"
    assert visible("\x1b[31mred", styled=False) == r"\u001b[31mred"


@pytest.mark.parametrize(
    "hidden", ["8", "30", "37", "40", "5", "38;2;0;0;0", "1;8", "30;1", "0;;8"]
)
def test_what_would_hide_a_text_is_no_colour(hidden: str) -> None:
    assert "\x1b" not in visible(f"\x1b[{hidden}mhidden", styled=True)


@given(st.text())
def test_json_means_the_same(text: str) -> None:
    printed = json.dumps({text: [text]}, ensure_ascii=False)
    assert json.loads(visible(printed)) == {text: [text]}


@given(st.text(alphabet=st.characters(categories=["Cc", "Cf"])))
def test_no_control_is_left(text: str) -> None:
    left = set(visible(text, styled=True)) - {"\t", "\n"}
    assert not [sign for sign in left if sign < " " or "\x7f" <= sign <= "\x9f"]


def test_a_screen_writes_text_alone_and_is_else_its_stream() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    screen = Screen(stream, styled=False)
    print("one\x1b[2J", file=screen)
    screen.writelines(["two", "\x07"])
    screen.flush()
    assert screen.buffer.getvalue().decode() == "one\\u001b[2J\ntwo\\u0007"
    assert screen.encoding == "utf-8"


def test_a_windows_console_is_not_written_past_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), "utf-8")
    monkeypatch.setattr("sys.platform", "win32")
    monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert Screen(stream, styled=True).buffer is None
